package io.aitta.sstable.compaction;

import io.aitta.core.Bytes;
import io.aitta.core.format.Trailer;
import io.aitta.core.format.TreeKey;
import io.aitta.core.iterator.RangeDeletes;
import io.aitta.sstable.version.TableMeta;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds tables of which nobody can see anything any more: over every key of theirs lies a range
 * delete newer than all they hold, and no reader stands between the two. What such a table itself
 * deletes is deleted by that range delete as well.
 */
final class CoveredTables {
  private CoveredTables() {}

  static List<TableMeta> of(LeveledPolicy.Input input) {
    List<TableMeta> covered = new ArrayList<>();
    if (input.rangeDeletes().isEmpty()) {
      return covered;
    }
    for (int level = 0; level < input.version().levels(); level++) {
      for (TableMeta table : input.version().level(level)) {
        if (input.isFree(table) && isCovered(table, input.rangeDeletes(), input.snapshots())) {
          covered.add(table);
        }
      }
    }
    return covered;
  }

  private static boolean isCovered(
      TableMeta table, RangeDeletes rangeDeletes, SnapshotList snapshots) {
    if (newestOverFirstKey(table, rangeDeletes) <= table.greatestNumber()) {
      return false; // nearly always
    }
    Bytes reached = table.firstKey(); // every key of the table before this one is covered
    for (RangeDeletes.Fragment fragment : rangeDeletes.fragments()) {
      if (compare(reached, fragment.end()) >= 0) {
        continue;
      }
      if (compare(reached, fragment.start()) < 0 || !hides(fragment, table, snapshots)) {
        return false;
      }
      reached = Bytes.wrap(fragment.end());
      if (reached.compareTo(table.lastKey()) > 0) {
        return true;
      }
    }
    return false;
  }

  private static long newestOverFirstKey(TableMeta table, RangeDeletes rangeDeletes) {
    Bytes key = table.firstKey();
    return rangeDeletes.coverNumber(
        key.sharedArray(), key.sharedFrom(), key.length(), Trailer.NUMBER_MAX);
  }

  private static boolean hides(
      RangeDeletes.Fragment fragment, TableMeta table, SnapshotList snapshots) {
    for (long number : fragment.numbers()) {
      if (number > table.greatestNumber() && snapshots.seenByTheSame(table.leastNumber(), number)) {
        return true;
      }
    }
    return false;
  }

  private static int compare(Bytes key, byte[] treeKey) {
    return TreeKey.compare(
        key.sharedArray(), key.sharedFrom(), key.length(), treeKey, 0, treeKey.length);
  }
}
