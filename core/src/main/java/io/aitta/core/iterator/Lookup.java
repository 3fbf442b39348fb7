package io.aitta.core.iterator;

import io.aitta.core.Bytes;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.format.Kind;
import io.aitta.core.format.Trailer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The question "what is this key, as of this number and time", carried from the newest source to
 * the oldest until one decides it. Each source first tells the range deletes that {@link #cover}
 * the key, then {@link #offer offers} its newest visible version, then says {@link #sourceDone}.
 * For one thread at a time; handed over by message.
 */
public final class Lookup {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] treeKey;
  private final long hash;
  private final long number;
  private final long timeMillis;

  private long coveringDelete;
  private boolean decided;
  private long version;
  private long deletedBy;
  private @Nullable Bytes value;

  /**
   * @param treeKey the key; nobody changes the array
   * @param hash {@link io.aitta.core.format.KeyHash} of it
   * @param number the visible sequence number of the reader
   * @param timeMillis the time by which the reader judges deadlines
   */
  public Lookup(byte[] treeKey, long hash, long number, long timeMillis) {
    this.treeKey = treeKey;
    this.hash = hash;
    this.number = number;
    this.timeMillis = timeMillis;
  }

  public byte[] treeKey() {
    return treeKey;
  }

  public long hash() {
    return hash;
  }

  /** Only entries of this number or a lower one are visible. */
  public long number() {
    return number;
  }

  /**
   * A source knows a range delete of this number over the key. One above {@link #number} is
   * ignored.
   */
  public void cover(long rangeDeleteNumber) {
    if (rangeDeleteNumber <= number && rangeDeleteNumber > coveringDelete) {
      coveringDelete = rangeDeleteNumber;
    }
  }

  /**
   * A source's newest version of the key that is visible. The value is copied.
   *
   * @throws StoreException if the kind is not one this version of the software knows
   */
  public void offer(long trailer, byte[] array, int from, int length) {
    long offered = Trailer.number(trailer);
    if (coveringDelete > offered) {
      decideDeleted(coveringDelete);
      return;
    }
    switch (Trailer.kind(trailer)) {
      case Kind.PUT -> decideFound(offered, array, from, length);
      case Kind.DELETE -> decideDeleted(offered);
      case Kind.EXPIRING_PUT -> {
        long deadline = (long) LONG.get(array, from);
        if (deadline <= timeMillis) {
          decideDeleted(offered);
        } else {
          decideFound(offered, array, from + Kind.DEADLINE_BYTES, length - Kind.DEADLINE_BYTES);
        }
      }
      default ->
          throw new StoreException(
              ErrorCode.FORMAT_TOO_NEW,
              StoreException.Outcome.NONE,
              "an entry of kind " + Trailer.kind(trailer) + ", which this version does not know");
    }
  }

  /** The source has told all it knows. Returns whether the question is decided. */
  public boolean sourceDone() {
    if (!decided && coveringDelete > 0) {
      decideDeleted(
          coveringDelete); // all that older sources hold of this key is older than the delete
    }
    return decided;
  }

  private void decideFound(long found, byte[] array, int from, int length) {
    decided = true;
    version = found;
    value = Bytes.of(array, from, length);
  }

  private void decideDeleted(long by) {
    decided = true;
    version = 0;
    deletedBy = by;
    value = null;
  }

  public boolean decided() {
    return decided;
  }

  /** The value, or null if the key does not exist as far as the sources asked know. */
  public @Nullable Bytes value() {
    return value;
  }

  /** The version of the key, or 0 if it does not exist. */
  public long version() {
    return version;
  }

  /** The number of the delete that decided the question, or 0. */
  public long deletedBy() {
    return deletedBy;
  }
}
