package io.aitta.actors.offline;

import io.aitta.core.Bytes;
import io.aitta.core.CorruptionException;
import io.aitta.core.format.Escaped;
import io.aitta.sstable.table.TableDamage;
import io.aitta.sstable.version.TableMeta;
import io.aitta.wal.LogDamage;
import org.jspecify.annotations.Nullable;

/**
 * One damage: where it is, what it is, and what is lost with it. Immutable, safe on any thread.
 *
 * @param file its name inside the data directory
 * @param length bytes that are lost there; 0 if whole bytes contradict others, or the file is
 *     missing
 * @param part which part of the file
 * @param loses whether operations or entries are lost with it
 * @param from nothing below this tree key is lost; null if that is not known
 * @param until nothing above this tree key is lost; null if that is not known
 * @param leastNumber nothing with a smaller number is lost; null if that is not known
 * @param greatestNumber nothing with a greater number is lost; null if that is not known
 * @param meaning what follows from it
 */
public record Finding(
    String file,
    long offset,
    long length,
    String part,
    String expected,
    String found,
    boolean loses,
    @Nullable Bytes from,
    @Nullable Bytes until,
    @Nullable Long leastNumber,
    @Nullable Long greatestNumber,
    String meaning) {

  private static final String REAPPEAR =
      "older versions of these keys, or what was deleted, may be seen again";

  /** A damage that takes nothing with it. */
  static Finding harmless(CorruptionException what, long length, String part, String meaning) {
    return new Finding(
        what.file(),
        what.offset(),
        length,
        part,
        what.expected(),
        what.found(),
        false,
        null,
        null,
        null,
        null,
        meaning);
  }

  /**
   * A damage of a table.
   *
   * @param leastNumber of the whole table, or null
   * @param greatestNumber of the whole table, or null
   */
  static Finding of(TableDamage damage, @Nullable Long leastNumber, @Nullable Long greatestNumber) {
    CorruptionException what = damage.what();
    if (!damage.losesEntries()) {
      return harmless(
          what,
          damage.length(),
          damage.part(),
          damage.length() > 0
              ? "the table cannot be opened; a repair makes this part anew without loss"
              : "what the table holds contradicts what is said of it");
    }
    return new Finding(
        what.file(),
        what.offset(),
        damage.length(),
        damage.part(),
        what.expected(),
        what.found(),
        true,
        damage.from(),
        damage.until(),
        leastNumber,
        greatestNumber,
        keys(damage.from(), damage.until())
            + numbers(leastNumber, greatestNumber)
            + " stood there: "
            + REAPPEAR);
  }

  /** A table that is not there. */
  static Finding missing(String file, TableMeta table) {
    return new Finding(
        file,
        0,
        0,
        "the table",
        "a table of " + table.sizeBytes() + " bytes",
        "no such file",
        true,
        table.firstKey(),
        table.lastKey(),
        table.leastNumber(),
        table.greatestNumber(),
        table.entries()
            + " entries and "
            + table.rangeDeletes()
            + " range deletes, "
            + keys(table.firstKey(), table.lastKey())
            + numbers(table.leastNumber(), table.greatestNumber())
            + ", stood there: "
            + REAPPEAR);
  }

  static Finding of(LogDamage damage) {
    CorruptionException what = damage.what();
    if (!damage.losesOperations()) {
      return harmless(
          what, damage.length(), "the log", "no operation is lost: tables hold what stood there");
    }
    Long greatest =
        damage.greatestNumber() == LogDamage.UNKNOWN ? null : (Long) damage.greatestNumber();
    return new Finding(
        what.file(),
        what.offset(),
        damage.length(),
        "the log",
        what.expected(),
        what.found(),
        true,
        null,
        null,
        damage.leastNumber(),
        greatest,
        "operations" + numbers(damage.leastNumber(), greatest) + " are lost, of unknown keys");
  }

  private static String keys(@Nullable Bytes from, @Nullable Bytes until) {
    return "keys from "
        + (from == null ? "the first" : Escaped.treeKey(from))
        + " to "
        + (until == null ? "the last" : Escaped.treeKey(until));
  }

  private static String numbers(@Nullable Long least, @Nullable Long greatest) {
    return least == null
        ? " of unknown numbers"
        : " numbered " + least + " to " + (greatest == null ? "an unknown end" : greatest);
  }

  /** One line for people: file, offset, expected, found, meaning. */
  public String line() {
    return file
        + " at "
        + offset
        + ": "
        + part
        + ": expected "
        + expected
        + ", found "
        + found
        + (length > 0 ? "; " + length + " bytes" : "")
        + "; "
        + meaning;
  }
}
