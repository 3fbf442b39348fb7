package io.aitta.actors.offline;

import io.aitta.core.CorruptionException;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.format.Trailer;
import io.aitta.core.io.DirectoryLock;
import io.aitta.core.io.FileSystem;
import io.aitta.sstable.cache.BlockCache;
import io.aitta.sstable.cache.HandleCache;
import io.aitta.sstable.compaction.MergeOptions;
import io.aitta.sstable.compaction.SnapshotList;
import io.aitta.sstable.compaction.TableFiles;
import io.aitta.sstable.compaction.UnionJob;
import io.aitta.sstable.manifest.FileName;
import io.aitta.sstable.manifest.Manifest;
import io.aitta.sstable.manifest.ManifestInspection;
import io.aitta.sstable.table.Compression;
import io.aitta.sstable.table.TableDamage;
import io.aitta.sstable.table.TableOptions;
import io.aitta.sstable.table.TableReader;
import io.aitta.sstable.table.TableSalvage;
import io.aitta.sstable.version.TableMeta;
import io.aitta.sstable.version.VersionEdit;
import io.aitta.wal.LogSalvage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Builds a directory that opens out of all that can be read of a damaged one, and tells exactly
 * what it leaves out. Every table is written anew, block by block; every whole group of the logs
 * goes into tables. Nothing is invented and no version changes its number: of two the newer wins.
 *
 * <p>Which tables count, the manifest tells. If none can be trusted ({@link ManifestSearch}), all
 * tables there are get merged into one sorted level, and of the logs what is newer than all of them
 * is taken.
 *
 * <p>{@code CURRENT} is written last: a repair that was broken off leaves a directory that does not
 * open. For one thread, which blocks.
 */
public final class Repair {
  /** Takes what is told, as it is found. */
  public interface Listener {
    /** Something is not in the new directory. */
    void dropped(Finding damage);

    /** A damage that costs nothing: what was damaged is made anew. */
    void mended(Finding damage);

    /** A decision, or something left out that no store would have read. */
    void noted(String line);
  }

  /**
   * What was done.
   *
   * @param manifest the manifest that was believed, null if none was
   * @param tables read
   * @param tablesWritten in the new directory
   * @param entries in its tables
   * @param operations taken from logs
   * @param lastNumber the last number in it
   * @param original where the damaged directory is now
   */
  public record Summary(
      @Nullable String manifest,
      long tables,
      long tablesWritten,
      long entries,
      long operations,
      long lastNumber,
      Path original) {}

  /**
   * How far numbers are moved on when nobody knows which were handed out: each start of a store
   * reserves 2<sup>24</sup>, so this is more than 60,000 starts, and a 65,536th of all numbers.
   */
  private static final long NUMBERS_SKIPPED = 1L << 40;

  private static final int UNION_LEVEL = 1;
  private static final long TABLE_BYTES = 64L << 20;

  private final FileSystem fs;
  private final RandomGenerator random;
  private final Path from;
  private final Path to;
  private final Listener listener;
  private final Manifest out;
  private final TableFiles files;
  private long tablesRead;

  private Repair(FileSystem fs, RandomGenerator random, Path from, Path to, Listener listener) {
    this.fs = fs;
    this.random = random;
    this.from = from;
    this.to = to;
    this.listener = listener;
    this.out = Manifest.rebuild(fs, to, random.nextLong());
    this.files = new TableFiles(fs, to, out::newFileNumber, random, Runnable::run);
  }

  /**
   * Repairs into another directory, which is created if it does not exist. The original is only
   * read.
   *
   * @throws io.aitta.core.io.DirectoryInUseException if a store runs on either
   * @throws StoreException {@code directory-unusable} if the new directory holds a store already
   */
  public static Summary repair(
      FileSystem fs, RandomGenerator random, Path from, Path to, Listener listener)
      throws IOException {
    try (DirectoryLock original = fs.lock(from)) {
      original.requireHeld();
      fs.createDirectories(to);
      try (DirectoryLock made = fs.lock(to)) { // one and the same directory is refused here
        made.requireHeld();
        if (Verification.holdsStore(fs, to)) {
          throw new StoreException(
              ErrorCode.DIRECTORY_UNUSABLE,
              StoreException.Outcome.NOT_DONE,
              to + " holds a store already; a repair writes into an empty directory");
        }
        return new Repair(fs, random, from, to, listener).run();
      }
    }
  }

