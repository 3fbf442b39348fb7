package io.aitta.core;

import com.google.errorprone.annotations.Immutable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Immutable bytes in unsigned lexicographic order: the currency for keys and values. {@link #of}
 * copies what it is given; {@link #wrap} does not, and its caller promises never to change the
 * array again. Safe on any thread.
 */
@Immutable
public final class Bytes implements Comparable<Bytes> {
  /** No bytes at all: the least key there is. */
  public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

  private static final int SHOWN_MAX = 32;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  @SuppressWarnings("Immutable") // nobody writes to it: of() copies, and wrap()'s caller promised
  private final byte[] array;

  private final int from;
  private final int length;

  private Bytes(byte[] array, int from, int length) {
    this.array = array;
    this.from = from;
    this.length = length;
  }

  /** A copy of {@code array}. */
  public static Bytes of(byte[] array) {
    return array.length == 0 ? EMPTY : new Bytes(array.clone(), 0, array.length);
  }

  /** A copy of {@code length} bytes of {@code array}, beginning at {@code from}. */
  public static Bytes of(byte[] array, int from, int length) {
    return length == 0
        ? EMPTY
        : new Bytes(Arrays.copyOfRange(array, from, from + length), 0, length);
  }

  /** The array itself, which from now on nobody may change. */
  public static Bytes wrap(byte[] array) {
    return new Bytes(array, 0, array.length);
  }

  /** A slice of the array itself, which from now on nobody may change. */
  public static Bytes wrap(byte[] array, int from, int length) {
    java.util.Objects.checkFromIndexSize(from, length, array.length);
    return new Bytes(array, from, length);
  }

  /** The UTF-8 form of {@code text}. */
  public static Bytes utf8(String text) {
    return wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** How many bytes there are. */
  public int length() {
    return length;
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return length == 0;
  }

  /** The byte at {@code index}, as a number from 0 to 255. */
  public int at(int index) {
    return array[from + java.util.Objects.checkIndex(index, length)] & 0xFF;
  }

  /** A copy of the bytes. */
  public byte[] toArray() {
    return Arrays.copyOfRange(array, from, from + length);
  }

  /** The bytes as text; what is not UTF-8 becomes U+FFFD. */
  public String utf8() {
    return new String(array, from, length, StandardCharsets.UTF_8);
  }

  /** Copies all bytes to {@code target}, beginning at {@code at}. */
  public void copyTo(byte[] target, int at) {
    System.arraycopy(array, from, target, at, length);
  }

  /** Whether these bytes begin with {@code prefix}. */
  public boolean startsWith(Bytes prefix) {
    return length >= prefix.length
        && Arrays.equals(
            array,
            from,
            from + prefix.length,
            prefix.array,
            prefix.from,
            prefix.from + prefix.length);
  }

  /** The backing array, for reading without a copy. Whoever writes to it breaks the store. */
  public byte[] sharedArray() {
    return array;
  }

  /** Where these bytes begin in {@link #sharedArray()}. */
  public int sharedFrom() {
    return from;
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(
        array, from, from + length, other.array, other.from, other.from + other.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that
        && Arrays.equals(
            array, from, from + length, that.array, that.from, that.from + that.length);
  }

  @Override
  public int hashCode() {
    long hash = length;
    int at = from;
    int end = from + length;
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      hash = mix(hash ^ (long) LONG.get(array, at));
    }
    for (; at < end; at++) {
      hash = mix(hash ^ array[at]);
    }
    return (int) hash;
  }

  private static long mix(long value) {
    long product = value * 0x9E3779B97F4A7C15L;
    return product ^ (product >>> 32);
  }

  /** For people and tests: the length and the first bytes in hexadecimal. */
  @Override
  public String toString() {
    int shown = Math.min(length, SHOWN_MAX);
    String hex = HexFormat.of().formatHex(array, from, from + shown);
    return "Bytes[" + length + ": " + hex + (shown < length ? "…" : "") + "]";
  }
}
