package io.aitta.core.memtable;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/** Runs what it was given when the test says so, on the test's thread. */
final class ManualExecutor implements Executor {
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();

  @Override
  public void execute(Runnable task) {
    waiting.add(task);
  }

  int waiting() {
    return waiting.size();
  }

  /** Runs the oldest task, if there is one. */
  void runOne() {
    Runnable task = waiting.poll();
    if (task != null) {
      task.run();
    }
  }

  void runAll() {
    while (!waiting.isEmpty()) {
      runOne();
    }
  }
}
