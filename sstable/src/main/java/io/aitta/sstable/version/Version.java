package io.aitta.sstable.version;

import io.aitta.core.Bytes;
import io.aitta.core.format.TreeKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The tables of the store at one moment, in levels. Always checked, whoever builds it:
 *
 * <ul>
 *   <li>level 0 is ordered newest first, and the numbers of its tables do not interleave;
 *   <li>every other level is sorted by first key, and no two of its tables hold the same key. The
 *       last key of a table with range deletes may be their exclusive end, so it may equal the
 *       first key of the next table;
 *   <li>no table stands in it twice.
 * </ul>
 *
 * Whatever a table holds of a key is newer than what deeper levels hold of it; only compaction can
 * keep that true, no list of tables shows it.
 *
 * <p>Immutable, safe on any thread.
 */
public final class Version {
  /** Levels there can be: with ten times the bytes each, the last would hold petabytes. */
  public static final int LEVELS_MAX = 7;

  private static final Version EMPTY = new Version(new TableMeta[LEVELS_MAX][0], 0);
  private static final Comparator<TableMeta> NEWEST_FIRST =
      Comparator.comparingLong(TableMeta::greatestNumber).reversed();
  private static final Comparator<TableMeta> BY_FIRST_KEY =
      Comparator.comparing(TableMeta::firstKey);

  private final TableMeta[][] levels;
  private final List<List<TableMeta>> lists;
  private final long flushedThrough;
  private final boolean rangeDeletes;

  private Version(TableMeta[][] levels, long flushedThrough) {
    this.levels = levels;
    this.lists = Arrays.stream(levels).map(List::of).toList();
    this.flushedThrough = flushedThrough;
    this.rangeDeletes =
        lists.stream().flatMap(List::stream).anyMatch(table -> table.rangeDeletes() > 0);
  }

  /** No tables, nothing flushed. */
  public static Version empty() {
    return EMPTY;
  }

  /** How many levels there are, empty ones included; the same for every version. */
  public int levels() {
    return levels.length;
  }

  /** The tables of a level: of level 0 the newest first, of others in the order of their keys. */
  public List<TableMeta> level(int level) {
    return lists.get(level);
  }

  /** Whether any table holds a range delete. */
  public boolean hasRangeDeletes() {
    return rangeDeletes;
  }

  /** How many tables a level has. */
  public int tables(int level) {
    return levels[level].length;
  }

  /** One of the tables of {@link #level}, by its place there. */
  public TableMeta table(int level, int place) {
    return levels[level][place];
  }

  /** How many tables there are in all levels. */
  public int tables() {
    int count = 0;
    for (TableMeta[] level : levels) {
      count += level.length;
    }
    return count;
  }

  /** The bytes of a level's files. */
  public long bytes(int level) {
    long bytes = 0;
    for (TableMeta table : levels[level]) {
      bytes += table.sizeBytes();
    }
    return bytes;
  }

  /** Every operation up to this number is in a table, or gone for good. */
  public long flushedThrough() {
    return flushedThrough;
  }

  /** The numbers of all tables, ascending. */
  public Set<Long> tableNumbers() {
    Set<Long> numbers = new TreeSet<>();
    for (TableMeta[] level : levels) {
      for (TableMeta table : level) {
        numbers.add(table.number());
      }
    }
    return Collections.unmodifiableSet(numbers);
  }

  /**
   * The tables of a level that may hold something of the keys from {@code from}, inclusive, until
   * {@code until}, exclusive or null for no end; in the level's order.
   */
  public List<TableMeta> overlapping(int level, byte[] from, byte @Nullable [] until) {
    if (level > 0) {
      int begin = firstEndingAtOrAfter(levels[level], Bytes.wrap(from));
      return slice(level, begin, until == null ? levels[level].length : countBefore(level, until));
    }
    List<TableMeta> found = new ArrayList<>();
    for (TableMeta table : levels[level]) {
      if (compare(table.lastKey(), from) >= 0
          && (until == null || compare(table.firstKey(), until) < 0)) {
        found.add(table);
      }
    }
    return found;
  }

  /** The tables of a level that may hold something of the keys from first to last, inclusive. */
  public List<TableMeta> touching(int level, Bytes first, Bytes last) {
    if (level > 0) {
      int begin = firstEndingAtOrAfter(levels[level], first);
      return slice(level, begin, firstBeginningAfter(levels[level], last));
    }
    List<TableMeta> found = new ArrayList<>();
    for (TableMeta table : levels[level]) {
      if (table.lastKey().compareTo(first) >= 0 && table.firstKey().compareTo(last) <= 0) {
        found.add(table);
      }
    }
    return found;
  }

  private List<TableMeta> slice(int level, int begin, int end) {
    if (begin >= end) {
      return List.of();
    }
    List<TableMeta> tables = lists.get(level);
    return end - begin == tables.size() ? tables : tables.subList(begin, end);
  }

  private int countBefore(int level, byte[] until) {
    int end = firstBeginningAfter(levels[level], Bytes.wrap(until));
    return end > 0 && compare(levels[level][end - 1].firstKey(), until) == 0 ? end - 1 : end;
  }

