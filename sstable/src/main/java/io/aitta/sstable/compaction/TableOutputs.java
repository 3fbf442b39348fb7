package io.aitta.sstable.compaction;

import io.aitta.core.CorruptionException;
import io.aitta.core.io.AppendFile;
import io.aitta.core.iterator.RangeDeletes;
import io.aitta.sstable.table.KeptBlocks;
import io.aitta.sstable.table.TableCache;
import io.aitta.sstable.table.TableOptions;
import io.aitta.sstable.table.TableWriter;
import io.aitta.sstable.version.TableMeta;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tables a job writes, one after the other. While one is made durable the next is filled. It
 * knows them all until it is over.
 */
final class TableOutputs {
  private final TableFiles files;
  private final TableOptions options;
  private final int level;
  private final @Nullable TableCache readers;
  private final List<Long> created = new ArrayList<>();

  /** Those of the job that are whole; all but the last are durable. */
  private final List<TableMeta> finished = new ArrayList<>();

  private @Nullable TableWriter writer;

  /** Of the table before, which may not be durable yet. */
  private @Nullable TableWriter ending;

  private long entries;

  /** Outputs that no cache knows of. */
  TableOutputs(TableFiles files, TableOptions options, int level) {
    this(files, options, level, null);
  }

  /**
   * @param readers where what is read often is put at once; null for nowhere
   */
  TableOutputs(TableFiles files, TableOptions options, int level, @Nullable TableCache readers) {
    this.files = files;
    this.options = options;
    this.level = level;
    this.readers = readers;
  }

  /** Whether the table being written holds no entry yet. */
  boolean isEmpty() {
    return writer == null;
  }

  /** About the length of the table being written. */
  long bytes() {
    return writer == null ? 0 : writer.estimatedBytes();
  }

  void add(
      byte[] key,
      int keyFrom,
      int keyLength,
      long trailer,
      byte[] value,
      int valueFrom,
      int valueLength)
      throws IOException {
    writer().add(key, keyFrom, keyLength, trailer, value, valueFrom, valueLength);
    entries++;
  }

  /** Readers ask for what lies where the entry added last does. */
  void keepBlock() {
    if (writer != null) {
      writer.keepBlock();
    }
  }

  private TableWriter writer() throws IOException {
    TableWriter open = writer;
    if (open == null) {
      open = create();
      writer = open;
    }
    return open;
  }

  private TableWriter create() throws IOException {
    long number = files.numbers().getAsLong();
    AppendFile file = files.fs().create(files.path(number));
    created.add(number); // only now: a file that was there before is not ours
    return new TableWriter(
        file,
        files.path(number),
        files.salts().nextLong(),
        options,
        files.helpers(),
        readers == null ? null : readers.blocks());
  }

  /** Ends the table being written with these range deletes; none is written if there is nothing. */
  void endTable(RangeDeletes rangeDeletes) throws IOException {
    if (writer == null && rangeDeletes.isEmpty()) {
      return;
    }
    TableWriter last = writer();
    last.addRangeDeletes(rangeDeletes);
    awaitEnding(); // one at a time
    finished.add(last.end().meta(created.get(created.size() - 1), level));
    ending = last;
    writer = null;
  }

  private void awaitEnding() throws IOException {
    TableWriter last = ending;
    if (last == null) {
      return;
    }
    last.awaitDurable();
    ending = null;
    try (last) {
      keepForReaders(finished.get(finished.size() - 1), last.keptBlocks());
    }
  }

  private void keepForReaders(TableMeta table, KeptBlocks blocks) {
    if (readers == null || blocks.isEmpty()) {
      return;
    }
    try {
      readers.get(table).keep(blocks);
    } catch (CorruptionException damage) {
      throw damage; // while what it was made of is still there
    } catch (RuntimeException | OutOfMemoryError unread) {
      // the job is well, and whoever reads the table asks again
    }
  }

  /** Waits until all tables are durable, then makes their names so. */
  void syncAll() throws IOException {
    awaitEnding();
    if (!finished.isEmpty()) {
      files.fs().syncDirectory(files.directory());
    }
  }

  List<TableMeta> finished() {
    return finished;
  }

  long entries() {
    return entries;
  }

  /**
   * Removes everything that was written. All is tried; what cannot be removed is garbage that goes
   * when the store is next opened.
   *
   * @throws IOException the first that failed
   */
  void abandon() throws IOException {
    IOException failure = close(ending, null);
    ending = null;
    failure = close(writer, failure);
    writer = null;
    for (long number : created) {
      if (readers != null) {
        readers.evict(number);
      }
      try {
        if (files.fs().exists(files.path(number))) { // or somebody swept before us
          files.fs().delete(files.path(number));
        }
      } catch (IOException e) {
        failure = failure == null ? e : failure;
      }
    }
    created.clear();
    if (failure != null) {
      throw failure;
    }
  }

  private static @Nullable IOException close(
      @Nullable TableWriter open, @Nullable IOException before) {
    try {
      if (open != null) {
        open.close();
      }
      return before;
    } catch (IOException e) {
      return before == null ? e : before;
    }
  }
}
