package io.aitta.actors.offline;

import io.aitta.actors.memory.MemTables;
import io.aitta.core.CorruptionException;
import io.aitta.core.format.Operation;
import io.aitta.core.memtable.MemTable;
import io.aitta.sstable.compaction.FlushJob;
import io.aitta.sstable.compaction.MergeOptions;
import io.aitta.sstable.compaction.SnapshotList;
import io.aitta.sstable.compaction.TableFiles;
import io.aitta.sstable.table.TableOptions;
import io.aitta.sstable.version.TableMeta;
import io.aitta.wal.LogDamage;
import io.aitta.wal.LogSalvage;
import io.aitta.wal.ReplayedGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts the operations of salvaged logs into tables of level 0, a memtable's worth each. For one
 * thread.
 */
final class RecoveredLogs implements LogSalvage.Receiver {
  private static final long MEMTABLE_BYTES = 32L << 20;

  private final TableFiles files;
  private final Consumer<Finding> lost;
  private final List<TableMeta> tables = new ArrayList<>();
  private @Nullable MemTable memtable;
  private long last;

  RecoveredLogs(TableFiles files, Consumer<Finding> lost) {
    this.files = files;
    this.lost = lost;
  }

  @Override
  public void damaged(LogDamage damage) {
    lost.accept(Finding.of(damage));
  }

  @Override
  public void group(ReplayedGroup group) throws IOException {
    List<Operation> operations = new ArrayList<>(); // all of a group, or nothing of it
    List<Long> numbers = new ArrayList<>();
    try {
      for (Operation next = group.next(); next != null; next = group.next()) {
        operations.add(next);
        numbers.add(group.number());
      }
    } catch (CorruptionException damage) {
      lost.accept(Finding.of(new LogDamage(damage, 0, group.firstNumber(), group.lastNumber())));
      return;
    }
    MemTable into = memtable;
    if (into == null) {
      into = new MemTable(1, last, Runnable::run, MemTables.chunks(MEMTABLE_BYTES));
      memtable = into;
    }
    for (int i = 0; i < operations.size(); i++) {
      into.insert(operations.get(i), numbers.get(i));
    }
    last = group.lastNumber();
    into.publish(last);
    if (into.bytes() >= MEMTABLE_BYTES) {
      flush();
    }
  }

  private void flush() throws IOException {
    MemTable full = memtable;
    if (full == null) {
      return;
    }
    memtable = null;
    full.settle();
    var job =
        new FlushJob(
            files,
            null, // nobody reads yet
            full.iterator(),
            full.rangeDeletes(),
            SnapshotList.of(List.of(), last, 0), // nor does anybody need the past
            TableOptions.DEFAULT,
            MergeOptions.STEP_BYTES);
    while (job.step()) {
      // nobody to let pass
    }
    tables.addAll(job.result().added());
    full.release();
  }

  /** Writes out what is left; returns all tables. */
  List<TableMeta> finish() throws IOException {
    flush();
    return tables;
  }
}
