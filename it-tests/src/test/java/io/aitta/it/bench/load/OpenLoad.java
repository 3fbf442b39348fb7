package io.aitta.it.bench.load;

import io.aitta.it.bench.engine.Ack;
import io.aitta.it.bench.engine.EngineStore;
import io.aitta.it.bench.engine.Writer;
import io.aitta.it.bench.measure.Latencies;

/**
 * An open loop: operations fall due at a fixed rate, whatever became of those before, and each is
 * timed from when it was due. A client looks at the clock every 200 µs and begins what is due.
 *
 * @param threads that issue
 * @param window of each; a full one delays what is due, and that delay counts
 * @param perSecond of all threads together
 */
public record OpenLoad(int threads, int window, double perSecond) {
  private static final long LOOK_NANOS = 200_000;

  /** Begins operations for that long, and returns when all are acknowledged; how many. */
  public long during(
      EngineStore store, long nanos, WriteLoad.Work work, Latencies latencies, Pauses pauses) {
    return Threads.run(
            threads,
            thread -> began -> client(store, thread, began, nanos, work, latencies, pauses))
        .results()
        .stream()
        .mapToLong(done -> done)
        .sum();
  }

  private long client(
      EngineStore store,
      int thread,
      long began,
      long nanos,
      WriteLoad.Work work,
      Latencies latencies,
      Pauses pauses) {
    Window inFlight = new Window(window);
    Pace pace = new Pace();
    double nanosEach = threads * 1e9 / perSecond;
    long issued = 0;
    try (Writer writer = store.writer(window)) {
      while (true) {
        long due = began + (long) (issued * nanosEach);
        if (due - began >= nanos) {
          break;
        }
        if (due > System.nanoTime()) {
          writer.drain();
          pace.await(LOOK_NANOS);
          continue;
        }
        inFlight.enter();
        work.issue(writer, issued * threads + thread, new Due(inFlight, latencies, pauses, due));
        issued++;
        if (inFlight.isFull()) {
          writer.drain();
          inFlight.awaitRoom();
        }
      }
      writer.drain();
      inFlight.awaitEmpty();
    }
    return issued;
  }

  private record Due(Ack then, Latencies latencies, Pauses pauses, long due) implements Ack {
    @Override
    public void done() {
      long now = System.nanoTime();
      latencies.record(now - due);
      pauses.operation(now, now - due);
      then.done();
    }

    @Override
    public void failed(Throwable why) {
      then.failed(why);
    }
  }
}
