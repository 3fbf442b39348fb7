package io.aitta.core.io;

/**
 * The interrupt of the thread that calls: taken away while it does what an interrupt must not end,
 * and set again afterwards for its owner to see.
 */
public final class Interrupts {
  private Interrupts() {}

  /** Returns whether the thread was interrupted; it is not any more. */
  public static boolean takeAway() {
    return Thread.interrupted();
  }

  /** Interrupts the thread again if it was interrupted. */
  public static void setAgain(boolean interrupted) {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
