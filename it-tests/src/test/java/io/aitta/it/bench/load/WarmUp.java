package io.aitta.it.bench.load;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Has work done again and again until the JVM hardly compiles any more. Before, a row measures the
 * compiler as well: it took up to a third of the CPU time of rows that write.
 */
public final class WarmUp {
  /** Of one processor: what it compiles by then is rare. */
  private static final double QUIET = 0.05;

  /** So many looks 5 ms apart at an idle compiler, and it has nothing left to do. */
  private static final int QUIET_LOOKS = 40;

  private WarmUp() {}

  /**
   * Does slices of work.
   *
   * @param least how many at least
   * @param most how many at most, as when other JVMs keep the compiler from its work
   */
  public static void run(int least, int most, Runnable slice) {
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    boolean quiet = false;
    for (int done = 0; done < least || (done < most && !quiet); done++) {
      long compiledMillis = compiler.getTotalCompilationTime();
      long began = System.nanoTime();
      slice.run();
      double tookMillis = (System.nanoTime() - began) / 1e6;
      quiet = compiler.getTotalCompilationTime() - compiledMillis <= QUIET * tookMillis;
    }
    awaitQueued(compiler);
  }

  /** What was found hot by now is still being compiled, one method behind the other. */
  private static void awaitQueued(CompilationMXBean compiler) {
    AtomicLong before = new AtomicLong(-1);
    AtomicInteger unchanged = new AtomicInteger();
    Poll.until(
        "the compiler is idle",
        () -> {
          long now = compiler.getTotalCompilationTime();
          return now != before.getAndSet(now)
              ? unchanged.getAndSet(0) < 0
              : unchanged.incrementAndGet() >= QUIET_LOOKS;
        });
  }
}
