package io.aitta.sstable.compaction;

import io.aitta.core.Bytes;
import io.aitta.sstable.compaction.CompactionChoice.Merge;
import io.aitta.sstable.compaction.CompactionChoice.Move;
import io.aitta.sstable.version.TableMeta;
import io.aitta.sstable.version.Version;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the tables that have to be compacted together, so that whatever stays behind in a level is
 * newer than what goes deeper. Gives null where a table it would need is busy or damaged.
 */
final class InputPicker {
  private final LeveledPolicy.Input input;
  private final LeveledOptions options;
  private final Version version;

  InputPicker(LeveledPolicy.Input input, LeveledOptions options) {
    this.input = input;
    this.options = options;
    this.version = input.version();
  }

  /** Level 0 into level 1, the oldest tables first. */
  @Nullable CompactionChoice ofLevel0() {
    List<TableMeta> tables = version.level(0);
    for (int i = tables.size() - 1; i >= 0; i--) {
      CompactionChoice choice = startingWith(tables.get(i));
      if (choice != null) {
        return choice;
      }
    }
    return null;
  }

  /** A sorted level into the next, from where its round has come to. */
  @Nullable CompactionChoice ofLevel(int level) {
    List<TableMeta> tables = version.level(level);
    int begin = firstAfter(tables, input.cursors().lastKey(level));
    for (int i = 0; i < tables.size(); i++) {
      CompactionChoice choice = startingWith(tables.get((begin + i) % tables.size()));
      if (choice != null) {
        return choice;
      }
    }
    return null;
  }

  private static int firstAfter(List<TableMeta> tables, @Nullable Bytes lastKey) {
    for (int i = 0; lastKey != null && i < tables.size(); i++) {
      if (tables.get(i).firstKey().compareTo(lastKey) > 0) {
        return i;
      }
    }
    return 0;
  }

  /** A table into the next level, with all that has to go with it. */
  @Nullable CompactionChoice startingWith(TableMeta table) {
    int level = table.level();
    if (level + 1 >= options.levels()) {
      return null;
    }
    List<TableMeta> upper = level == 0 ? closure(table) : List.of(table);
    if (upper.isEmpty() || !input.areFree(upper)) {
      return null;
    }
    List<TableMeta> lower = below(level, upper);
    if (!input.areFree(lower)) {
      return null;
    }
    if (level > 0 && !lower.isEmpty()) {
      upper = grown(level, upper, lower);
    }
    Merge merge = LeveledPolicy.merge(version, level, upper, lower, level + 1);
    return isTrivial(merge) ? new Move(table, level + 1) : merge;
  }

  /** A table into its own level, for what can go. It has to be free and of a sorted level. */
  @Nullable CompactionChoice rewriteOf(TableMeta table) {
    return input.isFree(table)
        ? LeveledPolicy.merge(version, table.level(), List.of(table), List.of(), table.level())
        : null;
  }

  private List<TableMeta> below(int level, List<TableMeta> upper) {
    TableSpan span = TableSpan.of(upper);
    return version.touching(level + 1, span.first(), span.last());
  }

  /**
   * All of level 0 that overlaps {@code seed}, or overlaps what overlaps it, and so on. If a
   * damaged table is among them, only what is older than that one: newer tables may stay above.
   * Empty if that leaves nothing, or while any table of level 0 is on its way down.
   */
  private List<TableMeta> closure(TableMeta seed) {
    List<TableMeta> candidates = version.level(0);
    for (TableMeta table : candidates) {
      if (input.busy().contains(table.number())) {
        return List.of();
      }
    }
    while (candidates.contains(seed)) {
      List<TableMeta> closure = closure(seed, candidates);
      int oldestDamaged = -1;
      for (TableMeta table : closure) {
        if (input.damaged().contains(table.number())) {
          oldestDamaged = candidates.indexOf(table);
        }
      }
      if (oldestDamaged < 0) {
        return closure;
      }
      candidates = candidates.subList(oldestDamaged + 1, candidates.size());
    }
    return List.of();
  }

  private static List<TableMeta> closure(TableMeta seed, List<TableMeta> candidates) {
    TableSpan span = TableSpan.of(seed);
    List<TableMeta> closure = List.of(seed);
    while (true) {
      List<TableMeta> touched = new ArrayList<>();
      for (TableMeta table : candidates) {
        if (span.touches(table)) {
          touched.add(table);
        }
      }
      if (touched.size() == closure.size()) {
        return touched;
      }
      closure = touched;
      span = span.with(touched);
    }
  }

  /** More of the upper level, if it brings nothing more of the lower one with it. */
  private List<TableMeta> grown(int level, List<TableMeta> upper, List<TableMeta> lower) {
    TableSpan span = TableSpan.of(upper).with(lower);
    List<TableMeta> more = version.touching(level, span.first(), span.last());
    boolean fits =
        more.size() > upper.size()
            && input.areFree(more)
            && below(level, more).equals(lower)
            && TableSpan.bytes(more) + TableSpan.bytes(lower) <= options.inputBytesMax();
    return fits ? more : upper;
  }

  /**
   * Whether a new level is all that the table would get. One with range deletes, or with many
   * deletes, is better merged: that is how they go. Nor does a table move to where it would be
   * compressed, or above more of the next level than a later merge should have to take.
   */
  private boolean isTrivial(Merge merge) {
    TableMeta table = merge.upper().get(0);
    int toLevel = merge.toLevel();
    return merge.upper().size() == 1
        && merge.lower().isEmpty()
        && table.rangeDeletes() == 0
        && !(input.isOld(table) && options.isHeavyWithDeletes(table))
        && (toLevel < options.compressedFromLevel()
            || merge.fromLevel() >= options.compressedFromLevel())
        && TableSpan.bytes(merge.grandparents()) <= options.grandparentBytesMax();
  }
}
