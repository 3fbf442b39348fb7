package io.aitta.actors.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The budget of what is in flight: bytes of writes admitted and not yet answered, and the number of
 * reads. Whoever finds it spent waits here, outside the actors, in the order of arrival and with a
 * deadline; so the budget covers mailbox, log, memtable queue and reply. Safe on any thread; never
 * blocks.
 */
public final class Admission {
  /** Somebody who waits for bytes. */
  public interface Waiter {
    long bytes();

    long deadlineNanos();

    /** The bytes are the waiter's now. */
    void admitted();

    /** The deadline passed, or the store closed; nothing was admitted. */
    void expired();
  }

  private final long bytesMax;
  private final int readsMax;
  private final int waitersMax;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicInteger reads = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();
  private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();

  public Admission(long bytesMax, int readsMax, int waitersMax) {
    this.bytesMax = bytesMax;
    this.readsMax = readsMax;
    this.waitersMax = waitersMax;
  }

  /**
   * Takes {@code cost} bytes if they fit and nobody waits for some. A cost above the whole budget
   * fits when nothing else is in flight.
   */
  public boolean tryTake(long cost) {
    return waiting.get() == 0 && take(cost);
  }

  private boolean take(long cost) {
    long now = bytes.get();
    while (now == 0 || now + cost <= bytesMax) {
      if (bytes.compareAndSet(now, now + cost)) {
        return true;
      }
      now = bytes.get();
    }
    return false;
  }

  /** Waits for bytes. Returns false if too many wait already. */
  public boolean await(Waiter waiter) {
    synchronized (waiters) {
      if (waiters.size() >= waitersMax) {
        return false;
      }
      waiters.add(waiter);
      waiting.set(waiters.size());
    }
    admitWaiting(); // the last bytes may have come back before the waiter stood in line
    return true;
  }

  /** Gives bytes back; admits those who wait, on this thread. */
  public void give(long cost) {
    bytes.addAndGet(-cost);
    if (waiting.get() > 0) {
      admitWaiting();
    }
  }

  private void admitWaiting() {
    List<Waiter> admitted = new ArrayList<>();
    synchronized (waiters) {
      while (!waiters.isEmpty() && take(waiters.getFirst().bytes())) {
        admitted.add(waiters.removeFirst());
      }
      waiting.set(waiters.size());
    }
    admitted.forEach(Waiter::admitted);
  }

  /** Ends the wait of everybody whose deadline is before {@code nowNanos}. */
  public void expire(long nowNanos) {
    if (waiting.get() == 0) {
      return;
    }
    List<Waiter> expired = new ArrayList<>();
    synchronized (waiters) {
      waiters.removeIf(
          waiter -> {
            boolean late = waiter.deadlineNanos() - nowNanos <= 0;
            if (late) {
              expired.add(waiter);
            }
            return late;
          });
      waiting.set(waiters.size());
    }
    expired.forEach(Waiter::expired);
    admitWaiting();
  }

  /** Ends everybody's wait. */
  public void expireAll() {
    List<Waiter> expired;
    synchronized (waiters) {
      expired = new ArrayList<>(waiters);
      waiters.clear();
      waiting.set(0);
    }
    expired.forEach(Waiter::expired);
  }

  /** Takes a place for one read, if there is one. */
  public boolean tryTakeRead() {
    int now = reads.get();
    while (now < readsMax) {
      if (reads.compareAndSet(now, now + 1)) {
        return true;
      }
      now = reads.get();
    }
    return false;
  }

  public void giveRead() {
    reads.decrementAndGet();
  }

  public long bytesInFlight() {
    return bytes.get();
  }

  /** How many may be. */
  public long bytesMax() {
    return bytesMax;
  }
}
