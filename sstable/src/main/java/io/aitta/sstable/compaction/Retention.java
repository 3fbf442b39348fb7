package io.aitta.sstable.compaction;

import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.format.Kind;
import io.aitta.core.format.ShortCopy;
import io.aitta.core.format.Trailer;
import io.aitta.core.iterator.CoverCursor;
import io.aitta.core.iterator.RangeDeletes;
import io.aitta.core.iterator.RangeDeletes.Fragment;
import io.aitta.core.iterator.RangeDeletesBuilder;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Decides what of the past has to be kept. For every reader there is or will be, what it sees of a
 * key stays the same:
 *
 * <ul>
 *   <li>of the versions in one stripe of {@link SnapshotList} the newest stays;
 *   <li>a version goes if a range delete above it lies in its stripe;
 *   <li>a delete, a range delete, a value expired for every reader goes if all readers see it and
 *       nothing older can lie outside; else it stays, an expired value as a delete;
 *   <li>versions that readers to come may stand between all stay. No number ever changes.
 * </ul>
 *
 * Entries are asked about in internal order. For one thread.
 */
final class Retention {
  /** What becomes of an entry. */
  enum Fate {
    KEEP,
    /** It stays with its number, as a delete without a value. */
    KEEP_AS_DELETE,
    DROP
  }

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final int NO_STRIPE = -1;

  private final SnapshotList snapshots;
  private final CoverCursor deletes;
  private final OlderData older;

  // the key asked about last, and the stripe of its version asked about last
  private byte[] key = new byte[64];
  private int keyLength = -1;
  private int keyStripe = NO_STRIPE;

  private long hidden;
  private long covered;
  private long deletesDropped;
  private long deletesForSnapshots;
  private long expired;

  /**
   * @param deletes the range deletes of all inputs, merged
   */
  Retention(SnapshotList snapshots, RangeDeletes deletes, OlderData older) {
    this.snapshots = snapshots;
    this.deletes = new CoverCursor(deletes);
    this.older = older;
  }

  /** Whether the key is another one than that of the entry before. */
  boolean isNewKey(byte[] array, int from, int length) {
    return length != keyLength
        || (length > 0 && key[length - 1] != array[from + length - 1]) // mostly, and sooner told
        || !Arrays.equals(key, 0, length, array, from, from + length);
  }

  /**
   * @param newKey what {@link #isNewKey} says of the key
   */
  Fate decide(
      byte[] array,
      int from,
      int length,
      boolean newKey,
      long trailer,
      byte[] value,
      int valueFrom) {
    byte kind = Trailer.kind(trailer);
    if (!Kind.isSupported(kind) || kind == Kind.RANGE_DELETE) {
      throw unknown(kind);
    }
    if (newKey) {
      beginKey(array, from, length);
    }
    long number = Trailer.number(trailer);
    int stripe = snapshots.stripe(number);
    if (!snapshots.isOpen(stripe)) {
      if (stripe == keyStripe) {
        hidden++;
        return Fate.DROP;
      }
      keyStripe = stripe;
      long newest = snapshots.newestOf(stripe);
      if (deletes.coverNumber(key, 0, keyLength, newest) > number) {
        covered++;
        return Fate.DROP;
      }
    }
    if (kind == Kind.PUT) {
      return Fate.KEEP;
    }
    return kind == Kind.DELETE ? ofDelete(stripe) : ofExpiring(stripe, value, valueFrom);
  }

  private void beginKey(byte[] array, int from, int length) {
    if (key.length < length) {
      key = new byte[Math.max(length, 2 * key.length)];
    }
    ShortCopy.copy(array, from, key, 0, length);
    keyLength = length;
    keyStripe = NO_STRIPE;
  }

  private Fate ofDelete(int stripe) {
    if (older.mayHold(key, 0, keyLength)) {
      return Fate.KEEP;
    }
    if (stripe > 0) {
      deletesForSnapshots++;
      return Fate.KEEP;
    }
    deletesDropped++;
    return Fate.DROP;
  }

  private Fate ofExpiring(int stripe, byte[] value, int valueFrom) {
    if ((long) LONG.get(value, valueFrom) > snapshots.oldestTimeMillis()) {
      return Fate.KEEP;
    }
    expired++;
    return ofDelete(stripe) == Fate.DROP ? Fate.DROP : Fate.KEEP_AS_DELETE;
  }

  /** What has to stay of range deletes, cut to where an output lies. */
  RangeDeletes keep(RangeDeletes clipped) {
    RangeDeletesBuilder kept = new RangeDeletesBuilder();
    for (Fragment fragment : clipped.fragments()) {
      int above = NO_STRIPE;
      for (long number : fragment.numbers()) {
        int stripe = snapshots.stripe(number);
        boolean doubled = stripe == above && !snapshots.isOpen(stripe);
        above = stripe;
        if (!doubled && !isDone(fragment, stripe)) {
          kept = kept.add(fragment.start(), fragment.end(), number);
        }
      }
    }
    return kept.build();
  }

  private boolean isDone(Fragment fragment, int stripe) {
    if (older.mayHoldAny(fragment.start(), fragment.end())) {
      return false;
    }
    if (stripe > 0) {
      deletesForSnapshots++;
      return false;
    }
    deletesDropped++;
    return true;
  }

  JobResult.Counts counts(long entriesRead, long bytesRead, long entriesWritten) {
    return new JobResult.Counts(
        entriesRead,
        bytesRead,
        entriesWritten,
        hidden,
        covered,
        deletesDropped,
        deletesForSnapshots,
        expired);
  }

  private static StoreException unknown(byte kind) {
    return new StoreException(
        ErrorCode.FORMAT_TOO_NEW,
        StoreException.Outcome.NONE,
        "an entry of kind " + kind + ", which this version does not know how to compact");
  }
}
