package io.aitta.core.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Copies keys, which are mostly so short that a call of the system's copy costs more than it. */
public final class ShortCopy {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private ShortCopy() {}

  /** As {@link System#arraycopy}, between different arrays. */
  public static void copy(byte[] source, int from, byte[] target, int to, int length) {
    if (length < Long.BYTES || length > 4 * Long.BYTES) {
      System.arraycopy(source, from, target, to, length);
      return;
    }
    // words from both ends, which meet or overlap in the middle
    int last = length - Long.BYTES;
    long head = (long) LONG.get(source, from);
    long tail = (long) LONG.get(source, from + last);
    if (length > 2 * Long.BYTES) {
      LONG.set(target, to + Long.BYTES, (long) LONG.get(source, from + Long.BYTES));
      LONG.set(target, to + last - Long.BYTES, (long) LONG.get(source, from + last - Long.BYTES));
    }
    LONG.set(target, to, head);
    LONG.set(target, to + last, tail);
  }
}
