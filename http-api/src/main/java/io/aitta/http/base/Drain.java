package io.aitta.http.base;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The server's stop, told to everybody who is in the middle of something: connections finish what
 * they answer, streams end themselves. Safe on any thread.
 */
public final class Drain {
  private final ConcurrentSkipListMap<Long, Runnable> listeners = new ConcurrentSkipListMap<>();
  private final AtomicLong lastTicket = new AtomicLong();
  private final CompletableFuture<Void> empty = new CompletableFuture<>();
  private volatile boolean unready;
  private volatile boolean begun;

  /**
   * Registers somebody to be told. Told at once if the drain has begun.
   *
   * @param told must not block
   * @return a ticket for {@link #leave}
   */
  public long join(Runnable told) {
    long ticket = lastTicket.incrementAndGet();
    listeners.put(ticket, told);
    if (begun) {
      told.run();
    }
    return ticket;
  }

  /** Whoever joined is through. Idempotent. */
  public void leave(long ticket) {
    listeners.remove(ticket);
    completeIfEmpty();
  }

  /** From now on the server says that it is not ready; it still answers. */
  public void announce() {
    unready = true;
  }

  /** Whether the server is about to stop. */
  public boolean isAnnounced() {
    return unready;
  }

  /** Whether the server stops: no new request is begun. */
  public boolean isBegun() {
    return begun;
  }

  /** Tells everybody. The future completes when all have left. Idempotent. */
  public CompletableFuture<Void> begin() {
    unready = true;
    begun = true;
    listeners.values().forEach(Runnable::run);
    completeIfEmpty();
    return empty;
  }

  private void completeIfEmpty() {
    if (begun && listeners.isEmpty()) {
      empty.complete(null);
    }
  }
}
