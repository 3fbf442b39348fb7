package io.aitta.it.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.it.support.Api;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many clients that count in one key, each by reading it and writing one more under the condition
 * that nobody else has written since.
 */
final class CasCounter {
  private static final String KEY = "counter";
  private static final long MINUTES_MAX = 3;

  private final Api api;
  private final AtomicLong refused = new AtomicLong();

  CasCounter(URI base) {
    this.api = new Api(base);
  }

  /** How many increments were refused because another client was faster. */
  long refused() {
    return refused.get();
  }

  long value() {
    return Long.parseLong(api.get(Api.key(KEY)).text());
  }

  /** Runs all clients to their end. */
  void count(int clients, int increments) {
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        running.add(threads.submit(() -> countAlone(increments)));
      }
      for (Future<?> client : running) {
        client.get(MINUTES_MAX, TimeUnit.MINUTES);
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("a client failed", e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    } finally {
      threads.shutdown();
    }
  }

  private void countAlone(int increments) {
    int left = increments;
    while (left > 0) {
      Api.Answer read = api.get(Api.key(KEY));
      String[] condition =
          read.status() == 404
              ? new String[] {"If-None-Match", "*"}
              : new String[] {"If-Match", read.header("ETag")};
      long now = read.status() == 404 ? 0 : Long.parseLong(read.text());
      Api.Answer written = api.put(Api.key(KEY), String.valueOf(now + 1), condition);
      if (written.status() == 412) {
        refused.incrementAndGet();
      } else {
        assertThat(written.status()).as(written.toString()).isIn(201, 204);
        left--;
      }
    }
  }
}
