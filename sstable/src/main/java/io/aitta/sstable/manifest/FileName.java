package io.aitta.sstable.manifest;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The name of a numbered file in the data directory. All numbers come from one counter, so no two
 * files ever share one. Immutable, safe on any thread.
 */
public record FileName(Kind kind, long number) {
  /** What a numbered file is. */
  public enum Kind {
    /** As in {@code 000013.sst}. */
    TABLE("", ".sst"),
    /** As in {@code 000012.log}. */
    LOG("", ".log"),
    /** As in {@code MANIFEST-000007}. */
    MANIFEST("MANIFEST-", "");

    private final String before;
    private final String behind;

    Kind(String before, String behind) {
      this.before = before;
      this.behind = behind;
    }
  }

  /** Names the manifest in force. */
  public static final String CURRENT = "CURRENT";

  /** Files on the way to another name end like this; after a crash they are of no use. */
  public static final String TEMPORARY = ".tmp";

  private static final int DIGITS_MIN = 6;
  private static final int DIGITS_MAX = 18;

  public static Path table(Path directory, long number) {
    return directory.resolve(new FileName(Kind.TABLE, number).text());
  }

  static Path manifest(Path directory, long number) {
    return directory.resolve(new FileName(Kind.MANIFEST, number).text());
  }

  /** The name as it stands in the directory. */
  public String text() {
    return kind.before + "%06d".formatted(number) + kind.behind;
  }

  /** What {@code name} says, or null if it is none of ours: only what we write is one. */
  public static @Nullable FileName parse(String name) {
    for (Kind kind : Kind.values()) {
      if (name.startsWith(kind.before) && name.endsWith(kind.behind)) {
        long number =
            number(name.substring(kind.before.length(), name.length() - kind.behind.length()));
        if (number > 0) {
          FileName parsed = new FileName(kind, number);
          return parsed.text().equals(name) ? parsed : null;
        }
      }
    }
    return null;
  }

  /** The number of so many digits, or 0 if there is anything else among them. */
  private static long number(String digits) {
    if (digits.length() < DIGITS_MIN || digits.length() > DIGITS_MAX) {
      return 0;
    }
    long number = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return 0;
      }
      number = 10 * number + digit;
    }
    return number;
  }
}
