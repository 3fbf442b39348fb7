package io.aitta.sstable.table;

import java.util.Random;

/** Seeds of random tests: printed, and replayed by {@code -Dseed=}. */
public final class Seeds {
  private Seeds() {}

  public static Random random(String test) {
    long seed = Long.getLong("seed", new Random().nextLong());
    System.out.println(test + ": -Dseed=" + seed);
    return new Random(seed);
  }
}
