package io.aitta.sstable.block;

import java.util.Arrays;

/**
 * The entries behind one restart, taken apart so that they can be walked backwards; stands on one
 * of them. For one thread.
 */
final class BackwardRun {
  private byte[] keys = new byte[1 << 10];
  private int[] keyEnds = new int[16];
  private long[] trailers = new long[16];

  /** Where an entry begins, where it ends, where its value begins, how long the value is. */
  private int[] places = new int[4 * 16];

  private int count;
  private int at = -1;

  void clear() {
    count = 0;
    at = -1;
  }

  /** Whether the cursor's entry is one of these. */
  boolean isActive() {
    return at >= 0;
  }

  /** Adds an entry behind the others and stands on it. */
  void add(
      byte[] key,
      int keyLength,
      long trailer,
      int entryAt,
      int nextAt,
      int valueFrom,
      int valueLength) {
    if (count == keyEnds.length) {
      keyEnds = Arrays.copyOf(keyEnds, 2 * count);
      trailers = Arrays.copyOf(trailers, 2 * count);
      places = Arrays.copyOf(places, 8 * count);
    }
    int begin = count == 0 ? 0 : keyEnds[count - 1];
    if (begin + keyLength > keys.length) {
      keys = Arrays.copyOf(keys, Math.max(begin + keyLength, 2 * keys.length));
    }
    System.arraycopy(key, 0, keys, begin, keyLength);
    keyEnds[count] = begin + keyLength;
    trailers[count] = trailer;
    places[4 * count] = entryAt;
    places[4 * count + 1] = nextAt;
    places[4 * count + 2] = valueFrom;
    places[4 * count + 3] = valueLength;
    at = count++;
  }

  /** Steps to the entry before; false, and nothing changes, if there is none. */
  boolean step() {
    if (at == 0) {
      return false;
    }
    at--;
    return true;
  }

  /** Copies the key shown to an array that is long enough: the one given or a new one. */
  byte[] copyKeyTo(byte[] target, int from, int length) {
    byte[] copy = length <= target.length ? target : new byte[length];
    System.arraycopy(keys, from, copy, 0, length);
    return copy;
  }

  byte[] keys() {
    return keys;
  }

  int keyFrom() {
    return at == 0 ? 0 : keyEnds[at - 1];
  }

  int keyLength() {
    return keyEnds[at] - keyFrom();
  }

  long trailer() {
    return trailers[at];
  }

  int entryAt() {
    return places[4 * at];
  }

  int nextAt() {
    return places[4 * at + 1];
  }

  int valueFrom() {
    return places[4 * at + 2];
  }

  int valueLength() {
    return places[4 * at + 3];
  }
}
