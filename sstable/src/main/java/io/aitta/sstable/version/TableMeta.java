package io.aitta.sstable.version;

import io.aitta.core.Bytes;

/**
 * What the store knows of a table without opening it; it stands in the manifest. Immutable, safe on
 * any thread.
 *
 * @param number the file's number: the table is {@code 000013.sst} for 13
 * @param level 0 for tables that may overlap, 1 and above for sorted, disjoint ones
 * @param sizeBytes the file's exact length
 * @param salt the random number in the table's footer, under which its checksums stand
 * @param firstKey the least tree key of an entry or range delete
 * @param lastKey the greatest tree key of an entry, or the exclusive end of a range delete if that
 *     is greater
 * @param leastNumber the least sequence number of an entry or range delete
 * @param greatestNumber the greatest one
 * @param entries entries of all kinds, range deletes not counted
 * @param deletes how many of the entries are deletes
 * @param rangeDeletes range deletes: pairs of fragment and number
 * @param oldestDeadlineMillis the least deadline of an expiring entry, in milliseconds since 1970;
 *     {@link Long#MAX_VALUE} if there is none
 */
public record TableMeta(
    long number,
    int level,
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

  public TableMeta {
    check(number > 0, "number", number);
    check(level >= 0, "level", level);
    check(sizeBytes > 0, "sizeBytes", sizeBytes);
    check(leastNumber >= 0 && leastNumber <= greatestNumber, "leastNumber", leastNumber);
    check(entries >= 0, "entries", entries);
    check(deletes >= 0 && deletes <= entries, "deletes", deletes);
    check(rangeDeletes >= 0, "rangeDeletes", rangeDeletes);
    if (firstKey.compareTo(lastKey) > 0) {
      throw new IllegalArgumentException("first key " + firstKey + " after last key " + lastKey);
    }
  }

  private static void check(boolean holds, String what, long value) {
    if (!holds) {
      throw new IllegalArgumentException(what + " out of range: " + value);
    }
  }

  /** The same table in another level, as a move leaves it. */
  public TableMeta withLevel(int newLevel) {
    return new TableMeta(
        number,
        newLevel,
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
