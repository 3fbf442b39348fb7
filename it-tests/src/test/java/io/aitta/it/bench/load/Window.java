package io.aitta.it.bench.load;

import io.aitta.it.bench.engine.Ack;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what one thread has in flight. That thread enters; acknowledgements come from any. A full
 * window is waited for until an eighth of it is free again, and the acknowledgement that brings it
 * there wakes the owner, once: a wake-up has to be worth its cost.
 */
final class Window implements Ack {
  private static final long NOTHING = Long.MAX_VALUE;

  private final int size;
  private final int low;
  private final Thread owner = Thread.currentThread();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  /** The owner's own: a count that both sides wrote to would cost each of them a cache miss. */
  private long entered;

  /** How many were acknowledged when the owner last looked. */
  private long seen;

  private final AtomicLong acknowledged = new AtomicLong();

  /**
   * The acknowledgement that the owner waits for, until one takes it on itself to wake the owner.
   */
  private final AtomicLong awaited = new AtomicLong(NOTHING);

  Window(int size) {
    this.size = size;
    this.low = size - Math.max(1, size / 8);
  }

  /** For the owner. */
  boolean isFull() {
    if (entered - seen < size) {
      return false;
    }
    seen = acknowledged.get();
    return entered - seen >= size;
  }

  /** For the owner: one more is in flight. */
  void enter() {
    entered++;
  }

  /** For the owner: waits for room. */
  void awaitRoom() {
    awaitAtMost(low);
  }

  /** For the owner: waits until nothing is in flight. */
  void awaitEmpty() {
    awaitAtMost(0);
  }

  private void awaitAtMost(int most) {
    long needed = entered - most;
    awaited.set(needed);
    while (acknowledged.get() < needed) {
      LockSupport.park(this);
      awaited.set(needed); // one that was late with an earlier wait may have taken this one's place
    }
    awaited.set(NOTHING);
    Throwable why = failure.get();
    if (why != null) {
      throw new IllegalStateException("a write failed", why);
    }
  }

  @Override
  public void done() {
    long count = acknowledged.incrementAndGet();
    long needed = awaited.get();
    if (count >= needed && awaited.compareAndSet(needed, NOTHING)) {
      LockSupport.unpark(owner);
    }
  }

  @Override
  public void failed(Throwable why) {
    failure.compareAndSet(null, why);
    done();
  }
}
