package io.aitta.sstable.compaction;

import io.aitta.core.io.AppendFile;
import io.aitta.core.iterator.RangeDeletes;
import io.aitta.sstable.table.TableOptions;
import io.aitta.sstable.table.TableWriter;
import io.aitta.sstable.version.TableMeta;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tables a job writes, one after the other. It knows them all until it is over. */
final class TableOutputs {
  private final TableFiles files;
  private final TableOptions options;
  private final int level;
  private final List<Long> created = new ArrayList<>();
  private final List<TableMeta> finished = new ArrayList<>();
  private @Nullable TableWriter writer;
  private long entries;

  TableOutputs(TableFiles files, TableOptions options, int level) {
    this.files = files;
    this.options = options;
    this.level = level;
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
    return new TableWriter(file, files.path(number), files.salts().nextLong(), options);
  }

  /** Ends the table being written with these range deletes; none is written if there is nothing. */
  void endTable(RangeDeletes rangeDeletes) throws IOException {
    if (writer == null && rangeDeletes.isEmpty()) {
      return;
    }
    TableWriter ending = writer();
    ending.addRangeDeletes(rangeDeletes);
    finished.add(ending.finish().meta(created.get(created.size() - 1), level));
    writer = null;
  }

  /** Makes the names durable; the tables themselves are. */
  void syncNames() throws IOException {
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
    IOException failure = null;
    try {
      TableWriter open = writer;
      writer = null;
      if (open != null) {
        open.close();
      }
    } catch (IOException e) {
      failure = e;
    }
    for (long number : created) {
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
}
