package io.aitta.it.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs the same work on several threads that begin together. */
public final class Threads {
  private Threads() {}

  /** One of the threads: makes itself ready, untimed, and says what it will do. */
  public interface Client<T> {
    Work<T> prepare(int thread);
  }

  /** What a client does once all are ready, since {@code beganNanos}. */
  public interface Work<T> {
    T run(long beganNanos) throws Exception;
  }

  /** What each returned, in order, and how long it took from when all were ready. */
  public record Ran<T>(List<T> results, double seconds) {}

  /** Returns once all are done; the first failure otherwise. */
  public static <T> Ran<T> run(int threads, Client<T> client) {
    ExecutorService executor = Executors.newFixedThreadPool(threads, Threads::named);
    long[] began = new long[1];
    CyclicBarrier start = new CyclicBarrier(threads, () -> began[0] = System.nanoTime());
    try {
      List<Future<T>> running = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        int number = thread;
        running.add(executor.submit(() -> begin(start, began, client, number)));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> one : running) {
        results.add(one.get());
      }
      return new Ran<>(results, (System.nanoTime() - began[0]) / 1e9);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a client failed", e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    } finally {
      executor.shutdown();
    }
  }

  private static <T> T begin(CyclicBarrier start, long[] began, Client<T> client, int number)
      throws Exception {
    Work<T> work = client.prepare(number);
    try {
      start.await();
    } catch (BrokenBarrierException e) {
      throw new IllegalStateException("another client did not begin", e);
    }
    return work.run(began[0]);
  }

  private static Thread named(Runnable work) {
    Thread thread = new Thread(work, "client");
    thread.setDaemon(true);
    return thread;
  }
}