  /**
   * Moves a directory's files aside first, then repairs into it. The original then lies beside it,
   * complete, under a name of its own.
   *
   * @throws io.aitta.core.io.DirectoryInUseException if a store runs on it
   */
  public static Summary repairInPlace(
      FileSystem fs, RandomGenerator random, Path directory, Listener listener) throws IOException {
    try (DirectoryLock lock = fs.lock(directory)) {
      lock.requireHeld();
      Path aside = moveAside(fs, directory);
      listener.noted("the original is now in " + aside);
      return new Repair(fs, random, aside, directory, listener).run();
    }
  }

  private static Path moveAside(FileSystem fs, Path directory) throws IOException {
    Path whole = directory.toAbsolutePath().normalize();
    Path aside = whole.resolveSibling(whole.getFileName() + ".damaged");
    for (int i = 2; fs.exists(aside); i++) {
      aside = whole.resolveSibling(whole.getFileName() + ".damaged-" + i);
    }
    fs.createDirectories(aside);
    List<String> names = new ArrayList<>();
    for (String name : fs.list(directory)) {
      boolean isOurs = FileName.parse(name) != null || name.endsWith(FileName.TEMPORARY);
      if (name.equals(FileName.CURRENT)) {
        names.add(0, name); // first: half of a store must not open
      } else if (isOurs) {
        names.add(name);
      }
    }
    for (String name : names) {
      fs.rename(directory.resolve(name), aside.resolve(name));
    }
    fs.syncDirectory(aside);
    fs.syncDirectory(directory);
    return aside;
  }

  private Summary run() throws IOException {
    ManifestSearch.Found found = ManifestSearch.search(fs, from, listener::noted);
    ManifestInspection.Contents contents = found.contents();
    List<TableMeta> tables = new ArrayList<>();
    long flushedThrough = contents == null ? unite(tables) : salvageAll(contents, tables);
    var recovered = new RecoveredLogs(files, this::tell);
    LogSalvage.Summary logs =
        LogSalvage.salvage(
            fs,
            from,
            found.storeId(),
            contents == null ? 0 : contents.logNumber(),
            flushedThrough,
            recovered);
    tables.addAll(recovered.finish());
    long last = logs.lastNumber();
    long reserved =
        contents == null
            ? Math.min(Trailer.NUMBER_MAX, last + NUMBERS_SKIPPED)
            : Math.max(contents.numbersReserved(), last);
    long timeMark = contents == null ? 0 : contents.timeMarkMillis();
    fs.syncDirectory(to);
    out.log(
        VersionEdit.builder()
            .addAll(tables)
            .flushedThrough(last)
            .numbersReserved(reserved)
            .timeMarkMillis(Math.max(timeMark, logs.timeMarkMillis()))
            .build());
    out.close();
    long entries = tables.stream().mapToLong(TableMeta::entries).sum();
    return new Summary(
        found.name(), tablesRead, tables.size(), entries, logs.operations(), last, from);
  }

  private void tell(Finding finding) {
    if (finding.loses()) {
      listener.dropped(finding);
    } else {
      listener.mended(finding);
    }
  }

  // ---- a manifest tells which tables count

