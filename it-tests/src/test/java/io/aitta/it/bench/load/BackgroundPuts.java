package io.aitta.it.bench.load;

import io.aitta.it.bench.data.DataSet;
import io.aitta.it.bench.data.KeyChoice;
import io.aitta.it.bench.engine.Ack;
import io.aitta.it.bench.engine.EngineStore;
import io.aitta.it.bench.engine.Level;
import io.aitta.it.bench.engine.Writer;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Puts of keys that are there, with the values they have, at a fixed rate, beside other work. */
public final class BackgroundPuts implements AutoCloseable {
  private static final int WINDOW = 1_024;
  private static final long WAIT_LEAST_NANOS = 500_000;

  private final EngineStore store;
  private final DataSet data;
  private final int perSecond;
  private final Level level;
  private final ExecutorService executor = Executors.newSingleThreadExecutor(BackgroundPuts::named);
  private final Pace pace = new Pace();
  private final long began = System.nanoTime();
  private final Future<Long> running;
  private volatile long done;

  private BackgroundPuts(EngineStore store, DataSet data, int perSecond, Level level) {
    this.store = store;
    this.data = data;
    this.perSecond = perSecond;
    this.level = level;
    this.running = executor.submit(this::put);
  }

  public static BackgroundPuts begin(EngineStore store, DataSet data, int perSecond, Level level) {
    return new BackgroundPuts(store, data, perSecond, level);
  }

  private static Thread named(Runnable work) {
    Thread thread = new Thread(work, "background-puts");
    thread.setDaemon(true);
    return thread;
  }

  private Long put() {
    Window inFlight = new Window(WINDOW);
    Ack ack = inFlight;
    KeyChoice keys = KeyChoice.uniform(data.keys(), 77);
    long put = 0;
    try (Writer writer = store.writer(WINDOW)) {
      while (!pace.isOver()) {
        long due = (long) ((System.nanoTime() - began) / 1e9 * perSecond);
        if (put >= due) {
          writer.drain();
          pace.await(WAIT_LEAST_NANOS);
          continue;
        }
        long index = keys.next();
        inFlight.enter();
        writer.put(data.key(index), data.value(index), level, ack);
        done = ++put;
        if (inFlight.isFull()) {
          writer.drain();
          inFlight.awaitRoom();
        }
      }
      writer.drain();
      inFlight.awaitEmpty();
    }
    return put;
  }

  /** How many were begun so far. */
  public long done() {
    return done;
  }

  /** How many a second since they began: what reads beside them have to be judged by. */
  public double rate() {
    return done * 1e9 / (System.nanoTime() - began);
  }

  /** Fails if the puts have ended by themselves. */
  public void requireRunning() {
    if (running.isDone()) {
      close();
      throw new IllegalStateException("the puts beside the reads ended");
    }
  }

  @Override
  public void close() {
    pace.end();
    try {
      running.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the puts beside the reads failed", e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    } finally {
      executor.shutdown();
    }
  }
}
