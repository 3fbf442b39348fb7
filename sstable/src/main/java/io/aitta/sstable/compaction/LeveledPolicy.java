package io.aitta.sstable.compaction;

import io.aitta.core.Bytes;
import io.aitta.core.iterator.RangeDeletes;
import io.aitta.sstable.compaction.CompactionChoice.Drop;
import io.aitta.sstable.compaction.CompactionChoice.Merge;
import io.aitta.sstable.version.TableMeta;
import io.aitta.sstable.version.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Leveled compaction as a function: from what there is to what to do next. In this order: drop
 * tables that a range delete covers whole; bring back into measure the level that is furthest
 * beyond it; rid tables of deletes that readers pay for; rid them of what expired.
 *
 * <p>Nothing here touches a file. Safe on any thread.
 */
public final class LeveledPolicy {
  private LeveledPolicy() {}

  /**
   * What the choice depends on.
   *
   * @param version the present one
   * @param busy numbers of tables that are inputs of choices not yet done
   * @param damaged numbers of tables known to be damaged: they are left alone
   * @param cursors how far the rounds have come
   * @param snapshots who may still read the past
   * @param rangeDeletes those of all tables of the version, merged
   */
  public record Input(
      Version version,
      Set<Long> busy,
      Set<Long> damaged,
      CompactionCursors cursors,
      SnapshotList snapshots,
      RangeDeletes rangeDeletes) {

    boolean isFree(TableMeta table) {
      return !busy.contains(table.number()) && !damaged.contains(table.number());
    }

    boolean areFree(List<TableMeta> tables) {
      for (TableMeta table : tables) {
        if (!isFree(table)) {
          return false;
        }
      }
      return true;
    }

    /** Whether every reader sees all that is in the table, so that its deletes can go. */
    boolean isOld(TableMeta table) {
      return table.greatestNumber() <= snapshots.oldest();
    }
  }

  /** What is best to do next. */
  public static CompactionChoice choose(Input input, LeveledOptions options) {
    List<TableMeta> covered = CoveredTables.of(input);
    if (!covered.isEmpty()) {
      return new Drop(covered);
    }
    InputPicker picker = new InputPicker(input, options);
    for (int level : beyondMeasure(input, options)) {
      CompactionChoice choice = level == 0 ? picker.ofLevel0() : picker.ofLevel(level);
      if (choice != null) {
        return choice;
      }
    }
    CompactionChoice choice =
        ridOf(input, options, picker, table -> options.isHeavyWithDeletes(table));
    if (choice == null) {
      choice = ridOf(input, options, picker, table -> hasExpired(input, options, table));
    }
    return choice == null ? CompactionChoice.IDLE : choice;
  }

  /**
   * The next step of compacting the tables that touch the keys from first to last, inclusive, down
   * to the deepest level that has any of them; idle when that is done, or when what is left is busy
   * or damaged.
   */
  public static CompactionChoice chooseWithin(
      Input input, LeveledOptions options, Bytes first, Bytes last) {
    Version version = input.version();
    InputPicker picker = new InputPicker(input, options);
    int deepest = 1;
    for (int level = 1; level < options.levels(); level++) {
      deepest = version.touching(level, first, last).isEmpty() ? deepest : level;
    }
    for (int level = 0; level < deepest; level++) {
      for (TableMeta table : version.touching(level, first, last)) {
        CompactionChoice choice = picker.startingWith(table);
        if (choice != null) {
          return choice;
        }
      }
    }
    return CompactionChoice.IDLE;
  }

  /**
   * Bytes beyond the measure of their levels: what compaction is behind by. Tables that are being
   * merged, and damaged ones, count; what there is to do for deletes and deadlines does not.
   */
  public static long debtBytes(Version version, LeveledOptions options) {
    long debt = level0Score(version, version.level(0), options) >= 1 ? version.bytes(0) : 0;
    for (int level = 1; level < options.levels() - 1; level++) {
      debt += Math.max(0, version.bytes(level) - options.levelBytesMax(level));
    }
    return debt;
  }

  /** Levels that need work, the most urgent first. */
  private static List<Integer> beyondMeasure(Input input, LeveledOptions options) {
    double[] scores = new double[options.levels() - 1];
    List<Integer> levels = new ArrayList<>();
    for (int level = 0; level < scores.length; level++) {
      scores[level] = score(input, options, level);
      if (level == 0 ? scores[level] >= 1 : scores[level] > 1) {
        levels.add(level);
      }
    }
    levels.sort(Comparator.comparingDouble((Integer level) -> scores[level]).reversed());
    return levels;
  }

  /** How full a level is, what already leaves it not counted. */
  private static double score(Input input, LeveledOptions options, int level) {
    List<TableMeta> tables = new ArrayList<>();
    for (TableMeta table : input.version().level(level)) {
      if (!input.busy().contains(table.number())) {
        tables.add(table);
      }
    }
    return level == 0
        ? level0Score(input.version(), tables, options)
        : (double) TableSpan.bytes(tables) / options.levelBytesMax(level);
  }

  /**
   * By count; but while a merge would not bring down a quarter more than it writes again of level
   * 1, a few more tables are waited for, so that bytes are written less often.
   */
  private static double level0Score(
      Version version, List<TableMeta> tables, LeveledOptions options) {
    double score = (double) tables.size() / options.l0TablesMax();
    if (score < 1 || tables.size() >= options.l0PatientTables()) {
      return score;
    }
    TableSpan span = TableSpan.of(tables);
    long below = TableSpan.bytes(version.touching(1, span.first(), span.last()));
    return TableSpan.bytes(tables) >= below + below / 4 ? score : 0;
  }

  private interface Wish {
    boolean holdsFor(TableMeta table);
  }

  /** The first thing to do for a table of which much can go. */
  private static @Nullable CompactionChoice ridOf(
      Input input, LeveledOptions options, InputPicker picker, Wish wish) {
    for (int level = 0; level < options.levels(); level++) {
      for (TableMeta table : input.version().level(level)) {
        if (input.isOld(table) && wish.holdsFor(table)) {
          CompactionChoice choice =
              isBottom(input.version(), table)
                  ? picker.rewriteOf(table)
                  : picker.startingWith(table);
          if (choice != null) {
            return choice;
          }
        }
      }
    }
    return null;
  }

  private static boolean hasExpired(Input input, LeveledOptions options, TableMeta table) {
    long oldest = table.oldestDeadlineMillis();
    return oldest <= input.snapshots().oldestTimeMillis() - options.expiredGraceMillis();
  }

  /** Whether no deeper level may hold anything of the table's keys. */
  private static boolean isBottom(Version version, TableMeta table) {
    for (int level = table.level() + 1; level < version.levels(); level++) {
      if (!version.touching(level, table.firstKey(), table.lastKey()).isEmpty()) {
        return false;
      }
    }
    return table.level() > 0;
  }

  /** A merge, of which {@code lower} is what it has to be. */
  static Merge merge(
      Version version, int fromLevel, List<TableMeta> upper, List<TableMeta> lower, int toLevel) {
    TableSpan span = TableSpan.of(upper).with(lower);
    List<TableMeta> grandparents =
        toLevel + 1 < version.levels()
            ? version.touching(toLevel + 1, span.first(), span.last())
            : List.of();
    return new Merge(fromLevel, toLevel, upper, lower, grandparents);
  }
}
