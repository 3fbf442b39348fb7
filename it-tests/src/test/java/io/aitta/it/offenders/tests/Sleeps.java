package io.aitta.it.offenders.tests;

/** Waits for a time. */
public final class Sleeps {
  private Sleeps() {}

  static void nap() throws InterruptedException {
    Thread.sleep(1);
  }
}
