package io.aitta.it.bench.data;

/**
 * A zipfian choice as YCSB has it (Gray et al., "Quickly generating billion-record synthetic
 * databases"), theta 0.99, the popular keys scattered over the whole set. For one thread.
 */
public final class Zipf implements KeyChoice {
  private static final double THETA = 0.99;
  private static final double ALPHA = 1 / (1 - THETA);

  private final Dice dice;
  private final long keys;
  private final double zeta;
  private final double eta;
  private final double secondBelow = 1 + Math.pow(0.5, THETA);

  public Zipf(long keys, long seed) {
    this(keys, seed, zeta(keys));
  }

  /**
   * @param zeta of {@code keys}: dear, so computed once for many threads
   */
  public Zipf(long keys, long seed, double zeta) {
    this.dice = new Dice(seed);
    this.keys = keys;
    this.zeta = zeta;
    this.eta = (1 - Math.pow(2.0 / keys, 1 - THETA)) / (1 - zeta(2) / zeta);
  }

  /** The sum of 1/i^theta for i from 1 to {@code keys}. */
  public static double zeta(long keys) {
    double sum = 0;
    for (long i = 1; i <= keys; i++) {
      sum += Math.pow((double) i, -THETA);
    }
    return sum;
  }

  /** The rank that a number from 0 inclusive to 1 exclusive stands for; 0 is the most popular. */
  public long rank(double drawn) {
    double scaled = drawn * zeta;
    if (scaled < 1) {
      return 0;
    }
    if (scaled < secondBelow) {
      return 1;
    }
    return Math.min(keys - 1, (long) (keys * Math.pow(eta * drawn - eta + 1, ALPHA)));
  }

  /** The key of a rank: the popular ones lie anywhere. */
  public long scattered(long rank) {
    return Long.remainderUnsigned(Dice.mix(rank), keys);
  }

  @Override
  public long next() {
    return scattered(rank(dice.fraction()));
  }
}
