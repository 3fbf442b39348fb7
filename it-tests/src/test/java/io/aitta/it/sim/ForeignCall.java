package io.aitta.it.sim;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A task that a thread other than the owner handed to a simulation: the run is not the seed's any
 * more.
 *
 * @param what {@code execute} or {@code schedule}, and of what class
 * @param thread the thread's name
 * @param stack where it did so
 */
record ForeignCall(String what, String thread, String stack) {
  private static final int FRAMES_MAX = 24;
  private static final int OWN_FRAMES = 3;

  static ForeignCall here(String verb, Runnable task) {
    String frames =
        Arrays.stream(new Throwable().getStackTrace())
            .skip(OWN_FRAMES)
            .limit(FRAMES_MAX)
            .map(frame -> "      at " + frame)
            .collect(Collectors.joining("\n"));
    return new ForeignCall(
        verb + " of " + task.getClass().getName(), Thread.currentThread().getName(), frames);
  }

  @Override
  public String toString() {
    return what + " by foreign thread " + thread + "\n" + stack;
  }
}
