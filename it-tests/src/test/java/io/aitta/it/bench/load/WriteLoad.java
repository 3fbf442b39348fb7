package io.aitta.it.bench.load;

import io.aitta.it.bench.engine.Ack;
import io.aitta.it.bench.engine.EngineStore;
import io.aitta.it.bench.engine.Writer;
import io.aitta.it.bench.measure.Latencies;
import java.util.concurrent.atomic.LongAdder;

/**
 * A closed loop of writes: each thread keeps so many in flight, and begins the next when one of
 * them was acknowledged.
 *
 * @param threads that write
 * @param window of each thread
 * @param timedEvery one of so many operations is timed
 */
public record WriteLoad(int threads, int window, int timedEvery) {

  /** One write. Must tell {@code ack} once. */
  public interface Work {
    void issue(Writer writer, long number, Ack ack);
  }

  /**
   * How many were done in what time, and how long each took.
   *
   * @param prefix every number below this was done
   */
  public record Outcome(long operations, long prefix, double seconds, Latencies latencies) {
    public double rate() {
      return operations / seconds;
    }
  }

  /** Does the writes from 0 to {@code count} - 1; each thread takes every so-many-th. */
  public Outcome count(EngineStore store, long count, Work work) {
    return run(store, count, Long.MAX_VALUE, work, new LongAdder());
  }

  /** As {@link #count}, and keeps a running count of what was acknowledged. */
  public Outcome count(EngineStore store, long count, Work work, LongAdder acknowledged) {
    return run(store, count, Long.MAX_VALUE, work, acknowledged);
  }

  /** Does writes for that long. */
  public Outcome during(EngineStore store, long nanos, Work work) {
    return run(store, Long.MAX_VALUE, nanos, work, new LongAdder());
  }

  /** As {@link #during}, and keeps a running count of what was acknowledged. */
  public Outcome during(EngineStore store, long nanos, Work work, LongAdder acknowledged) {
    return run(store, Long.MAX_VALUE, nanos, work, acknowledged);
  }

  private Outcome run(
      EngineStore store, long count, long nanos, Work work, LongAdder acknowledged) {
    Latencies latencies = new Latencies();
    Threads.Ran<Long> ran =
        Threads.run(
            threads,
            thread -> {
              Writer writer = store.writer(window);
              return began ->
                  client(writer, thread, count, began, nanos, work, latencies, acknowledged);
            });
    long operations = ran.results().stream().mapToLong(done -> done).sum();
    long least = ran.results().stream().mapToLong(done -> done).min().orElse(0);
    long prefix = count == Long.MAX_VALUE ? least * threads : operations;
    return new Outcome(operations, prefix, ran.seconds(), latencies);
  }

  private long client(
      Writer writer,
      int thread,
      long count,
      long began,
      long nanos,
      Work work,
      Latencies latencies,
      LongAdder acknowledged) {
    Window inFlight = new Window(window);
    Ack plain = new Counted(inFlight, acknowledged);
    long done = 0;
    try (writer) {
      for (long number = thread; number < count; number += threads) {
        boolean timed = done % timedEvery == 0;
        long now = timed || (done & 15) == 0 ? System.nanoTime() : began;
        if (now - began >= nanos) {
          break;
        }
        inFlight.enter();
        work.issue(writer, number, timed ? new Timed(plain, latencies, now) : plain);
        done++;
        if (inFlight.isFull()) {
          writer.drain();
          inFlight.awaitRoom();
        }
      }
      writer.drain();
      inFlight.awaitEmpty();
    }
    return done;
  }

  /** Counts what is acknowledged, for whoever draws its course. */
  private record Counted(Ack then, LongAdder acknowledged) implements Ack {
    @Override
    public void done() {
      acknowledged.increment();
      then.done();
    }

    @Override
    public void failed(Throwable why) {
      then.failed(why);
    }
  }

  /** Times one write, from when it should have begun. */
  record Timed(Ack then, Latencies latencies, long began) implements Ack {
    @Override
    public void done() {
      latencies.record(System.nanoTime() - began);
      then.done();
    }

    @Override
    public void failed(Throwable why) {
      then.failed(why);
    }
  }
}
