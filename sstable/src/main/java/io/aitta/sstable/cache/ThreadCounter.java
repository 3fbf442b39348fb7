package io.aitta.sstable.cache;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counts what happens at every get, without a locked instruction, behind which the processor would
 * begin nothing new: in places that threads seldom share and that never share a cache line. A few
 * counts are lost where threads do meet. Safe on any thread.
 */
final class ThreadCounter {
  private static final VarHandle COUNTS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int PLACES = 64;
  private static final int LINE_LONGS = 8;

  private final long[] counts = new long[(PLACES + 1) * LINE_LONGS];

  void increment() {
    int place = 1 + ((int) Thread.currentThread().getId() & (PLACES - 1));
    int at = place * LINE_LONGS;
    COUNTS.setOpaque(counts, at, (long) COUNTS.getOpaque(counts, at) + 1);
  }

  long sum() {
    long sum = 0;
    for (int place = 1; place <= PLACES; place++) {
      sum += (long) COUNTS.getOpaque(counts, place * LINE_LONGS);
    }
    return sum;
  }
}
