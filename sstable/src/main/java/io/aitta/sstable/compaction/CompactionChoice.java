package io.aitta.sstable.compaction;

import io.aitta.sstable.version.TableMeta;
import io.aitta.sstable.version.VersionEdit;
import java.util.ArrayList;
import java.util.List;

/** What a policy says is best to do next. Immutable, safe on any thread. */
public sealed interface CompactionChoice {
  /** Nothing. */
  CompactionChoice IDLE = new Idle();

  /** The tables it takes: nobody else may take them until it is done or given up. */
  List<TableMeta> inputs();

  /** See {@link #IDLE}. */
  record Idle() implements CompactionChoice {
    @Override
    public List<TableMeta> inputs() {
      return List.of();
    }
  }

  /** Give a table another level: an edit and nothing else. */
  record Move(TableMeta table, int toLevel) implements CompactionChoice {
    @Override
    public List<TableMeta> inputs() {
      return List.of(table);
    }

    /** The edit that does it. */
    public VersionEdit edit() {
      return VersionEdit.builder().remove(table).add(table.withLevel(toLevel)).build();
    }
  }

  /** Remove tables of which no reader can see anything: an edit and nothing else. */
  record Drop(List<TableMeta> tables) implements CompactionChoice {
    public Drop {
      tables = List.copyOf(tables);
    }

    @Override
    public List<TableMeta> inputs() {
      return tables;
    }

    /** The edit that does it. */
    public VersionEdit edit() {
      return VersionEdit.builder().removeAll(tables).build();
    }
  }

  /**
   * Merge tables into new ones of {@code toLevel}; see {@link MergeJob}.
   *
   * @param fromLevel where {@code upper} lies
   * @param toLevel the next level, or the same one to rid a table of what is deleted or expired
   * @param upper tables of {@code fromLevel}; of level 0 the newest first, and with each all older
   *     ones that overlap it
   * @param lower every table of {@code toLevel} that overlaps them; none if the levels are the same
   * @param grandparents the tables of the level below {@code toLevel} that overlap all these
   */
  record Merge(
      int fromLevel,
      int toLevel,
      List<TableMeta> upper,
      List<TableMeta> lower,
      List<TableMeta> grandparents)
      implements CompactionChoice {
    public Merge {
      upper = List.copyOf(upper);
      lower = List.copyOf(lower);
      grandparents = List.copyOf(grandparents);
      if (upper.isEmpty() || toLevel < 1 || (toLevel != fromLevel && toLevel != fromLevel + 1)) {
        throw new IllegalArgumentException(
            "a merge of " + upper + " from level " + fromLevel + " to " + toLevel);
      }
    }

    @Override
    public List<TableMeta> inputs() {
      List<TableMeta> inputs = new ArrayList<>(upper);
      inputs.addAll(lower);
      return inputs;
    }

    /** The bytes of all inputs. */
    public long inputBytes() {
      return TableSpan.bytes(upper) + TableSpan.bytes(lower);
    }
  }
}
