package io.aitta.actors.engine;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.apache.pekko.actor.Scheduler;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.ExecutionContexts;
import org.apache.pekko.dispatch.ExecutorServiceConfigurator;
import org.apache.pekko.dispatch.ExecutorServiceFactory;
import org.apache.pekko.dispatch.MonitorableThreadFactory;
import scala.concurrent.ExecutionContext;

/**
 * Threads for code that is not ours: few, and more of them while those stand still. Where tasks
 * wait and none was taken for {@code reply-executor.stuck-after}, there are half as many again, up
 * to {@code threads-max}; what is idle for a second ends. So a callback may block, even until
 * another answer comes. Named by {@code executor} in the configuration of a dispatcher.
 *
 * <p>No fork-join pool, although that also grows for who waits for a future: while one of its
 * threads stands still, that of JDK 17 forgets to wake another for one task in some 30,000.
 */
public final class ReplyExecutor extends ExecutorServiceConfigurator {
  private static final long IDLE_SECONDS = 1;

  private final int threadsUsual;
  private final int threadsMax;
  private final Duration stuckAfter;
  private final Scheduler scheduler;

  /** For Pekko. */
  public ReplyExecutor(Config config, DispatcherPrerequisites prerequisites) {
    super(config, prerequisites);
    Config own = config.getConfig("reply-executor");
    int processors = Runtime.getRuntime().availableProcessors();
    this.threadsUsual =
        Math.max(own.getInt("threads-min"), Math.min(processors, own.getInt("threads-usual-max")));
    this.threadsMax = Math.max(threadsUsual, own.getInt("threads-max"));
    this.stuckAfter = own.getDuration("stuck-after");
    this.scheduler = prerequisites.scheduler();
  }

  @Override
  public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threads) {
    ThreadFactory named =
        threads instanceof MonitorableThreadFactory factory
            ? factory.withName(factory.name() + "-" + id)
            : threads;
    return () -> new Growing(named);
  }

  private final class Growing extends ThreadPoolExecutor {
    private final ExecutionContext timer = ExecutionContexts.fromExecutor(Runnable::run);
    private final LongAdder taken = new LongAdder();
    private final AtomicBoolean watching = new AtomicBoolean();

    private Growing(ThreadFactory threads) {
      super(
          threadsUsual,
          threadsMax,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          threads);
    }

    @Override
    public void execute(Runnable task) {
      super.execute(task);
      watchIfTasksWait();
    }

    @Override
    protected void beforeExecute(Thread thread, Runnable task) {
      taken.increment();
    }

    private void watchIfTasksWait() {
      if (!getQueue().isEmpty() && watching.compareAndSet(false, true)) {
        watchFrom(taken.sum());
      }
    }

    private void watchFrom(long takenBefore) {
      try {
        scheduler.scheduleOnce(stuckAfter, () -> look(takenBefore), timer);
      } catch (IllegalStateException closed) {
        grow(threadsMax); // the system has ended, and nobody looks any more
      }
    }

    /** One at a time. */
    private void look(long takenBefore) {
      if (getQueue().isEmpty()) {
        if (getCorePoolSize() > threadsUsual) {
          setCorePoolSize(threadsUsual); // the others end when they were idle for a while
        }
        watching.set(false);
        watchIfTasksWait(); // one may have come meanwhile
        return;
      }
      long takenNow = taken.sum();
      if (takenNow == takenBefore) {
        int threads = Math.max(getCorePoolSize(), getPoolSize());
        grow(threads + Math.max(1, threads / 2));
      }
      watchFrom(takenNow);
    }

    /** As far as the machine has threads for it: the next look tries again. */
    private void grow(int threads) {
      int before = getCorePoolSize();
      try {
        setCorePoolSize(Math.min(threads, threadsMax));
      } catch (OutOfMemoryError noThread) {
        setCorePoolSize(before);
      }
    }
  }
}
