package io.aitta.it.support;

/** Figures that a test run prints, one a line, for whoever checks that enough was done. */
public final class Figures {
  private Figures() {}

  /** Prints {@code AITTA-FIGURE name=value}. */
  public static void print(String name, long value) {
    System.out.println("AITTA-FIGURE " + name + "=" + value);
  }
}
