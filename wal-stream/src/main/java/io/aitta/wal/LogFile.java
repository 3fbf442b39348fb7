package io.aitta.wal;

import java.nio.file.Path;

/**
 * A log file that is written no more.
 *
 * @param bytes of records; prepared space and torn ends do not count
 * @param lastNumber no operation in it has a greater one
 */
public record LogFile(long number, Path path, long bytes, long lastNumber) {
  private static final String SUFFIX = ".log";

  /** The name of a log in its directory, as in {@code 000012.log}. */
  public static Path path(Path directory, long number) {
    return directory.resolve("%06d".formatted(number) + SUFFIX);
  }

  /** The number in a log's name, or -1 if the name is no log's. */
  public static long number(String name) {
    int digits = name.length() - SUFFIX.length();
    if (!name.endsWith(SUFFIX) || digits < 6 || digits > 18) {
      return -1;
    }
    long number = 0;
    for (int i = 0; i < digits; i++) {
      int digit = name.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return "%06d".formatted(number).length() == digits ? number : -1;
  }
}
