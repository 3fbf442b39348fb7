package io.aitta.it.bench.report;

/** Numbers as people read them. */
final class Numbers {
  private static final int MANY = 1_000;

  private Numbers() {}

  /** Three or more digits that mean something. */
  static String of(double number) {
    if (Math.abs(number) >= MANY) {
      return "%,.0f".formatted(number);
    }
    return Math.abs(number) >= 10 ? "%.1f".formatted(number) : "%.3f".formatted(number);
  }
}
