package io.aitta.it.fuzz;

/** Where Jazzer comes in; {@code -Dfuzz.target} names the decoder. */
public final class FuzzEntry {
  private static final Target TARGET = Targets.named(System.getProperty("fuzz.target", "log"));

  private FuzzEntry() {}

  /** One execution; the name is Jazzer's. */
  public static void fuzzerTestOneInput(byte[] input) {
    Oracle.isRefused(TARGET, input);
  }
}
