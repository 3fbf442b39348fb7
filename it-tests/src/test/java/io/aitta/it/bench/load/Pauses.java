package io.aitta.it.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The longest pause of each second, beside what a machine does to anybody: to a thread that only
 * waits a millisecond, and to a file of 4 KiB appends that are synced. Safe on any thread.
 */
public final class Pauses implements AutoCloseable {
  private static final int SECONDS_MAX = 3_600;
  private static final long WAIT_NANOS = 1_000_000;
  private static final long SYNC_EVERY_NANOS = 20_000_000;
  private static final int SYNC_BYTES = 4_096;

  private final long began = System.nanoTime();
  private final AtomicLongArray operations = new AtomicLongArray(SECONDS_MAX);
  private final AtomicLongArray thread = new AtomicLongArray(SECONDS_MAX);
  private final AtomicLongArray sync = new AtomicLongArray(SECONDS_MAX);
  private final Pace pace = new Pace();
  private final ExecutorService executor = Executors.newFixedThreadPool(2);
  private final Future<?> waiting;
  private final Future<?> syncing;

  private Pauses(Path file) {
    this.waiting = executor.submit(this::waitAgainAndAgain);
    this.syncing =
        executor.submit(
            () -> {
              syncAgainAndAgain(file);
              return null;
            });
  }

  /**
   * Begins to watch.
   *
   * @param file on the disk that is used
   */
  public static Pauses begin(Path file) {
    return new Pauses(file);
  }

  /** An operation that fell due so long before now is done. */
  void operation(long now, long nanos) {
    note(operations, now, nanos);
  }

  private void note(AtomicLongArray longest, long now, long nanos) {
    int second = (int) Math.min(SECONDS_MAX - 1, (now - began) / 1_000_000_000);
    if (nanos > longest.getPlain(second)) {
      longest.accumulateAndGet(second, nanos, Math::max);
    }
  }

  private void waitAgainAndAgain() {
    boolean over = false;
    while (!over) {
      long before = System.nanoTime();
      over = pace.await(WAIT_NANOS);
      long now = System.nanoTime();
      note(thread, now, Math.max(0, now - before - WAIT_NANOS));
    }
  }

  private void syncAgainAndAgain(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocateDirect(SYNC_BYTES);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      boolean over = false;
      while (!over) {
        long before = System.nanoTime();
        bytes.clear();
        channel.write(bytes);
        channel.force(false);
        long now = System.nanoTime();
        note(sync, now, now - before);
        over = pace.await(SYNC_EVERY_NANOS);
      }
    }
  }

  /** In milliseconds: the longest of operations, and by how much one was beyond the controls. */
  public record Longest(double operation, double beyondControls, double thread, double sync) {}

  /** Ends the watch. */
  public Longest end() {
    pace.end();
    try {
      waiting.get();
      syncing.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a control failed", e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
    long operation = 0;
    long beyond = 0;
    long ofThread = 0;
    long ofSync = 0;
    for (int second = 0; second < SECONDS_MAX; second++) {
      long before = second == 0 ? 0 : Math.max(thread.get(second - 1), sync.get(second - 1));
      long control = Math.max(before, Math.max(thread.get(second), sync.get(second)));
      operation = Math.max(operation, operations.get(second));
      beyond = Math.max(beyond, operations.get(second) - control);
      ofThread = Math.max(ofThread, thread.get(second));
      ofSync = Math.max(ofSync, sync.get(second));
    }
    return new Longest(operation / 1e6, beyond / 1e6, ofThread / 1e6, ofSync / 1e6);
  }

  @Override
  public void close() {
    pace.end();
    executor.shutdown();
  }
}
