package io.aitta.it.bench.engine;

import io.aitta.core.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A checksum of everything that was delivered, whatever the order. It reads every byte, so that no
 * engine can do without delivering it. For one thread.
 */
public final class Digest {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private long sum;

  /** Folds in the first {@code length} bytes of an array. */
  public void add(byte[] array, int length) {
    sum += sumOf(array, 0, length);
  }

  /** What a digest of this array alone comes to. */
  public static long sumOf(byte[] array, int length) {
    return sumOf(array, 0, length);
  }

  private static long sumOf(byte[] array, int from, int length) {
    long first = length;
    long second = 0;
    int at = from;
    int end = from + length;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      first += (long) WORD.get(array, at);
      second += first;
    }
    if (at < end && length >= Long.BYTES) {
      long last = (long) WORD.get(array, end - Long.BYTES);
      first += last >>> (Byte.SIZE * (at + Long.BYTES - end));
      second += first;
      at = end;
    }
    for (; at < end; at++) {
      first += array[at];
      second += first;
    }
    return first ^ Long.rotateLeft(second, 29);
  }

  public void add(byte[] array) {
    add(array, array.length);
  }

  /** As the array of the same bytes. */
  public void add(Bytes bytes) {
    sum += sumOf(bytes.sharedArray(), bytes.sharedFrom(), bytes.length());
  }

  /** Folds in all that another one was given. */
  public void add(Digest other) {
    add(other.sum);
  }

  /** Folds in what another digest came to. */
  public void add(long otherSum) {
    sum += otherSum;
  }

  public long sum() {
    return sum;
  }
}
