package io.aitta.sstable.manifest;

import io.aitta.core.Bytes;
import io.aitta.core.io.AppendFile;
import io.aitta.core.io.FileSystem;
import io.aitta.sstable.version.TableMeta;
import io.aitta.sstable.version.Version;
import io.aitta.sstable.version.VersionEdit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;

/** What tests of the manifest share: a directory, tables that are only as long as they say. */
final class ManifestFixture {
  static final Path DIR = Path.of("/data");

  private ManifestFixture() {}

  static Manifest.Recovered open(FileSystem fs) throws IOException {
    return open(fs, Manifest.ROLL_BYTES);
  }

  static Manifest.Recovered open(FileSystem fs, long rollBytes) throws IOException {
    fs.createDirectories(DIR);
    return Manifest.open(fs, DIR, new Random(7), log -> fs.size(log) > 0, rollBytes);
  }

  static Path file(String name) {
    return DIR.resolve(name);
  }

  static void write(FileSystem fs, String name, String content) throws IOException {
    fs.createDirectories(DIR);
    try (AppendFile file = fs.create(file(name))) {
      file.append(ByteBuffer.wrap(Bytes.utf8(content).toArray()));
      file.sync();
    }
    fs.syncDirectory(DIR);
  }

  /** A table, durable, of which only number, level and length are told apart. */
  static TableMeta table(FileSystem fs, long number, int level) throws IOException {
    String content = "x".repeat((int) (10 + number % 90));
    write(fs, new FileName(FileName.Kind.TABLE, number).text(), content);
    Bytes key = Bytes.utf8("%08d".formatted(number));
    return new TableMeta(
        number,
        level,
        content.length(),
        number * 31,
        key,
        key,
        number * 10,
        number * 10 + 1,
        2,
        1,
        0,
        number * 1_000);
  }

  /** Adds a table of a new number to level 1. */
  static VersionEdit addTable(FileSystem fs, Manifest manifest) throws IOException {
    return VersionEdit.builder().add(table(fs, manifest.newFileNumber(), 1)).build();
  }

  /** All that has to be the same after the next open. */
  static String text(Manifest.Recovered opened) {
    return text(
        opened.version(), opened.numbersReserved(), opened.timeMarkMillis(), opened.logNumber());
  }

  static String text(Version version, long numbersReserved, long timeMark, long logNumber) {
    StringBuilder text = new StringBuilder();
    text.append("flushed ").append(version.flushedThrough());
    text.append(" reserved ").append(numbersReserved);
    text.append(" time ").append(timeMark).append(" log ").append(logNumber);
    for (int level = 0; level < version.levels(); level++) {
      for (TableMeta table : version.level(level)) {
        text.append("\n").append(table);
      }
    }
    return text.toString();
  }

  static String currentManifest(FileSystem fs) throws IOException {
    return new FileName(FileName.Kind.MANIFEST, CurrentFile.read(fs, DIR)).text();
  }
}
