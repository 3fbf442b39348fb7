package io.aitta.sstable.block;

import io.aitta.core.format.Varint;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The fixed parts of a block; see the package. Positions are absolute in the array given. */
public final class BlockFormat {
  /** Bytes behind the buckets: two counts. */
  static final int TAIL_BYTES = 8;

  static final int RESTART_BYTES = 4;

  /** The least an entry takes: three lengths and the trailer. */
  static final int ENTRY_BYTES_MIN = 3 + Long.BYTES;

  /** A bucket whose keys stand behind more than one restart. */
  static final int BUCKET_SEVERAL = 254;

  /** A bucket without keys. */
  static final int BUCKET_EMPTY = 255;

  /** Restarts that a bucket can name. */
  static final int BUCKET_RESTARTS_MAX = 254;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private BlockFormat() {}

  static int getInt(byte[] array, int at) {
    return (int) INT.get(array, at);
  }

  static void putInt(byte[] array, int at, int value) {
    INT.set(array, at, value);
  }

  static long getLong(byte[] array, int at) {
    return (long) LONG.get(array, at);
  }

  static void putLong(byte[] array, int at, long value) {
    LONG.set(array, at, value);
  }

  static int bucket(long hash, int buckets) {
    return (int) (((hash & 0xFFFFFFFFL) * buckets) >>> 32);
  }

  static int restarts(byte[] array, int end) {
    return getInt(array, end - TAIL_BYTES);
  }

  static int buckets(byte[] array, int end) {
    return getInt(array, end - TAIL_BYTES + 4);
  }

  /**
   * Checks what searches rely on: that the counts fit and the restarts ascend within the entries.
   *
   * @throws MalformedBlockException if they do not
   */
  public static void check(byte[] array, int from, int length) {
    if (length < ENTRY_BYTES_MIN + RESTART_BYTES + TAIL_BYTES) {
      throw new MalformedBlockException("a block of at least one entry", length + " bytes");
    }
    int end = from + length;
    int restarts = restarts(array, end);
    int buckets = buckets(array, end);
    long entriesBytes = length - TAIL_BYTES - (long) restarts * RESTART_BYTES - buckets;
    if (restarts < 1 || buckets < 0 || entriesBytes < ENTRY_BYTES_MIN) {
      throw new MalformedBlockException(
          "counts that fit into " + length + " bytes",
          restarts + " restarts and " + buckets + " buckets");
    }
    int restartsAt = from + (int) entriesBytes;
    int before = -1;
    for (int i = 0; i < restarts; i++) {
      int restart = getInt(array, restartsAt + i * RESTART_BYTES);
      if (restart <= before || restart >= entriesBytes || (i == 0 && restart != 0)) {
        throw new MalformedBlockException(
            "restarts that ascend within " + entriesBytes + " bytes",
            "restart " + i + " at " + restart + " after " + before);
      }
      before = restart;
    }
  }

  /**
   * Reads a length of up to five bytes: the value in the low 32 bits, the position behind it above.
   *
   * @throws MalformedBlockException if it runs past {@code end} or above 31 bits
   */
  static long length(byte[] array, int at, int end) {
    int value = 0;
    int next = at;
    for (int shift = 0; shift < 7 * Varint.INT_BYTES_MAX && next < end; shift += 7) {
      int read = array[next++];
      value |= (read & 0x7F) << shift;
      if (read >= 0) {
        if (value < 0 || (shift == 28 && read > 7)) {
          break;
        }
        return (long) next << 32 | value;
      }
    }
    throw new MalformedBlockException("a length in an entry", "none at " + at);
  }

  static MalformedBlockException badEntry(int at, int from) {
    return new MalformedBlockException(
        "an entry within the block", "one that runs past it at " + (at - from));
  }
}
