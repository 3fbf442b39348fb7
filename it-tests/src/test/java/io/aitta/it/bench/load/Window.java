package io.aitta.it.bench.load;

import io.aitta.it.bench.engine.Ack;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what one thread has in flight. That thread enters; acknowledgements come from any. A full
 * window is waited for until an eighth of it is free again, and the acknowledgement that brings it
 * there wakes the owner, once: a wake-up has to be worth its cost.
 */
final class Window implements Ack {
  private static final int NOTHING = -1;

  private final int size;
  private final int low;
  private final Thread owner = Thread.currentThread();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  /** What the owner waits for, until an acknowledgement takes it on itself to wake the owner. */
  private final AtomicInteger awaited = new AtomicInteger(NOTHING);

  Window(int size) {
    this.size = size;
    this.low = size - Math.max(1, size / 8);
  }

  boolean isFull() {
    return inFlight.get() >= size;
  }

  /** For the owner: one more is in flight. */
  void enter() {
    inFlight.incrementAndGet();
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
    awaited.set(most);
    while (inFlight.get() > most) {
      LockSupport.park(this);
      awaited.set(most); // one that was late with an earlier wait may have taken this one's place
    }
    awaited.set(NOTHING);
    Throwable why = failure.get();
    if (why != null) {
      throw new IllegalStateException("a write failed", why);
    }
  }

  @Override
  public void done() {
    int left = inFlight.decrementAndGet();
    int most = awaited.get();
    if (left <= most && awaited.compareAndSet(most, NOTHING)) {
      LockSupport.unpark(owner);
    }
  }

  @Override
  public void failed(Throwable why) {
    failure.compareAndSet(null, why);
    done();
  }
}
