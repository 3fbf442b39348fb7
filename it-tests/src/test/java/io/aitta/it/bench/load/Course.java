package io.aitta.it.bench.load;

import io.aitta.it.bench.engine.EngineCounters;
import io.aitta.it.bench.engine.EngineStore;
import io.aitta.it.bench.measure.StolenTime;
import io.aitta.it.bench.row.Measurement.Tick;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

/** Draws the course of a load: how much was done by when, and what ran in the background. */
public final class Course implements AutoCloseable {
  private static final long EVERY_NANOS = 250_000_000;

  private final EngineStore store;
  private final LongAdder done;
  private final Pace pace = new Pace();
  private final ExecutorService executor = Executors.newSingleThreadExecutor();
  private final Future<List<Tick>> drawn;

  private Course(EngineStore store, LongAdder done) {
    this.store = store;
    this.done = done;
    this.drawn = executor.submit(this::draw);
  }

  /**
   * Begins to draw.
   *
   * @param done counts the operations
   */
  public static Course begin(EngineStore store, LongAdder done) {
    return new Course(store, done);
  }

  private List<Tick> draw() {
    List<Tick> ticks = new ArrayList<>();
    EngineCounters first = store.counters();
    StolenTime stolen = new StolenTime();
    long began = System.nanoTime();
    boolean over;
    do {
      over = pace.await(EVERY_NANOS);
      EngineCounters now = store.counters();
      ticks.add(
          new Tick(
              (System.nanoTime() - began) / 1e9,
              done.sum(),
              now.flushes() - first.flushes(),
              now.compactions() - first.compactions(),
              stolen.percent()));
    } while (!over);
    return ticks;
  }

  /** Ends the drawing; what was drawn. */
  public List<Tick> end() {
    pace.end();
    try {
      return drawn.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the course could not be drawn", e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    pace.end();
    executor.shutdown();
  }
}
