package io.aitta.sstable.compaction;

import io.aitta.sstable.version.TableMeta;
import io.aitta.sstable.version.Version;

/**
 * The measures of a leveled store. Immutable, safe on any thread.
 *
 * @param levels how many levels are used, from 2 to {@link Version#LEVELS_MAX}; the last has no
 *     limit
 * @param l0TablesMax level 0 is compacted at this many tables, if it holds a quarter more than what
 *     it would have to be merged with
 * @param l0PatientTables level 0 is compacted at this many tables in any case
 * @param level1BytesMax level 1 is compacted above this many bytes
 * @param levelFactor each further level may hold this many times the one before
 * @param tableBytes about the size of a table that compaction writes
 * @param compressedFromLevel from this level on tables are compressed: a table does not enter it by
 *     a mere move; {@link Version#LEVELS_MAX} if none is
 * @param deletesPercent a table of which this much or more is deletes is compacted for that alone
 * @param expiredGraceMillis a table is compacted for what expired in it when the oldest has been
 *     expired for this long; shorter means more writing for the same space
 */
public record LeveledOptions(
    int levels,
    int l0TablesMax,
    int l0PatientTables,
    long level1BytesMax,
    int levelFactor,
    long tableBytes,
    int compressedFromLevel,
    int deletesPercent,
    long expiredGraceMillis) {

  /** An output overlaps at most this many tables' worth of the level below its own. */
  private static final int GRANDPARENT_TABLES_MAX = 10;

  /** Inputs may grow to this many tables' worth if that costs the lower level nothing. */
  private static final int INPUT_TABLES_MAX = 25;

  public LeveledOptions {
    if (levels < 2 || levels > Version.LEVELS_MAX) {
      throw new IllegalArgumentException("levels: " + levels);
    }
    if (l0TablesMax < 1
        || l0PatientTables < l0TablesMax
        || level1BytesMax < 1
        || levelFactor < 2
        || tableBytes < 1) {
      throw new IllegalArgumentException(
          "measures: "
              + l0TablesMax
              + ", "
              + l0PatientTables
              + ", "
              + level1BytesMax
              + ", "
              + levelFactor
              + ", "
              + tableBytes);
    }
    if (deletesPercent < 1 || expiredGraceMillis < 0) {
      throw new IllegalArgumentException(
          "deletes percent " + deletesPercent + ", expired grace " + expiredGraceMillis);
    }
  }

  /** The defaults for memtables and tables of these sizes. */
  public static LeveledOptions of(long memTableBytes, long tableBytes) {
    return new LeveledOptions(
        Version.LEVELS_MAX, 4, 4, 4 * memTableBytes, 10, tableBytes, 2, 50, 6 * 3_600_000L);
  }

  /** The same with level 0 compacted at {@code tables}, or patient until {@code patientTables}. */
  public LeveledOptions withL0TablesMax(int tables, int patientTables) {
    return new LeveledOptions(
        levels,
        tables,
        Math.max(tables, patientTables),
        level1BytesMax,
        levelFactor,
        tableBytes,
        compressedFromLevel,
        deletesPercent,
        expiredGraceMillis);
  }

  /** The same for a store that compresses nothing: its tables may move to any level. */
  public LeveledOptions withoutCompression() {
    return new LeveledOptions(
        levels,
        l0TablesMax,
        l0PatientTables,
        level1BytesMax,
        levelFactor,
        tableBytes,
        Version.LEVELS_MAX,
        deletesPercent,
        expiredGraceMillis);
  }

  /** The most bytes a level below 0 should hold. */
  public long levelBytesMax(int level) {
    if (level == levels - 1) {
      return Long.MAX_VALUE;
    }
    double bytes = level1BytesMax;
    for (int i = 1; i < level; i++) {
      bytes *= levelFactor;
    }
    return (long) bytes;
  }

  /** How much of the level below an output may overlap before it is cut. */
  public long grandparentBytesMax() {
    return GRANDPARENT_TABLES_MAX * tableBytes;
  }

  long inputBytesMax() {
    return INPUT_TABLES_MAX * tableBytes;
  }

  /** Whether deletes are so many of a table that readers pay for them. */
  boolean isHeavyWithDeletes(TableMeta table) {
    long deletes = table.deletes() + table.rangeDeletes();
    long all = table.entries() + table.rangeDeletes();
    return deletes > 0 && deletes * 100.0 >= all * (double) deletesPercent;
  }
}
