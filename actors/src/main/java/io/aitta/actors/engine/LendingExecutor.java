package io.aitta.actors.engine;

import com.typesafe.config.Config;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.ExecutorServiceConfigurator;
import org.apache.pekko.dispatch.ExecutorServiceFactory;
import org.apache.pekko.dispatch.ForkJoinExecutorConfigurator;
import org.apache.pekko.dispatch.ThreadPoolExecutorConfigurator;

/**
 * A pool's threads, and beside them those that are lent ({@link Loan}): a task given by a lent
 * thread is run by that thread. Named by {@code executor} in the configuration of a dispatcher,
 * which says with {@code threads} what pool it is: {@code fork-join-executor} or {@code
 * thread-pool-executor}, with the settings of that name. The threads of the latter may block, and
 * are lent as well once they did.
 */
public final class LendingExecutor extends ExecutorServiceConfigurator {
  private static final String FORK_JOIN = "fork-join-executor";
  private static final String THREAD_POOL = "thread-pool-executor";

  private final ExecutorServiceConfigurator pool;

  /** For Pekko. */
  public LendingExecutor(Config config, DispatcherPrerequisites prerequisites) {
    super(config, prerequisites);
    this.pool = pool(config, prerequisites);
  }

  private static ExecutorServiceConfigurator pool(
      Config config, DispatcherPrerequisites prerequisites) {
    String threads = config.getString("threads");
    return switch (threads) {
      case FORK_JOIN ->
          new ForkJoinExecutorConfigurator(config.getConfig(FORK_JOIN), prerequisites);
      case THREAD_POOL ->
          new ThreadPoolExecutorConfigurator(config.getConfig(THREAD_POOL), prerequisites);
      default ->
          throw new IllegalArgumentException(
              "threads = " + threads + "; it is " + FORK_JOIN + " or " + THREAD_POOL);
    };
  }

  @Override
  public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
    ExecutorServiceFactory factory = pool.createExecutorServiceFactory(id, threads);
    boolean blocks = pool instanceof ThreadPoolExecutorConfigurator;
    return () -> {
      ExecutorService made = factory.createExecutorService();
      return blocks ? new Lending(made, new GoingOn(made), true) : new Lending(made, made, false);
    };
  }

  /** Hands tasks to a pool whose threads go on with what the tasks set in motion. */
  private record GoingOn(Executor pool) implements Executor {
    @Override
    public void execute(Runnable task) {
      pool.execute(() -> Loan.goOnFrom(task));
    }
  }

  /** The pool, asked only for what no lent thread takes. */
  private static final class Lending extends AbstractExecutorService {
    private final ExecutorService pool;
    private final Executor threads;
    private final boolean blocks;

    private Lending(ExecutorService pool, Executor threads, boolean blocks) {
      this.pool = pool;
      this.threads = threads;
      this.blocks = blocks;
    }

    @Override
    public void execute(Runnable task) {
      if (!Loan.take(task, threads, blocks)) {
        threads.execute(task);
      }
    }

    @Override
    public void shutdown() {
      pool.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
      pool.shutdown(); // interrupts nobody: a task at the disk ends by itself
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return pool.isShutdown();
    }

    @Override
    public boolean isTerminated() {
      return pool.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
      return pool.awaitTermination(timeout, unit);
    }
  }
}
