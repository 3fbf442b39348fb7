package io.aitta.core.format;

import java.nio.ByteBuffer;

/** Unsigned LEB128: 7 bits a byte, the lowest first, the top bit set on all but the last. */
public final class Varint {
  /** Bytes of the longest encoding of an {@code int}. */
  public static final int INT_BYTES_MAX = 5;

  /** Bytes of the longest encoding of a {@code long}. */
  public static final int LONG_BYTES_MAX = 10;

  private Varint() {}

  /** Writes {@code value} as unsigned and returns the position behind it. */
  public static int put(byte[] target, int at, int value) {
    int rest = value;
    int next = at;
    while ((rest & ~0x7F) != 0) {
      target[next++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    target[next++] = (byte) rest;
    return next;
  }

  /** Writes {@code value} as unsigned at the buffer's position. */
  public static void put(ByteBuffer target, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      target.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    target.put((byte) rest);
  }

  /** How many bytes {@code value} takes. */
  public static int size(long value) {
    return (63 - Long.numberOfLeadingZeros(value | 1)) / 7 + 1;
  }

  /**
   * Reads a {@code long} at the buffer's position.
   *
   * @throws MalformedVarintException if it does not end within the buffer or within 64 bits
   */
  public static long get(ByteBuffer source) {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (!source.hasRemaining()) {
        throw new MalformedVarintException("a varint runs past the end");
      }
      byte next = source.get();
      if (shift == 63 && (next > 1 || next < 0)) {
        break;
      }
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new MalformedVarintException("a varint of more than 64 bits");
  }

  /**
   * Reads a length: a varint from 0 to {@code max}.
   *
   * @throws MalformedVarintException if it is anything else
   */
  public static int getLength(ByteBuffer source, int max) {
    long value = get(source);
    if (value < 0 || value > max) {
      throw new MalformedVarintException("a length of " + value + " where at most " + max + " fit");
    }
    return (int) value;
  }

  /**
   * Bytes that are no varint; whoever reads a file turns it into a corruption that names the place.
   */
  public static final class MalformedVarintException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    MalformedVarintException(String message) {
      super(message);
    }
  }
}
