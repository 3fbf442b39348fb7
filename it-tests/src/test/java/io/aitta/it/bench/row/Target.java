package io.aitta.it.bench.row;

/**
 * What is asked of a row: a bound for Aitta's figure divided by the peer's.
 *
 * @param kind which way is better
 * @param bound the ratio to be reached; for the own kinds the figure itself
 * @param aim the ambition; the bound again if there is none
 */
public record Target(Kind kind, double bound, double aim) {
  /** Which way a ratio has to go. */
  public enum Kind {
    /** The figure counts work: at least the bound. */
    AT_LEAST,
    /** The figure counts cost: at most the bound. */
    AT_MOST,
    /** Aitta's own figure, without a peer: at most the bound. */
    OWN_AT_MOST,
    /** Aitta's own figure, without a peer: at least the bound. */
    OWN_AT_LEAST,
    /** Nothing is asked; the ratio is shown. */
    NONE
  }

  public static Target atLeast(double bound) {
    return new Target(Kind.AT_LEAST, bound, bound);
  }

  public static Target atLeast(double bound, double aim) {
    return new Target(Kind.AT_LEAST, bound, aim);
  }

  public static Target atMost(double bound) {
    return new Target(Kind.AT_MOST, bound, bound);
  }

  public static Target ownAtMost(double bound) {
    return new Target(Kind.OWN_AT_MOST, bound, bound);
  }

  public static Target ownAtLeast(double bound) {
    return new Target(Kind.OWN_AT_LEAST, bound, bound);
  }

  /** Whether Aitta's figure is judged by itself. */
  public boolean isOwn() {
    return kind == Kind.OWN_AT_MOST || kind == Kind.OWN_AT_LEAST;
  }

  public static Target none() {
    return new Target(Kind.NONE, 0, 0);
  }

  /** Whether a ratio, or for the own kinds a figure, reaches the bound. */
  public boolean isMet(double figure) {
    return switch (kind) {
      case AT_LEAST, OWN_AT_LEAST -> figure >= bound;
      case AT_MOST, OWN_AT_MOST -> figure <= bound;
      case NONE -> true;
    };
  }

  /** For a table. */
  public String text() {
    return switch (kind) {
      case AT_LEAST ->
          aim > bound
              ? "≥ %s× (aim %s×)".formatted(plain(bound), plain(aim))
              : "≥ %s×".formatted(plain(bound));
      case AT_MOST -> "≤ %s×".formatted(plain(bound));
      case OWN_AT_MOST -> "≤ %s".formatted(plain(bound));
      case OWN_AT_LEAST -> "≥ %s".formatted(plain(bound));
      case NONE -> "–";
    };
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }
}
