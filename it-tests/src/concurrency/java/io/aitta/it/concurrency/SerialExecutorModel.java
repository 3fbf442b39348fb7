package io.aitta.it.concurrency;

import io.aitta.actors.engine.SerialExecutor;
import org.jetbrains.kotlinx.lincheck.annotations.Operation;
import org.jetbrains.kotlinx.lincheck.annotations.Validate;

/**
 * Tasks that count without any protection of their own, run by whoever gives them: none is lost,
 * and no two run at once.
 */
public class SerialExecutorModel {
  private final SerialExecutor executor = new SerialExecutor(Runnable::run);
  private final Object lock = new Object();
  private int given;
  private int done;
  private boolean running;
  private boolean met;

  @Operation
  public void execute() {
    synchronized (lock) {
      given++;
    }
    executor.execute(this::count);
  }

  private void count() {
    met |= running;
    running = true;
    done++;
    running = false;
  }

  @Validate
  public void everyTaskRanAlone() {
    if (met || done != given) {
      throw new AssertionError(given + " given, " + done + " done, two at once: " + met);
    }
  }
}
