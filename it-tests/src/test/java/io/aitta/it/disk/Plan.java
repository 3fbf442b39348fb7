package io.aitta.it.disk;

import io.aitta.core.Bytes;
import io.aitta.core.Durability;
import io.aitta.core.Entry;
import io.aitta.it.sim.Values;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a writer in another process does: its n-th write follows from n alone, so that whoever knows
 * how many of them are in a store knows all that must be in it.
 */
final class Plan {
  private static final int KEYS = 150;
  private static final int VALUE_BYTES_MAX = 900;

  private Plan() {}

  private static int draw(long n, int salt, int bound) {
    long mixed = (n * 31 + salt) * 0x9E3779B97F4A7C15L;
    mixed ^= mixed >>> 29;
    mixed *= 0xBF58476D1CE4E5B9L;
    return (int) Long.remainderUnsigned(mixed ^ (mixed >>> 32), bound);
  }

  static Bytes key(long n) {
    return Bytes.utf8("key-" + draw(n, 1, KEYS));
  }

  static boolean isDelete(long n) {
    return draw(n, 2, 8) == 0;
  }

  /** Tells which write it is of. */
  static Bytes value(long n) {
    return Values.of((int) n, 0, draw(n, 3, VALUE_BYTES_MAX));
  }

  /** One in three has to survive a power cut. */
  static Durability level(long n) {
    return n % 3 == 0 ? Durability.DISK : n % 3 == 1 ? Durability.OS : Durability.MEMORY;
  }

  /**
   * What a store holds after the first {@code count} writes.
   *
   * @param base the number before the first write's
   */
  static Map<Bytes, Entry> after(long count, long base) {
    Map<Bytes, Entry> entries = new TreeMap<>();
    for (long n = 1; n <= count; n++) {
      if (isDelete(n)) {
        entries.remove(key(n));
      } else {
        entries.put(key(n), new Entry(key(n), value(n), base + n));
      }
    }
    return entries;
  }
}
