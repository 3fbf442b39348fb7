package io.aitta.actors.engine;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Requests that wait for something outside memory, each with its deadline: swept by one timer a
 * store, never by a timer a request. Safe on any thread.
 */
public final class Outstanding {
  private record Request(long deadlineNanos, Runnable expire) {}

  private final Map<Long, Request> requests = new ConcurrentSkipListMap<>();
  private final AtomicLong ids = new AtomicLong();

  /**
   * Watches a request.
   *
   * @param expire called at most once, after the deadline
   * @return what {@link #done} takes
   */
  public long watch(long deadlineNanos, Runnable expire) {
    long id = ids.incrementAndGet();
    requests.put(id, new Request(deadlineNanos, expire));
    return id;
  }

  /** The request has been answered. */
  public void done(long id) {
    requests.remove(id);
  }

  /** Ends the requests whose deadline is before {@code nowNanos}. */
  public void sweep(long nowNanos) {
    requests.forEach(
        (id, request) -> {
          if (request.deadlineNanos() - nowNanos <= 0 && requests.remove(id, request)) {
            request.expire().run();
          }
        });
  }

  /** Ends every request. */
  public void expireAll() {
    requests.forEach(
        (id, request) -> {
          if (requests.remove(id, request)) {
            request.expire().run();
          }
        });
  }

  public int size() {
    return requests.size();
  }
}
