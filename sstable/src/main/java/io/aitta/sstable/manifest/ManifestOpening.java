package io.aitta.sstable.manifest;

import io.aitta.core.CorruptionException;
import io.aitta.core.io.FileSystem;
import io.aitta.sstable.version.TableMeta;
import io.aitta.sstable.version.Version;
import io.aitta.sstable.version.VersionEdit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;

/** The steps of {@link Manifest#open}. */
final class ManifestOpening {
  private final FileSystem fs;
  private final Path directory;
  private final RandomGenerator random;
  private final LogProbe logs;
  private final long rollBytes;

  ManifestOpening(
      FileSystem fs, Path directory, RandomGenerator random, LogProbe logs, long rollBytes) {
    this.fs = fs;
    this.directory = directory;
    this.random = random;
    this.logs = logs;
    this.rollBytes = rollBytes;
  }

  Manifest.Recovered run() throws IOException {
    List<String> names = fs.list(directory);
    long nextFile = greatestNumber(names) + 1;
    return names.contains(FileName.CURRENT) ? recover(names, nextFile) : begin(names, nextFile);
  }

  private static long greatestNumber(List<String> names) {
    long greatest = 0;
    for (String name : names) {
      FileName file = FileName.parse(name);
      greatest = file == null ? greatest : Math.max(greatest, file.number());
    }
    return greatest;
  }

  private Manifest.Recovered recover(List<String> names, long nextFile) throws IOException {
    long number = CurrentFile.read(fs, directory);
    String name = new FileName(FileName.Kind.MANIFEST, number).text();
    if (!names.contains(name)) {
      throw new CorruptionException(
          FileName.CURRENT, 0, "the name of a manifest that exists", name);
    }
    ManifestReader.Result read = ManifestReader.read(fs, directory, number);
    checkTables(read.state().version(), names);
    return recovered(read.state(), nextFile, false, read.tornBytes());
  }

  private Manifest.Recovered recovered(
      ManifestState state, long nextFile, boolean created, long tornBytes) throws IOException {
    long next = Math.max(nextFile, state.nextFile());
    Manifest manifest = new Manifest(fs, directory, rollBytes, state, next);
    if (created) {
      manifest.roll(VersionEdit.builder().build());
      next++;
    }
    return new Manifest.Recovered(
        manifest,
        state.version(),
        state.storeId(),
        next,
        state.numbersReserved(),
        state.timeMarkMillis(),
        state.logNumber(),
        created,
        tornBytes);
  }

  private void checkTables(Version version, List<String> names) throws IOException {
    for (int level = 0; level < version.levels(); level++) {
      for (TableMeta table : version.level(level)) {
        Path path = FileName.table(directory, table.number());
        String expected = "a table of " + table.sizeBytes() + " bytes";
        if (!names.contains(String.valueOf(path.getFileName()))) {
          throw new CorruptionException(path, 0, expected, "no such file");
        }
        long size = fs.size(path);
        if (size != table.sizeBytes()) {
          throw new CorruptionException(
              path, Math.min(size, table.sizeBytes()), expected, size + " bytes");
        }
      }
    }
  }

  /** A first open, or one after a first open that never came to write {@code CURRENT}. */
  private Manifest.Recovered begin(List<String> names, long nextFile) throws IOException {
    for (String name : names) {
      FileName file = FileName.parse(name);
      if (file != null && showsAStore(file, name)) {
        throw new CorruptionException(
            FileName.CURRENT, 0, "a manifest's name", "no such file, though there is " + name);
      }
    }
    return recovered(ManifestState.fresh(random.nextLong(), nextFile), nextFile, true, 0);
  }

  private boolean showsAStore(FileName file, String name) throws IOException {
    return switch (file.kind()) {
      case TABLE -> true;
      case LOG -> logs.hasRecord(directory.resolve(name));
      case MANIFEST -> hasHistory(file.number());
    };
  }

  /**
   * Whether a manifest says more than the one a first open writes. One that is not whole was torn
   * before {@code CURRENT} could name it.
   */
  private boolean hasHistory(long number) throws IOException {
    try {
      return !ManifestReader.read(fs, directory, number).state().isFresh();
    } catch (CorruptionException torn) {
      return false;
    }
  }
}