  private static int firstEndingAtOrAfter(TableMeta[] sorted, Bytes key) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle].lastKey().compareTo(key) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static int firstBeginningAfter(TableMeta[] sorted, Bytes key) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle].firstKey().compareTo(key) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * The one table of a sorted level that may hold {@code treeKey} or a range delete over it; null
   * if there is none.
   *
   * @param level 1 or above
   */
  public @Nullable TableMeta tableFor(int level, byte[] treeKey) {
    if (level == 0) {
      throw new IllegalArgumentException("tables of level 0 overlap: ask each of them");
    }
    TableMeta[] tables = levels[level];
    if (tables.length == 0) {
      return null;
    }
    int behind = firstBeginningAfter(tables, Bytes.wrap(treeKey));
    // a table that ends where the next begins does so by an exclusive end: the next one is right
    boolean holds = behind > 0 && compare(tables[behind - 1].lastKey(), treeKey) >= 0;
    return holds ? tables[behind - 1] : null;
  }

  /** Whether a table may hold {@code treeKey} or a range delete over it. */
  public static boolean mayHold(TableMeta table, byte[] treeKey) {
    return compare(table.firstKey(), treeKey) <= 0 && compare(table.lastKey(), treeKey) >= 0;
  }

  private static int compare(Bytes key, byte[] treeKey) {
    return TreeKey.compare(
        key.sharedArray(), key.sharedFrom(), key.length(), treeKey, 0, treeKey.length);
  }

  /**
   * The version that follows by {@code edit}; its fields that concern no tables are not looked at,
   * {@code flushedThrough} excepted. First tables leave, then others join: a table that moves does
   * both.
   *
   * @throws IllegalStateException if the edit does not fit this version
   */
  public Version apply(VersionEdit edit) {
    checkLevelsExist(edit);
    TableMeta[][] next = new TableMeta[levels.length][];
    for (int level = 0; level < next.length; level++) {
      next[level] = applyTo(level, edit);
    }
    if (!edit.added().isEmpty()) {
      checkNumbers(next);
    }
    Long flushed = edit.flushedThrough();
    if (flushed != null && flushed < flushedThrough) {
      throw new IllegalStateException(
          "flushed through " + flushedThrough + " already, not " + flushed);
    }
    return new Version(next, flushed == null ? flushedThrough : flushed);
  }

  private void checkLevelsExist(VersionEdit edit) {
    for (TableMeta table : edit.added()) {
      if (table.level() >= levels.length) {
        throw new IllegalStateException("no level for " + table);
      }
    }
    for (VersionEdit.Removed removed : edit.removed()) {
      if (removed.level() >= levels.length) {
        throw new IllegalStateException("no level for " + removed);
      }
    }
  }

  private TableMeta[] applyTo(int level, VersionEdit edit) {
    Set<Long> leaving = new HashSet<>();
    for (VersionEdit.Removed removed : edit.removed()) {
      if (removed.level() == level && !leaving.add(removed.number())) {
        throw new IllegalStateException("table " + removed.number() + " removed twice");
      }
    }
    List<TableMeta> joining =
        edit.added().stream().filter(table -> table.level() == level).toList();
    if (leaving.isEmpty() && joining.isEmpty()) {
      return levels[level];
    }
    List<TableMeta> tables = new ArrayList<>(joining);
    for (TableMeta table : levels[level]) {
      if (!leaving.remove(table.number())) {
        tables.add(table);
      }
    }
    if (!leaving.isEmpty()) {
      throw new IllegalStateException("no tables " + leaving + " to remove in level " + level);
    }
    tables.sort(level == 0 ? NEWEST_FIRST : BY_FIRST_KEY);
    checkLevel(level, tables);
    return tables.toArray(new TableMeta[0]);
  }

  private static void checkLevel(int level, List<TableMeta> tables) {
    for (int i = 1; i < tables.size(); i++) {
      TableMeta before = tables.get(i - 1);
      TableMeta table = tables.get(i);
      boolean apart =
          level == 0 ? before.leastNumber() > table.greatestNumber() : endsBefore(before, table);
      if (!apart) {
        throw new IllegalStateException(
            "tables of level " + level + " overlap: " + before + " and " + table);
      }
    }
  }

  private static boolean endsBefore(TableMeta before, TableMeta table) {
    int order = before.lastKey().compareTo(table.firstKey());
    return order < 0 || (order == 0 && before.rangeDeletes() > 0);
  }

  private static void checkNumbers(TableMeta[][] levels) {
    Set<Long> numbers = new HashSet<>();
    for (TableMeta[] level : levels) {
      for (TableMeta table : level) {
        if (!numbers.add(table.number())) {
          throw new IllegalStateException("table " + table.number() + " would stand here twice");
        }
      }
    }
  }

  /** For people and tests: one line a level that holds tables. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("flushed through ").append(flushedThrough);
    for (int level = 0; level < levels.length; level++) {
      if (levels[level].length > 0) {
        text.append("\nlevel ").append(level).append(':');
        for (TableMeta table : levels[level]) {
          text.append(' ').append(table.number());
        }
      }
    }
    return text.toString();
  }
}
