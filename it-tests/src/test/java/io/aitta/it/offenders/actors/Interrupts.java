package io.aitta.it.offenders.actors;

/** Closes everybody's files. */
public final class Interrupts {
  private Interrupts() {}

  static void wake(Thread sleeper) {
    sleeper.interrupt();
  }
}
