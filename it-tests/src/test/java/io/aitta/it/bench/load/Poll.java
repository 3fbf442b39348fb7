package io.aitta.it.bench.load;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Looks again and again, for facts that nobody announces. */
public final class Poll {
  private static final long MILLIS = 5;
  private static final long MINUTES_MAX = 15;

  private Poll() {}

  /** Returns when the condition holds. */
  public static void until(String what, BooleanSupplier holds) {
    CountDownLatch never = new CountDownLatch(1);
    long began = System.nanoTime();
    try {
      while (!holds.getAsBoolean()) {
        if (never.await(MILLIS, TimeUnit.MILLISECONDS)) {
          throw new IllegalStateException("nobody counts this latch down");
        }
        if (System.nanoTime() - began > TimeUnit.MINUTES.toNanos(MINUTES_MAX)) {
          throw new IllegalStateException("not within " + MINUTES_MAX + " minutes: " + what);
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }
}
