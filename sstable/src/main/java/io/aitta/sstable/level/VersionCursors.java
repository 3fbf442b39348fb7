package io.aitta.sstable.level;

import io.aitta.core.iterator.InternalIterator;
import io.aitta.core.iterator.RangeDeletes;
import io.aitta.sstable.table.TableCache;
import io.aitta.sstable.version.TableMeta;
import io.aitta.sstable.version.Version;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All tables of a version for those who walk a range of it. Safe on any thread. */
public final class VersionCursors {
  private VersionCursors() {}

  /**
   * One cursor for each table of level 0 and one for each further level, as far as they may hold
   * anything of the range, the newest first: what {@link io.aitta.core.iterator.MergingIterator#of}
   * takes. A cursor may also show entries outside of the range.
   *
   * @param from the first tree key, inclusive
   * @param until the end, exclusive; null for no end
   * @param fillCache as in {@link io.aitta.sstable.table.TableReader#iterator}
   */
  public static List<InternalIterator> entries(
      Version version, TableCache tables, byte[] from, byte @Nullable [] until, boolean fillCache) {
    List<InternalIterator> cursors = new ArrayList<>();
    for (TableMeta table : version.overlapping(0, from, until)) {
      cursors.add(new LevelIterator(List.of(table), tables, fillCache));
    }
    for (int level = 1; level < version.levels(); level++) {
      List<TableMeta> overlapping = version.overlapping(level, from, until);
      if (!overlapping.isEmpty()) {
        cursors.add(new LevelIterator(overlapping, tables, fillCache));
      }
    }
    return cursors;
  }

  /** The range deletes of all tables that may hold anything of the range, merged. */
  public static RangeDeletes rangeDeletes(
      Version version, TableCache tables, byte[] from, byte @Nullable [] until) {
    if (!version.hasRangeDeletes()) {
      return RangeDeletes.NONE; // nearly always, and then no level need be searched
    }
    List<RangeDeletes> sources = new ArrayList<>();
    for (int level = 0; level < version.levels(); level++) {
      for (TableMeta table : version.overlapping(level, from, until)) {
        if (table.rangeDeletes() > 0) {
          sources.add(tables.get(table).rangeDeletes());
        }
      }
    }
    return RangeDeletes.merge(sources);
  }
}
