package io.aitta.it.bench.load;

import io.aitta.it.bench.engine.Digest;
import io.aitta.it.bench.engine.EngineStore;
import io.aitta.it.bench.engine.Reader;
import io.aitta.it.bench.measure.Latencies;
import java.util.List;

/**
 * Reads as fast as so many threads can, one after the other on each. What came back is held against
 * what should have, after the clock has stopped.
 *
 * @param seed of the keys; each thread draws its own from it
 * @param timedEvery one of so many operations is timed
 */
public record ReadLoad(int threads, long seed, int timedEvery) {

  /** What one thread does; made anew to replay it. */
  public interface Work {
    /** Reads once. Returns how many operations that was. */
    int read(Reader reader, Digest digest);

    /** Draws what {@link #read} draws, and adds what that should have delivered. */
    int expect(Digest digest);
  }

  /** Makes the work of one thread from its seed. */
  public interface Works {
    Work make(long seed);
  }

  /** How many were done in what time, how long each took, and a checksum of all that was read. */
  public record Outcome(long operations, double seconds, Latencies latencies, long sum) {
    public double rate() {
      return operations / seconds;
    }
  }

  private record Done(long steps, long operations, Digest digest, Latencies latencies) {}

  /**
   * Reads for that long.
   *
   * @throws IllegalStateException if anything else was read than was written
   */
  public Outcome during(EngineStore store, long nanos, Works works) {
    return run(store, Long.MAX_VALUE, nanos, works);
  }

  /** Takes so many steps on each thread. */
  public Outcome steps(EngineStore store, long steps, Works works) {
    return run(store, steps, Long.MAX_VALUE, works);
  }

  private Outcome run(EngineStore store, long steps, long nanos, Works works) {
    Threads.Ran<Done> ran =
        Threads.run(
            threads,
            thread -> {
              Reader reader = store.reader();
              Work work = works.make(seedOf(thread));
              Latencies latencies = Latencies.ofOneThread();
              return began -> client(reader, work, steps, began, nanos, latencies);
            });
    List<Done> done = ran.results();
    long operations = done.stream().mapToLong(Done::operations).sum();
    Latencies latencies = new Latencies();
    done.forEach(one -> latencies.add(one.latencies()));
    return new Outcome(operations, ran.seconds(), latencies, judged(done, works));
  }

  private Done client(
      Reader reader, Work work, long steps, long began, long nanos, Latencies latencies) {
    Digest digest = new Digest();
    long operations = 0;
    long taken = 0;
    int untimed = 0; // counted down: a division costs a tenth of a fast get
    try (reader) {
      while (taken < steps) {
        if (--untimed < 0) {
          untimed = timedEvery - 1;
          long now = System.nanoTime();
          if (now - began >= nanos) {
            break;
          }
          operations += work.read(reader, digest);
          latencies.record(System.nanoTime() - now);
        } else {
          operations += work.read(reader, digest);
        }
        taken++;
      }
    }
    return new Done(taken, operations, digest, latencies);
  }

  private long judged(List<Done> done, Works works) {
    Digest all = new Digest();
    for (int thread = 0; thread < done.size(); thread++) {
      Done one = done.get(thread);
      Work replay = works.make(seedOf(thread));
      Digest expected = new Digest();
      long operations = 0;
      for (long step = 0; step < one.steps(); step++) {
        operations += replay.expect(expected);
      }
      if (expected.sum() != one.digest().sum() || operations != one.operations()) {
        throw new IllegalStateException(
            "wrong data was read: thread "
                + thread
                + " found "
                + one.operations()
                + " of "
                + operations
                + ", checksum "
                + Long.toHexString(one.digest().sum())
                + " for "
                + Long.toHexString(expected.sum()));
      }
      all.add(one.digest());
    }
    return all.sum();
  }

  private long seedOf(int thread) {
    return seed * 1_000 + thread;
  }
}
