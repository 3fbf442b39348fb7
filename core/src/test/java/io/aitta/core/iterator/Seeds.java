package io.aitta.core.iterator;

import java.util.Random;

/** Random tests draw from here: the seed is printed, and {@code -Dseed=} replays it. */
public final class Seeds {
  /** What a random test does with one seed. */
  @FunctionalInterface
  public interface Body {
    void run(Random random) throws Exception;
  }

  private Seeds() {}

  /** Runs {@code body} with {@code count} seeds in a row, or only with the one given. */
  public static void forEach(String test, int count, Body body) {
    Long given = Long.getLong("seed");
    long first = given != null ? given : System.nanoTime();
    int runs = given != null ? 1 : count;
    System.out.println(test + ": " + runs + " seeds from " + first);
    for (long seed = first; seed < first + runs; seed++) {
      try {
        body.run(new Random(seed));
      } catch (Exception | AssertionError failure) {
        throw new AssertionError(test + " fails with -Dseed=" + seed, failure);
      }
    }
  }
}
