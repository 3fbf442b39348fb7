package io.aitta.core.io;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Raised once, by any thread; waited for by threads that may block. An interrupt does not end the
 * wait, and is there again afterwards.
 */
public final class Signal {
  private final CountDownLatch raised = new CountDownLatch(1);

  /** Lets go of everybody who waits, now and later. */
  public void raise() {
    raised.countDown();
  }

  public boolean isRaised() {
    return raised.getCount() == 0;
  }

  /** Waits until it is raised. Returns false if that took longer than {@code nanosMax}. */
  public boolean await(long nanosMax) {
    long deadlineNanos = TimeSource.system().nanos() + nanosMax;
    boolean interrupted = false;
    try {
      while (true) {
        try {
          long left = deadlineNanos - TimeSource.system().nanos();
          return raised.await(left, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
