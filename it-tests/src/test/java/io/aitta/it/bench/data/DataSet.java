package io.aitta.it.bench.data;

import io.aitta.it.bench.engine.Digest;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Keys of 16 bytes in order of their index, with room for an absent key between any two, and a
 * value for each that depends on its index alone. Writing a key again writes the same value, so
 * that what is read can be judged however writes and reads ran. Immutable, safe on any thread.
 *
 * @param keys how many
 * @param valueBytes of each value, at least 8
 */
public record DataSet(long keys, int valueBytes) {
  public static final int KEY_BYTES = 16;

  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };
  private static final int POOL_BYTES = 1 << 20;
  private static final byte[] POOL = pool();
  private static final AtomicReference<DataSetSum> LAST_SUM = new AtomicReference<>();

  private record DataSetSum(DataSet of, long sum) {}

  private static byte[] pool() {
    Dice dice = new Dice(1);
    byte[] pool = new byte[POOL_BYTES];
    for (int i = 0; i < POOL_BYTES; i++) {
      pool[i] = (byte) dice.next();
    }
    return pool;
  }

  public int entryBytes() {
    return KEY_BYTES + valueBytes;
  }

  /** The key of an index. */
  public byte[] key(long index) {
    return keyOf(index);
  }

  /** The key of an index in any data set. */
  public static byte[] keyOf(long index) {
    return hex(2 * index);
  }

  /** A key that is not there, between that of {@code index} and the next. */
  public byte[] absentKey(long index) {
    return hex(2 * index + 1);
  }

  /** The index of a key, or of the one before an absent key. */
  public static long indexOf(byte[] key) {
    long number = 0;
    for (byte digit : key) {
      number = (number << 4) | Character.digit(digit, 16);
    }
    return number >>> 1;
  }

  private static byte[] hex(long number) {
    byte[] key = new byte[KEY_BYTES];
    long rest = number;
    for (int at = KEY_BYTES - 1; at >= 0; at--) {
      key[at] = HEX[(int) (rest & 15)];
      rest >>>= 4;
    }
    return key;
  }

  /** The value of an index, a new array. */
  public byte[] value(long index) {
    byte[] value = new byte[valueBytes];
    long mixed = Dice.mix(index);
    int from = (int) Long.remainderUnsigned(mixed, POOL_BYTES - valueBytes);
    System.arraycopy(POOL, from, value, 0, valueBytes);
    for (int at = 0; at < Long.BYTES; at++) {
      value[at] = (byte) (mixed >>> (8 * at));
    }
    return value;
  }

  /** Each index once, in an order that looks random. */
  public int[] shuffled() {
    int[] order = new int[Math.toIntExact(keys)];
    Dice dice = new Dice(keys);
    for (int i = 0; i < order.length; i++) {
      int swapped = (int) dice.below(i + 1L);
      order[i] = order[swapped];
      order[swapped] = i;
    }
    return order;
  }

  /** What a walk over everything delivers. */
  public long sumOfAll() {
    DataSetSum known = LAST_SUM.get();
    if (known != null && known.of().equals(this)) {
      return known.sum();
    }
    Digest digest = new Digest();
    for (long index = 0; index < keys; index++) {
      digest.add(key(index));
      digest.add(value(index));
    }
    LAST_SUM.set(new DataSetSum(this, digest.sum()));
    return digest.sum();
  }
}