  /** Returns up to which number everything is in tables. */
  private long salvageAll(ManifestInspection.Contents contents, List<TableMeta> into)
      throws IOException {
    List<String> names = fs.list(from);
    Set<String> live = new TreeSet<>();
    for (int level = 0; level < contents.version().levels(); level++) {
      for (TableMeta table : contents.version().level(level)) {
        String name = new FileName(FileName.Kind.TABLE, table.number()).text();
        live.add(name);
        if (names.contains(name)) {
          TableMeta saved = salvage(name, table).table();
          if (saved != null) {
            into.add(saved);
          }
        } else {
          tell(Finding.missing(name, table));
        }
      }
    }
    for (String name : names) {
      FileName file = FileName.parse(name);
      if (file != null && file.kind() == FileName.Kind.TABLE && !live.contains(name)) {
        listener.noted(name + " is not named by the manifest, and left out: it is not the truth");
      }
    }
    return contents.version().flushedThrough();
  }

  /**
   * A table that was written anew.
   *
   * @param greatestNumber of the old one, as far as that is known; else -1
   */
  private record Salvaged(@Nullable TableMeta table, long greatestNumber) {}

  private Salvaged salvage(String name, @Nullable TableMeta expected) throws IOException {
    tablesRead++;
    long number = out.newFileNumber();
    List<TableDamage> damages = new ArrayList<>();
    TableSalvage.Saved saved;
    try {
      saved =
          TableSalvage.salvage(
              fs,
              from.resolve(name),
              expected,
              FileName.table(to, number),
              random.nextLong(),
              damages::add);
    } catch (CorruptionException gone) {
      saved = new TableSalvage.Saved(null, -1, -1);
      damages.add(new TableDamage(gone, "the table", 0, true, null, null));
    }
    Long least = saved.leastNumber() < 0 ? null : (Long) saved.leastNumber();
    Long greatest = saved.greatestNumber() < 0 ? null : (Long) saved.greatestNumber();
    for (TableDamage damage : damages) {
      tell(Finding.of(damage, least, greatest));
    }
    int level = expected == null ? 0 : expected.level();
    var written = saved.table();
    return new Salvaged(
        written == null ? null : written.meta(number, level), saved.greatestNumber());
  }

  // ---- no manifest: numbers alone tell what is newer

  /** Returns the greatest number in any table: what is newer can only be in logs. */
  private long unite(List<TableMeta> into) throws IOException {
    listener.noted(
        "no manifest can be believed: all tables are merged by number. A table that was replaced and"
            + " not yet removed takes part, so that what was deleted may be seen again");
    List<TableMeta> salvaged = new ArrayList<>();
    long greatest = 0;
    for (String name : fs.list(from)) {
      FileName file = FileName.parse(name);
      if (file != null && file.kind() == FileName.Kind.TABLE) {
        Salvaged one = salvage(name, null);
        TableMeta table = one.table();
        if (table != null) {
          salvaged.add(table);
          greatest = Math.max(greatest, table.greatestNumber());
        }
        greatest = Math.max(greatest, one.greatestNumber());
      }
    }
    if (!salvaged.isEmpty()) {
      into.addAll(merge(salvaged, greatest));
    }
    for (TableMeta table : salvaged) {
      fs.delete(FileName.table(to, table.number()));
    }
    return greatest;
  }

  private List<TableMeta> merge(List<TableMeta> salvaged, long greatest) throws IOException {
    BlockCache cache = new BlockCache(1);
    HandleCache handles = new HandleCache(fs, 1000);
    List<TableReader> readers = new ArrayList<>();
    try {
      for (TableMeta table : salvaged) {
        readers.add(
            TableReader.open(
                FileName.table(to, table.number()),
                table.number(),
                table.salt(),
                table.sizeBytes(),
                cache,
                handles));
      }
      TableOptions options = TableOptions.DEFAULT.withCompression(Compression.LZ4);
      var job =
          new UnionJob(
              files,
              readers,
              SnapshotList.of(List.of(), greatest, 0), // no reader needs the past
              UNION_LEVEL,
              new MergeOptions(options, TABLE_BYTES, Long.MAX_VALUE, MergeOptions.STEP_BYTES));
      while (job.step()) {
        // nobody to let pass
      }
      return job.result().added();
    } finally {
      readers.forEach(TableReader::close);
    }
  }
}
