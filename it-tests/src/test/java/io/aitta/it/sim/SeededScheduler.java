package io.aitta.it.sim;

import com.typesafe.config.Config;
import java.util.concurrent.ThreadFactory;
import org.apache.pekko.actor.AbstractScheduler;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.event.LoggingAdapter;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/**
 * Named by {@code pekko.scheduler.implementation}: timers of the simulation named by {@code
 * simulation.id}. Nothing ever runs inside {@code schedule}.
 */
public final class SeededScheduler extends AbstractScheduler {
  private final Simulation simulation;

  public SeededScheduler(Config config, LoggingAdapter log, ThreadFactory threads) {
    simulation = Simulation.of(config.getString("simulation.id"));
  }

  @Override
  public Cancellable scheduleOnce(FiniteDuration delay, Runnable task, ExecutionContext on) {
    return simulation.schedule(delay.toNanos(), task, on::execute);
  }

  @Override
  @Deprecated
  public Cancellable schedule(
      FiniteDuration first, FiniteDuration every, Runnable task, ExecutionContext on) {
    return new Repeated(task, every.toNanos(), on).begin(first.toNanos());
  }

  @Override
  public double maxFrequency() {
    return 1e9;
  }

  private final class Repeated implements Runnable, Cancellable {
    private final Runnable task;
    private final long everyNanos;
    private final ExecutionContext on;
    private Cancellable next = Cancellable.alreadyCancelled();
    private boolean cancelled;

    Repeated(Runnable task, long everyNanos, ExecutionContext on) {
      this.task = task;
      this.everyNanos = everyNanos;
      this.on = on;
    }

    Repeated begin(long firstNanos) {
      next = simulation.schedule(firstNanos, this, on::execute);
      return this;
    }

    @Override
    public void run() {
      if (!cancelled) {
        next = simulation.schedule(everyNanos, this, on::execute);
        task.run();
      }
    }

    @Override
    public boolean cancel() {
      boolean first = !cancelled;
      cancelled = true;
      return next.cancel() && first;
    }

    @Override
    public boolean isCancelled() {
      return cancelled;
    }
  }
}
