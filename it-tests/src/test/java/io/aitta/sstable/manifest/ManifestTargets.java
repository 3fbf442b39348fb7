package io.aitta.sstable.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.Bytes;
import io.aitta.core.io.AppendFile;
import io.aitta.core.io.FileSystem;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.it.fuzz.Target;
import io.aitta.sstable.version.TableMeta;
import io.aitta.sstable.version.VersionEdit;
import io.aitta.wal.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/** The manifest, the file that names it, and names. */
public final class ManifestTargets {
  private static final Path DIRECTORY = Path.of("/data");
  private static final int TABLE_BYTES = 5000;
  private static final long STORE = 0x1234_5678L;

  private static final Sample MANIFEST = manifest();

  /** A manifest's bytes, which know its number. */
  private record Sample(byte[] bytes, long number) {}

  private ManifestTargets() {}

  public static List<Target> all() {
    return List.of(
        Target.of(
            "manifest-edit",
            List.of(array(edit().encode()), array(VersionEdit.encodeMark(900, 40))),
            Target.TYPED,
            ManifestTargets::readEdit),
        new Target(
            "manifest",
            List.of(MANIFEST.bytes()),
            List.of(),
            ManifestTargets::readFile,
            Target.TYPED),
        new Target(
            "current",
            List.of(ascii(CurrentFile.encode(7)), ascii(CurrentFile.encode(1234567))),
            List.of(),
            ManifestTargets::readCurrent,
            Target.TYPED),
        Target.of(
            "file-name",
            List.of(ascii("000013.sst"), ascii("000012.log"), ascii("MANIFEST-000007")),
            Target.TYPED,
            ManifestTargets::readName));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] array(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static TableMeta table(long number) {
    return new TableMeta(
        number,
        1,
        TABLE_BYTES,
        0x55AA,
        Bytes.utf8("\0\0\0\1a" + number),
        Bytes.utf8("\0\0\0\1a" + number + "z"),
        1,
        99,
        50,
        3,
        1,
        Long.MAX_VALUE);
  }

  private static VersionEdit edit() {
    return VersionEdit.builder()
        .storeId(STORE)
        .formatVersion(ManifestState.FORMAT_VERSION)
        .order(ManifestState.ORDER)
        .flushedThrough(99)
        .numbersReserved(5000)
        .timeMarkMillis(1_700_000_000_000L)
        .nextFile(20)
        .logNumber(9)
        .add(table(10))
        .add(table(11))
        .remove(2, 5)
        .syncedTo(100)
        .build();
  }

  private static Target.Check readEdit(byte[] bytes) {
    VersionEdit edit = VersionEdit.decode(ByteBuffer.wrap(bytes), Path.of("MANIFEST-000007"), 500);
    return () -> {
      VersionEdit again = VersionEdit.decode(edit.encode(), Path.of("MANIFEST-000007"), 500);
      assertThat(again.encode()).isEqualTo(edit.encode());
    };
  }

  /** A manifest as it is made, with a few edits. */
  private static Sample manifest() {
    try {
      MemoryFileSystem fs = new MemoryFileSystem();
      fs.createDirectories(DIRECTORY);
      Manifest.Recovered recovered =
          Manifest.open(fs, DIRECTORY, new SplittableRandom(5), log -> false);
      long number;
      try (Manifest manifest = recovered.manifest()) {
        number = manifest.number();
        for (int i = 0; i < 4; i++) {
          long table = manifest.newFileNumber();
          try (AppendFile file = fs.create(FileName.table(DIRECTORY, table))) {
            file.append(ByteBuffer.allocate(TABLE_BYTES)); // an edit names files that are there
          }
          manifest.log(
              VersionEdit.builder()
                  .add(table(table))
                  .flushedThrough(99 + i)
                  .numbersReserved(10_000)
                  .build());
        }
      }
      Path path = FileName.manifest(DIRECTORY, number);
      ByteBuffer bytes = ByteBuffer.allocate((int) fs.size(path));
      try (var file = fs.openRead(path)) {
        file.readAt(0, bytes);
      }
      return new Sample(bytes.array(), number);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Target.Attempt readFile(byte[] bytes) throws IOException {
    FileSystem fs = with(FileName.manifest(DIRECTORY, MANIFEST.number()), bytes);
    return () -> {
      ManifestReader.read(fs, DIRECTORY, MANIFEST.number());
      return Target.Check.NONE;
    };
  }

  private static Target.Attempt readCurrent(byte[] bytes) throws IOException {
    FileSystem fs = with(CurrentFile.path(DIRECTORY), bytes);
    return () -> {
      long number = CurrentFile.read(fs, DIRECTORY);
      return () ->
          assertThat(CurrentFile.encode(number).getBytes(StandardCharsets.US_ASCII))
              .isEqualTo(bytes);
    };
  }

  private static FileSystem with(Path path, byte[] bytes) throws IOException {
    MemoryFileSystem fs = new MemoryFileSystem();
    fs.createDirectories(DIRECTORY);
    try (AppendFile file = fs.create(path)) {
      file.append(ByteBuffer.wrap(bytes));
    }
    return fs;
  }

  private static Target.Check readName(byte[] bytes) {
    String name = new String(bytes, StandardCharsets.ISO_8859_1);
    FileName parsed = FileName.parse(name);
    long log = LogFile.number(name);
    return () -> {
      assertThat(parsed == null || parsed.text().equals(name)).isTrue();
      boolean isLog = parsed != null && parsed.kind() == FileName.Kind.LOG;
      assertThat(log > 0).isEqualTo(isLog);
    };
  }
}
