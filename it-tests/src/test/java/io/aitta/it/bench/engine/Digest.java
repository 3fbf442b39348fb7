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

  private static final int SCRATCH_BYTES = 256;

  private byte[] scratch = new byte[0];
  private long sum;

  /** Folds in the first {@code length} bytes of an array. */
  public void add(byte[] array, int length) {
    sum += sumOf(array, length);
  }

  /** What a digest of this array alone comes to. */
  public static long sumOf(byte[] array, int length) {
    long first = length;
    long second = 0;
    int at = 0;
    for (; at + Long.BYTES <= length; at += Long.BYTES) {
      first += (long) WORD.get(array, at);
      second += first;
    }
    for (; at < length; at++) {
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
    int length = bytes.length();
    if (length > scratch.length) {
      scratch = new byte[Math.max(SCRATCH_BYTES, 2 * length)];
    }
    bytes.copyTo(scratch, 0);
    add(scratch, length);
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
