package io.aitta.it.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HexFormat;

/** What holds of every decoder and every input. Safe on any thread. */
public final class Oracle {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long ALLOCATED_FACTOR = 4;
  private static final long ALLOCATED_MORE = 1 << 20;
  private static final long NANOS_MAX = 1_000_000_000;
  private static final int SHOWN_MAX = 4_000;

  private Oracle() {}

  /** What a decoding took. */
  private record Cost(boolean refused, long allocated, long nanos) {}

  /**
   * Decodes and judges.
   *
   * @return whether the input was refused
   * @throws AssertionError naming the target and the input, if a promise is broken
   */
  public static boolean isRefused(Target target, byte[] input) {
    Cost cost = attempt(target, input);
    if (isTooMuch(cost, input)) {
      cost = attempt(target, input); // the first may have loaded classes, or met a pause
    }
    if (isTooMuch(cost, input)) {
      throw new AssertionError(
          target.name()
              + " allocates "
              + cost.allocated()
              + " bytes and takes "
              + cost.nanos() / 1_000_000
              + " ms for "
              + shown(input));
    }
    return cost.refused();
  }

  private static boolean isTooMuch(Cost cost, byte[] input) {
    return cost.allocated() > ALLOCATED_FACTOR * input.length + ALLOCATED_MORE
        || cost.nanos() > NANOS_MAX;
  }

  private static Cost attempt(Target target, byte[] input) {
    byte[] before = input.clone();
    try {
      Target.Attempt attempt = target.decoder().prepare(input);
      long allocated = THREADS.getCurrentThreadAllocatedBytes();
      long began = System.nanoTime();
      Target.Check check = null;
      try {
        check = attempt.run();
      } catch (Exception | StackOverflowError | OutOfMemoryError thrown) {
        if (!target.refusal().test(thrown)) {
          throw new AssertionError(target.name() + " throws for " + shown(before), thrown);
        }
      }
      long nanos = System.nanoTime() - began;
      long taken = THREADS.getCurrentThreadAllocatedBytes() - allocated;
      if (check != null) {
        check.check();
      }
      return new Cost(check == null, taken, nanos);
    } catch (Exception e) {
      throw new AssertionError(
          target.name() + " cannot be prepared or checked: " + shown(before), e);
    }
  }

  private static String shown(byte[] input) {
    String hex = HexFormat.of().formatHex(input);
    return input.length + " bytes " + hex.substring(0, Math.min(SHOWN_MAX, hex.length()));
  }
}
