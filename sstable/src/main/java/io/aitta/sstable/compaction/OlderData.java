package io.aitta.sstable.compaction;

import io.aitta.core.Bytes;
import io.aitta.core.format.TreeKey;
import io.aitta.sstable.version.TableMeta;
import io.aitta.sstable.version.Version;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether anything older of a key may lie outside of a merge: in any level from the inputs' own
 * down, skipped ones not forgotten. Only bounds are looked at, so a yes may be wrong and a no never
 * is. Nothing older ever arrives while the merge runs: data only moves down, and not past it. Keys
 * are asked about in ascending order. For one thread.
 */
final class OlderData {
  /** One list a level, sorted and disjoint; level 0 gives a list for each table. */
  private final List<List<TableMeta>> lists = new ArrayList<>();

  private final int[] at;
  private final boolean always;

  private OlderData(boolean always) {
    this.always = always;
    this.at = new int[0];
  }

  private OlderData(Version version, CompactionChoice.Merge merge) {
    List<TableMeta> inputs = merge.inputs();
    for (TableMeta table : version.level(0)) {
      boolean older = table.greatestNumber() < leastNumber(merge.upper());
      if (merge.fromLevel() == 0 && older && !inputs.contains(table)) {
        lists.add(List.of(table));
      }
    }
    for (int level = merge.fromLevel() + 1; level < version.levels(); level++) {
      List<TableMeta> others = new ArrayList<>(version.level(level));
      others.removeAll(inputs);
      if (!others.isEmpty()) {
        lists.add(others);
      }
    }
    this.always = false;
    this.at = new int[lists.size()];
  }

  private static long leastNumber(List<TableMeta> tables) {
    long least = Long.MAX_VALUE;
    for (TableMeta table : tables) {
      least = Math.min(least, table.leastNumber());
    }
    return least;
  }

  /** For a flush: all there is may be older. */
  static OlderData anywhere() {
    return new OlderData(true);
  }

  static OlderData than(CompactionChoice.Merge merge, Version version) {
    return new OlderData(version, merge);
  }

  boolean mayHold(byte[] key, int from, int length) {
    if (always) {
      return true;
    }
    for (int i = 0; i < at.length; i++) {
      List<TableMeta> tables = lists.get(i);
      while (at[i] < tables.size() && compare(tables.get(at[i]).lastKey(), key, from, length) < 0) {
        at[i]++;
      }
      if (at[i] < tables.size() && compare(tables.get(at[i]).firstKey(), key, from, length) <= 0) {
        return true;
      }
    }
    return false;
  }

  /** Of any key from {@code start} until {@code end}; in any order. */
  boolean mayHoldAny(byte[] start, byte[] end) {
    if (always) {
      return true;
    }
    for (List<TableMeta> tables : lists) {
      for (TableMeta table : tables) {
        if (compare(table.lastKey(), start, 0, start.length) >= 0
            && compare(table.firstKey(), end, 0, end.length) < 0) {
          return true;
        }
      }
    }
    return false;
  }

  private static int compare(Bytes left, byte[] key, int from, int length) {
    return TreeKey.compare(left.sharedArray(), left.sharedFrom(), left.length(), key, from, length);
  }
}
