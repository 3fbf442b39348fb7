package io.aitta.it.bench.data;

/** Random numbers that a seed replays, a few cycles each (splitmix64). For one thread. */
public final class Dice {
  private static final long STEP = 0x9E3779B97F4A7C15L;

  private long state;

  public Dice(long seed) {
    this.state = mix(seed);
  }

  public long next() {
    state += STEP;
    return mix(state);
  }

  /** From 0 to {@code bound} - 1. */
  public long below(long bound) {
    return Math.multiplyHigh(next() >>> 1, bound << 1);
  }

  /** From 0 inclusive to 1 exclusive. */
  public double fraction() {
    return fraction(next());
  }

  /** Random bits as a number from 0 inclusive to 1 exclusive. */
  public static double fraction(long bits) {
    return (bits >>> 11) * 0x1.0p-53;
  }

  /** A number whose every bit depends on every bit of {@code value}. */
  public static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
