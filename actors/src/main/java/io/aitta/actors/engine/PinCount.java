package io.aitta.actors.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many hold something, until it is closed and the last of them has let go. Threads that come
 * and go count in places of their own, since one count for all would be a cache line that wanders
 * from processor to processor at every read. Safe on any thread.
 *
 * <p>Whoever takes counts first and looks afterwards whether it is closed; so what was taken is
 * counted before the close, and whoever adds up behind the close misses none of it. What is taken
 * once more, by a holder and perhaps behind the close, has one place, which is looked at last: a
 * holder that lets go of the first is missed only by those who see the second. A sum is therefore
 * never less than what is held at its end, and zero means that nothing is held, nor will be.
 */
final class PinCount {
  private static final VarHandle COUNTS = MethodHandles.arrayElementVarHandle(int[].class);
  private static final int PLACES = 16;

  /** Two cache lines, as the processor fetches them in pairs. */
  private static final int PLACE_INTS = 32;

  private final int[] counts = new int[(PLACES + 1) * PLACE_INTS];
  private final AtomicInteger again = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private volatile boolean closed;

  private static int place() {
    return (1 + ((int) Thread.currentThread().getId() & (PLACES - 1))) * PLACE_INTS;
  }

  /** Takes one; false if it is closed, and then {@link #letGo} must follow all the same. */
  boolean take() {
    COUNTS.getAndAdd(counts, place(), 1);
    return !closed;
  }

  /** Takes one more, for a caller that holds one. */
  void takeAgain() {
    again.incrementAndGet();
  }

  /** Lets go of one. Returns true to one caller: the last one behind the close. */
  boolean letGo() {
    COUNTS.getAndAdd(counts, place(), -1);
    return closed && endsNow();
  }

  /** From here on {@link #take} says false. Returns true if nobody holds one any more. */
  boolean close() {
    closed = true;
    return endsNow();
  }

  private boolean endsNow() {
    int sum = 0;
    for (int place = 1; place <= PLACES; place++) {
      sum += (int) COUNTS.getVolatile(counts, place * PLACE_INTS);
    }
    sum += again.get(); // last: see the class
    if (sum < 0) {
      throw new IllegalStateException("let go more often than taken");
    }
    return sum == 0 && ended.getAndIncrement() == 0;
  }
}
