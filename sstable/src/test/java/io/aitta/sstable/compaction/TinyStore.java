package io.aitta.sstable.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.Bytes;
import io.aitta.core.format.KeyHash;
import io.aitta.core.format.Operation;
import io.aitta.core.format.Trailer;
import io.aitta.core.io.FileSystem;
import io.aitta.core.iterator.InternalIterator;
import io.aitta.core.iterator.Lookup;
import io.aitta.core.iterator.MergingIterator;
import io.aitta.core.iterator.RangeDeletes;
import io.aitta.core.iterator.VisibleIterator;
import io.aitta.core.memtable.MemTable;
import io.aitta.sstable.cache.BlockCache;
import io.aitta.sstable.cache.HandleCache;
import io.aitta.sstable.level.VersionCursors;
import io.aitta.sstable.table.Compression;
import io.aitta.sstable.table.TableCache;
import io.aitta.sstable.table.TableOptions;
import io.aitta.sstable.version.TableMeta;
import io.aitta.sstable.version.Version;
import io.aitta.sstable.version.VersionEdit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Tables, a version and their history: enough of a store to flush into, compact and read. */
final class TinyStore implements AutoCloseable {
  static final Path DIR = Path.of("/store");
  static final TableOptions TABLE = new TableOptions(128, 4, Compression.LZ4, 10);
  static final LeveledOptions LEVELS = new LeveledOptions(5, 3, 3, 2_000, 3, 900, 2, 50, 0);
  private static final byte[] FIRST = {};

  final FileSystem fs;
  final History history;
  final TableFiles files;
  final HandleCache handles;
  final TableCache tables;
  Version version = Version.empty();
  private long flushed;
  private boolean helps;

  TinyStore(FileSystem fs, Random salts) throws IOException {
    this(fs, new History(), new AtomicLong()::incrementAndGet, salts);
  }

  TinyStore(FileSystem fs, History history, LongSupplier numbers, Random salts) throws IOException {
    this.fs = fs;
    this.history = history;
    fs.createDirectories(DIR);
    this.files = new TableFiles(fs, DIR, numbers, salts, this::helpSometimes);
    this.handles = new HandleCache(fs, 20);
    this.tables = new TableCache(DIR, new BlockCache(1 << 20), handles);
  }

  /** Every other helper never comes: what it was to do waits for the job itself. */
  private void helpSometimes(Runnable task) {
    helps = !helps;
    if (helps) {
      task.run();
    }
  }

  /** Writes what was added to the history since the last time into a table of level 0. */
  JobResult flush(SnapshotList snapshots) throws IOException {
    JobResult result = runFlush(snapshots);
    apply(result.edit().flushedThrough(flushed).build());
    return result;
  }

  /** As {@link #flush}, but the version stays as it was. */
  JobResult runFlush(SnapshotList snapshots) throws IOException {
    return runFlush(snapshots, memTable -> {});
  }

  /** As {@link #runFlush(SnapshotList)}, once somebody had a look at the memtable. */
  JobResult runFlush(SnapshotList snapshots, Consumer<MemTable> reader) throws IOException {
    MemTable memTable = new MemTable(1, flushed, Runnable::run);
    for (long number = flushed + 1; number <= history.lastNumber(); number++) {
      memTable.insert(history.operation(number), number);
    }
    memTable.publish(history.lastNumber());
    reader.accept(memTable);
    FlushJob job =
        new FlushJob(
            files, tables, memTable.iterator(), memTable.rangeDeletes(), snapshots, TABLE, 300);
    JobResult result = run(job);
    flushed = history.lastNumber();
    return result;
  }

  MergeJob merge(CompactionChoice.Merge choice, SnapshotList snapshots) {
    return new MergeJob(
        files,
        tables,
        version,
        choice,
        snapshots,
        new MergeOptions(TABLE, LEVELS.tableBytes(), LEVELS.grandparentBytesMax(), 200));
  }

  static JobResult run(CompactionJob job) throws IOException {
    while (job.step()) {
      assertThat(job.bytesRead()).isPositive();
    }
    return job.result();
  }

  void apply(VersionEdit edit) {
    version = version.apply(edit);
  }

  RangeDeletes rangeDeletes() {
    return VersionCursors.rangeDeletes(version, tables, FIRST, null);
  }

  /** Reads everything as the reader sees it, in every way there is, and compares. */
  void check(History.Reader reader, String what) {
    Map<Bytes, String> expected = history.view(reader);
    assertThat(scan(reader, false)).as("%s: forward for %s", what, reader).isEqualTo(expected);
    assertThat(scan(reader, true)).as("%s: reverse for %s", what, reader).isEqualTo(expected);
    for (long number = 1; number <= history.lastNumber(); number++) {
      Bytes key = Bytes.wrap(history.operation(number).treeKey());
      assertThat(get(reader, key.toArray()))
          .as("%s: get of %s for %s", what, key, reader)
          .isEqualTo(expected.get(key));
    }
  }

