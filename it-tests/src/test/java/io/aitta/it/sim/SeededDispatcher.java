package io.aitta.it.sim;

import com.typesafe.config.Config;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.ExecutorServiceConfigurator;
import org.apache.pekko.dispatch.ExecutorServiceFactory;

/**
 * Named by {@code executor} in a dispatcher's configuration: its tasks go to the simulation named
 * by {@code simulation}, to be delayed first if {@code slow} is on.
 */
public final class SeededDispatcher extends ExecutorServiceConfigurator {
  private final Consumer<Runnable> queue;

  public SeededDispatcher(Config config, DispatcherPrerequisites prerequisites) {
    super(config, prerequisites);
    Simulation simulation = Simulation.of(config.getString("simulation"));
    queue = config.getBoolean("slow") ? simulation::executeSlow : simulation::execute;
  }

  @Override
  public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
    return () -> new Queue(queue);
  }

  /** Never ends: a dispatcher without actors shuts its executor down, and ours outlives it. */
  private static final class Queue extends AbstractExecutorService {
    private final Consumer<Runnable> tasks;

    Queue(Consumer<Runnable> tasks) {
      this.tasks = tasks;
    }

    @Override
    public void execute(Runnable task) {
      tasks.accept(task);
    }

    @Override
    public void shutdown() {
      // see the class
    }

    @Override
    public List<Runnable> shutdownNow() {
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }
  }
}
