package io.aitta.it.support;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Figures that a test run prints, one a line, for whoever checks that enough was done; {@link
 * ProofSheet} shows them together at the end. Thread-safe.
 */
public final class Figures {
  private static final String MARK = "AITTA-FIGURE ";
  private static final SortedMap<String, Long> PRINTED = new TreeMap<>();
  private static final SortedMap<String, Long> SEEDS = new TreeMap<>();

  private Figures() {}

  /** Prints {@code AITTA-FIGURE name=value}. One that is printed again counts with its least. */
  public static void print(String name, long value) {
    System.out.println(MARK + name + "=" + value);
    synchronized (PRINTED) {
      PRINTED.merge(name, value, Math::min);
    }
  }

  /** Prints the figures among the lines that another JVM printed; how many there are. */
  public static int printAgain(List<String> lines) {
    int figures = 0;
    for (String line : lines) {
      if (line.startsWith(MARK)) {
        int equals = line.indexOf('=');
        print(line.substring(MARK.length(), equals), Long.parseLong(line.substring(equals + 1)));
        figures++;
      }
    }
    return figures;
  }

  /** Prints the seed of a random test, and what it is of. */
  public static void seed(String of, long seed) {
    System.out.println(of + " seed " + seed);
    synchronized (PRINTED) {
      SEEDS.put(of, seed);
    }
  }

  /** What was printed so far, by name. */
  static SortedMap<String, Long> printed() {
    synchronized (PRINTED) {
      return new TreeMap<>(PRINTED);
    }
  }

  /** The last seed of each test that said one. */
  static SortedMap<String, Long> seeds() {
    synchronized (PRINTED) {
      return new TreeMap<>(SEEDS);
    }
  }
}
