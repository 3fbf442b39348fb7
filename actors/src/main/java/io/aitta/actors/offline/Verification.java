package io.aitta.actors.offline;

import io.aitta.core.CorruptionException;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.io.DirectoryLock;
import io.aitta.core.io.FileSystem;
import io.aitta.sstable.manifest.FileName;
import io.aitta.sstable.manifest.ManifestInspection;
import io.aitta.sstable.table.TableDamage;
import io.aitta.sstable.table.TableInspection;
import io.aitta.sstable.table.TableProperties;
import io.aitta.sstable.version.TableMeta;
import io.aitta.wal.LogContents;
import io.aitta.wal.LogDamage;
import io.aitta.wal.LogSalvage;
import io.aitta.wal.ReplayedGroup;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads everything in a data directory and holds all of it against the rest: {@code CURRENT}, every
 * record of the manifest, every block of every live table, every group of every live log. Takes the
 * lock, so that no store runs meanwhile; changes nothing else. Goes on behind a damage as far as it
 * makes sense. For one thread, which blocks.
 */
public final class Verification {
  /** Takes what is found, as it is found. */
  public interface Listener {
    void damaged(Finding damage);

    /**
     * Something that is out of the ordinary and no damage: a crash leaves it, a start removes it.
     */
    default void noted(String line) {}
  }

  /**
   * What was read.
   *
   * @param manifestRecords whole ones
   * @param groups whole ones, of all logs
   * @param bytes of all files that were read
   * @param damages told
   * @param notes told
   */
  public record Summary(
      long manifestRecords,
      long tables,
      long entries,
      long logs,
      long groups,
      long bytes,
      long damages,
      long notes) {}

  private final FileSystem fs;
  private final Path directory;
  private final Listener listener;
  private final List<String> names;
  private long manifestRecords;
  private long tables;
  private long entries;
  private long greatestNumber;
  private long bytes;
  private long damages;
  private long notes;

  private Verification(FileSystem fs, Path directory, Listener listener) throws IOException {
    this.fs = fs;
    this.directory = directory;
    this.listener = listener;
    this.names = fs.list(directory);
  }

  /** Whether there is anything in a directory that only a store leaves there. */
  public static boolean holdsStore(FileSystem fs, Path directory) throws IOException {
    return fs.list(directory).stream()
        .anyMatch(name -> name.equals(FileName.CURRENT) || FileName.parse(name) != null);
  }

  /**
   * Verifies.
   *
   * @throws io.aitta.core.io.DirectoryInUseException if a store runs on it
   * @throws IOException if a file cannot be read at all
   */
  public static Summary verify(FileSystem fs, Path directory, Listener listener)
      throws IOException {
    try (DirectoryLock lock = fs.lock(directory)) {
      lock.requireHeld();
      return new Verification(fs, directory, listener).run();
    }
  }

  private Summary run() throws IOException {
    Long number = current();
    ManifestInspection.Result manifest = number == null ? null : manifest(number);
    ManifestInspection.Contents contents = manifest == null ? null : manifest.contents();
    if (contents == null) {
      tablesAlone();
    } else {
      tables(contents);
    }
    LogSalvage.Summary logs = logs(number == null ? 0 : number, manifest);
    for (String name : names) {
      FileName file = FileName.parse(name);
      boolean isLeft =
          file == null
              ? name.endsWith(FileName.TEMPORARY)
              : file.kind() == FileName.Kind.MANIFEST && number != null && file.number() != number;
      if (isLeft) {
        note(name + " is of no use any more; the next start removes it");
      }
    }
    return new Summary(
        manifestRecords, tables, entries, logs.logs(), logs.groups(), bytes, damages, notes);
  }

  private void tell(Finding finding) {
    damages++;
    listener.damaged(finding);
  }

  private void note(String line) {
    notes++;
    listener.noted(line);
  }

  // ---- CURRENT and the manifest

  private @Nullable Long current() throws IOException {
    long number;
    try {
      number = ManifestInspection.current(fs, directory);
    } catch (NoSuchFileException missing) {
      if (neverFinished()) {
        note("there is no CURRENT, nor anything to lose: a first open that never finished");
      } else {
        String meaning = "the store does not open; a repair looks for the manifest that was meant";
        tell(
            Finding.harmless(
                new CorruptionException(FileName.CURRENT, 0, "a manifest's name", "no such file"),
                0,
                "the file",
                meaning));
      }
      return null;
    } catch (CorruptionException damage) {
      String meaning = "the store does not open; a repair looks for the manifest that was meant";
      tell(
          Finding.harmless(
              damage, fs.size(directory.resolve(FileName.CURRENT)), "the file", meaning));
      return null;
    }
    bytes += fs.size(directory.resolve(FileName.CURRENT));
    String name = new FileName(FileName.Kind.MANIFEST, number).text();
    if (!names.contains(name)) {
      tell(
          Finding.harmless(
              new CorruptionException(name, 0, "the manifest that CURRENT names", "no such file"),
              0,
              "the manifest",
              "which tables make up the store is not known; a repair merges all there are"));
      return null;
    }
    return number;
  }

