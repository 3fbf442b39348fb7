package io.aitta.actors.engine;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/**
 * Runs tasks one after the other, in the order given, on the threads of another executor; each task
 * sees what the one before did. Safe on any thread.
 */
public final class SerialExecutor implements Executor {
  private final Executor threads;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private boolean running;

  public SerialExecutor(Executor threads) {
    this.threads = threads;
  }

  @Override
  public void execute(Runnable task) {
    synchronized (waiting) {
      waiting.add(task);
      if (running) {
        return;
      }
      running = true;
    }
    threads.execute(this::runOne);
  }

  private void runOne() {
    Runnable task;
    synchronized (waiting) {
      task = waiting.removeFirst();
    }
    try {
      task.run();
    } finally {
      boolean more;
      synchronized (waiting) {
        more = !waiting.isEmpty();
        running = more;
      }
      if (more) {
        threads.execute(this::runOne);
      }
    }
  }
}
