package io.aitta.actors.write;

import java.util.function.LongConsumer;

/**
 * The numbers that may be handed out: the manifest names an upper bound ahead of them, so that no
 * number is ever used twice, whatever a crash takes. Asks for more well before they end. For one
 * thread.
 */
final class NumberSupply {
  private static final long AHEAD = 1L << 23;
  private static final long STEP = 1L << 24;

  private final LongConsumer ask;
  private long reservedThrough;
  private long askedThrough;

  /**
   * @param ask asks that numbers up to the one given may be handed out
   */
  NumberSupply(long reservedThrough, LongConsumer ask) {
    this.ask = ask;
    this.reservedThrough = reservedThrough;
    this.askedThrough = reservedThrough;
  }

  /** Whether numbers up to {@code through} may be handed out now. */
  boolean covers(long through) {
    if (through + AHEAD > reservedThrough && askedThrough <= reservedThrough) {
      askedThrough = Math.max(reservedThrough, through) + STEP;
      ask.accept(askedThrough);
    }
    return through <= reservedThrough;
  }

  /** What was asked for is granted. */
  void granted(long through) {
    reservedThrough = Math.max(reservedThrough, through);
  }
}