  private boolean neverFinished() throws IOException {
    for (String name : names) {
      FileName file = FileName.parse(name);
      if (file != null
          && (file.kind() == FileName.Kind.TABLE
              || (file.kind() == FileName.Kind.LOG
                  && !LogContents.isEmpty(fs, directory.resolve(name))))) {
        return false;
      }
    }
    return true;
  }

  private ManifestInspection.Result manifest(long number) throws IOException {
    Path path = directory.resolve(new FileName(FileName.Kind.MANIFEST, number).text());
    bytes += fs.size(path);
    ManifestInspection.Result result =
        ManifestInspection.read(
            fs,
            path,
            new ManifestInspection.Listener() {
              @Override
              public void damaged(CorruptionException damage, long length) {
                String meaning =
                    "which tables make up the store is not known from here on; the store does not"
                        + " open, and a repair merges all tables there are";
                tell(Finding.harmless(damage, length, "the manifest", meaning));
              }
            });
    manifestRecords = result.records();
    if (result.tornBytes() > 0) {
      note(
          path.getFileName()
              + " ends in "
              + result.tornBytes()
              + " torn bytes; nobody relied on it");
    }
    return result;
  }

  // ---- tables

  private void tables(ManifestInspection.Contents contents) throws IOException {
    Set<String> live = new TreeSet<>();
    for (int level = 0; level < contents.version().levels(); level++) {
      for (TableMeta table : contents.version().level(level)) {
        String name = new FileName(FileName.Kind.TABLE, table.number()).text();
        live.add(name);
        if (names.contains(name)) {
          table(name, table);
        } else {
          tell(Finding.missing(name, table));
        }
      }
    }
    for (String name : names) {
      FileName file = FileName.parse(name);
      if (file != null && file.kind() == FileName.Kind.TABLE && !live.contains(name)) {
        note(name + " is not named by the manifest, as a crash can leave it; not verified");
      }
    }
  }

  /** Each by itself: no manifest tells which of them count. */
  private void tablesAlone() throws IOException {
    for (String name : names) {
      FileName file = FileName.parse(name);
      if (file != null && file.kind() == FileName.Kind.TABLE) {
        table(name, null);
      }
    }
  }

  private void table(String name, @Nullable TableMeta expected) throws IOException {
    Long least = expected == null ? null : (Long) expected.leastNumber();
    Long greatest = expected == null ? null : (Long) expected.greatestNumber();
    Path path = directory.resolve(name);
    tables++;
    bytes += fs.size(path);
    try (TableInspection table =
        TableInspection.open(fs, path, expected, damage -> told(damage, least, greatest))) {
      table.run();
      entries += table.entries();
      TableProperties properties = table.properties();
      greatestNumber =
          Math.max(greatestNumber, properties == null ? 0 : properties.greatestNumber());
    } catch (CorruptionException damage) {
      told(new TableDamage(damage, "the table", 0, false, null, null), least, greatest);
    } catch (StoreException failure) {
      if (failure.errorCode() != ErrorCode.IO_ERROR) {
        throw failure;
      }
      var what = new CorruptionException(path, 0, "a file that can be read", failure.detail());
      told(new TableDamage(what, "the table", 0, true, null, null), least, greatest);
    }
  }

  private void told(TableDamage damage, @Nullable Long least, @Nullable Long greatest) {
    tell(Finding.of(damage, least, greatest));
  }

  // ---- logs

  private LogSalvage.Summary logs(long number, ManifestInspection.@Nullable Result manifest)
      throws IOException {
    ManifestInspection.Contents contents = manifest == null ? null : manifest.contents();
    long fromLog = contents == null ? 0 : contents.logNumber();
    for (String name : names) {
      FileName file = FileName.parse(name);
      if (file != null && file.kind() == FileName.Kind.LOG) {
        if (file.number() < fromLog) {
          note(name + " is older than any log still needed; the next start removes it");
        } else {
          bytes += fs.size(directory.resolve(name));
        }
      }
    }
    LogSalvage.Summary summary =
        LogSalvage.salvage(
            fs,
            directory,
            manifest == null ? null : manifest.storeId(),
            fromLog,
            contents == null ? greatestNumber : contents.version().flushedThrough(),
            new Groups());
    if (summary.tornBytes() > 0) {
      note("the log ends in " + summary.tornBytes() + " torn bytes; nobody relied on them");
    }
    if (contents != null && summary.lastNumber() > contents.numbersReserved()) {
      tell(
          Finding.harmless(
              new CorruptionException(
                  new FileName(FileName.Kind.MANIFEST, number).text(),
                  0,
                  "numbers reserved through " + summary.lastNumber(),
                  "" + contents.numbersReserved()),
              0,
              "the manifest",
              "the store does not open: a number could be handed out twice"));
    }
    return summary;
  }

  private final class Groups implements LogSalvage.Receiver {
    @Override
    public void group(ReplayedGroup group) {
      try {
        while (group.next() != null) {
          // decoding is the check
        }
      } catch (CorruptionException damage) {
        tell(Finding.of(new LogDamage(damage, 0, group.firstNumber(), group.lastNumber())));
      }
    }

    @Override
    public void damaged(LogDamage damage) {
      tell(Finding.of(damage));
    }
  }
}
