package io.aitta.core;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A half-open interval of keys and a direction to walk it.
 *
 * @param from the first key, inclusive
 * @param until the end, exclusive; null for no end
 * @param reversed whether a scan begins at the greatest key
 */
public record Range(Bytes from, @Nullable Bytes until, boolean reversed) {
  private static final Range ALL = new Range(Bytes.EMPTY, null, false);

  /** Every key. */
  public static Range all() {
    return ALL;
  }

  /** Every key from {@code key} on. */
  public static Range from(Bytes key) {
    return new Range(key, null, false);
  }

  /** Every key that begins with {@code prefix}. */
  public static Range prefix(Bytes prefix) {
    return new Range(prefix, successorOfPrefix(prefix), false);
  }

  /** The same range ending before {@code end}. */
  public Range until(Bytes end) {
    return new Range(from, end, reversed);
  }

  /** The same range walked the other way. */
  public Range reverse() {
    return new Range(from, until, !reversed);
  }

  /** Whether no key can lie in it. */
  public boolean isEmpty() {
    return until != null && from.compareTo(until) >= 0;
  }

  /** Whether {@code key} lies in it. */
  public boolean contains(Bytes key) {
    return from.compareTo(key) <= 0 && (until == null || key.compareTo(until) < 0);
  }

  /**
   * The least key greater than every key that begins with {@code prefix}; null if there is none.
   */
  private static @Nullable Bytes successorOfPrefix(Bytes prefix) {
    int kept = prefix.length();
    while (kept > 0 && prefix.at(kept - 1) == 0xFF) {
      kept--;
    }
    if (kept == 0) {
      return null;
    }
    byte[] successor = Arrays.copyOf(prefix.toArray(), kept);
    successor[kept - 1]++;
    return Bytes.wrap(successor);
  }
}
