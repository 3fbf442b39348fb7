package io.aitta.sstable.table;

import io.aitta.core.Bytes;
import io.aitta.sstable.version.TableMeta;

/**
 * What a finished table holds: everything of its {@link TableMeta} but the number and the level.
 * Immutable, safe on any thread.
 *
 * @param firstKey the least tree key of an entry or range delete
 * @param lastKey the greatest tree key of an entry, or the exclusive end of a range delete if that
 *     is greater
 * @param entries entries of all kinds, range deletes not counted
 * @param rangeDeletes range deletes: pairs of fragment and number
 * @param oldestDeadlineMillis {@link Long#MAX_VALUE} if no entry expires
 */
public record TableSummary(
    long sizeBytes,
    long salt,
    Bytes firstKey,
    Bytes lastKey,
    long leastNumber,
    long greatestNumber,
    long entries,
    long deletes,
    long rangeDeletes,
    long oldestDeadlineMillis) {

  /** The table as it enters a level. */
  public TableMeta meta(long number, int level) {
    return new TableMeta(
        number,
        level,
        sizeBytes,
        salt,
        firstKey,
        lastKey,
        leastNumber,
        greatestNumber,
        entries,
        deletes,
        rangeDeletes,
        oldestDeadlineMillis);
  }
}
