package io.aitta.it.bench.load;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets time pass for a load that has a rate, until the load is ended. Safe on any thread. */
public final class Pace {
  private final CountDownLatch over = new CountDownLatch(1);

  /** Returns after that long, or when the load is ended; whether it was. */
  public boolean await(long nanos) {
    try {
      return over.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  public boolean isOver() {
    return over.getCount() == 0;
  }

  public void end() {
    over.countDown();
  }
}
