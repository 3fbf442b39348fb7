package io.aitta.it.bench.data;

/** Which key comes next: the index of one of a data set. For one thread; a seed replays it. */
public interface KeyChoice {
  long next();

  /** Each of {@code keys} as likely as any other. */
  static KeyChoice uniform(long keys, long seed) {
    Dice dice = new Dice(seed);
    return () -> dice.below(keys);
  }
}