  private Map<Bytes, String> scan(History.Reader reader, boolean reversed) {
    Map<Bytes, String> found = new TreeMap<>();
    InternalIterator entries =
        MergingIterator.of(VersionCursors.entries(version, tables, FIRST, null, true));
    try (VisibleIterator visible =
        new VisibleIterator(
            entries, rangeDeletes(), reader.number(), reader.timeMillis(), FIRST, null, reversed)) {
      while (visible.next()) {
        Bytes key = Bytes.of(visible.keyArray(), visible.keyFrom(), visible.keyLength());
        Bytes value = Bytes.of(visible.valueArray(), visible.valueFrom(), visible.valueLength());
        found.put(key, visible.version() + "=" + value.utf8());
      }
    }
    return found;
  }

  private String get(History.Reader reader, byte[] key) {
    Lookup lookup = new Lookup(key, KeyHash.of(key), reader.number(), reader.timeMillis());
    for (TableMeta table : version.level(0)) {
      if (Version.mayHold(table, key) && ask(table, lookup)) {
        return answer(lookup);
      }
    }
    for (int level = 1; level < version.levels(); level++) {
      TableMeta table = version.tableFor(level, key);
      if (table != null && ask(table, lookup)) {
        return answer(lookup);
      }
    }
    return null;
  }

  private boolean ask(TableMeta table, Lookup lookup) {
    tables.get(table).lookup(lookup, true);
    return lookup.sourceDone();
  }

  private static String answer(Lookup lookup) {
    Bytes value = lookup.value();
    return value == null ? null : lookup.version() + "=" + value.utf8();
  }

  /**
   * What no list of tables shows: bounds hold all that is in a table (S05), of no key versions lie
   * in two tables of a sorted level (C02), and of every key deeper levels hold older ones (C04).
   */
  void checkLevels(String what) {
    Map<Bytes, Long> least = new HashMap<>();
    for (TableMeta table : version.level(0)) {
      checkBelow(least, numbers(table, what), what);
    }
    for (int level = 1; level < version.levels(); level++) {
      Map<Bytes, List<Long>> ofLevel = new HashMap<>();
      for (TableMeta table : version.level(level)) {
        numbers(table, what)
            .forEach(
                (key, numbers) ->
                    assertThat(ofLevel.put(key, numbers))
                        .as("%s: key %s in two tables of a level", what, key)
                        .isNull());
      }
      checkBelow(least, ofLevel, what);
    }
  }

  private static void checkBelow(
      Map<Bytes, Long> least, Map<Bytes, List<Long>> below, String what) {
    below.forEach(
        (key, numbers) -> {
          for (long number : numbers) {
            assertThat(number)
                .as("%s: key %s deeper than %s", what, key, least.get(key))
                .isLessThan(least.getOrDefault(key, Long.MAX_VALUE));
          }
        });
    below.forEach((key, numbers) -> least.put(key, numbers.get(numbers.size() - 1)));
  }

  private Map<Bytes, List<Long>> numbers(TableMeta table, String what) {
    Map<Bytes, List<Long>> numbers = new TreeMap<>();
    long entries = 0;
    try (InternalIterator entry = tables.get(table).iterator(false)) {
      for (entry.first(); entry.valid(); entry.next()) {
        Bytes key = Bytes.of(entry.keyArray(), entry.keyFrom(), entry.keyLength());
        assertThat(key)
            .as("%s: bounds of table %d", what, table.number())
            .isBetween(table.firstKey(), table.lastKey());
        numbers.computeIfAbsent(key, k -> new ArrayList<>()).add(Trailer.number(entry.trailer()));
        entries++;
      }
    }
    assertThat(entries).isEqualTo(table.entries());
    for (RangeDeletes.Fragment fragment : tables.get(table).rangeDeletes().fragments()) {
      assertThat(Bytes.wrap(fragment.start())).isGreaterThanOrEqualTo(table.firstKey());
      assertThat(Bytes.wrap(fragment.end())).isLessThanOrEqualTo(table.lastKey());
    }
    return numbers;
  }

  /** Adds operations to the history; the last one's number is where a reader may stand. */
  long add(Operation... operations) {
    long number = 0;
    for (Operation operation : operations) {
      number = history.add(operation);
    }
    return number;
  }

  @Override
  public void close() {
    tables.close();
  }
}
