package io.aitta.core.format;

/** Sequence number and kind in one {@code long}; see the package. */
public final class Trailer {
  /** 56 bits: the lowest byte holds the kind. */
  public static final long NUMBER_MAX = (1L << 56) - 1;

  private Trailer() {}

  public static long of(long number, byte kind) {
    return number << 8 | (kind & 0xFF);
  }

  public static long number(long trailer) {
    return trailer >>> 8;
  }

  public static byte kind(long trailer) {
    return (byte) trailer;
  }

  /** The trailer that sorts before every entry of a key visible at {@code number}. */
  public static long seek(long number) {
    return number << 8 | 0xFF;
  }

  /** Order of two trailers of the same key: the greater comes first. */
  public static int compare(long left, long right) {
    return Long.compareUnsigned(right, left);
  }
}
