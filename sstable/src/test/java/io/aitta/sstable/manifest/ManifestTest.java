package io.aitta.sstable.manifest;

import static io.aitta.sstable.manifest.ManifestFixture.DIR;
import static io.aitta.sstable.manifest.ManifestFixture.addTable;
import static io.aitta.sstable.manifest.ManifestFixture.currentManifest;
import static io.aitta.sstable.manifest.ManifestFixture.file;
import static io.aitta.sstable.manifest.ManifestFixture.open;
import static io.aitta.sstable.manifest.ManifestFixture.table;
import static io.aitta.sstable.manifest.ManifestFixture.text;
import static io.aitta.sstable.manifest.ManifestFixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitta.core.CorruptionException;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.format.record.RecordWriter;
import io.aitta.core.io.AppendFile;
import io.aitta.core.io.ReadFile;
import io.aitta.core.io.fault.TracedOperation;
import io.aitta.core.io.fault.TracingFileSystem;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.sstable.version.TableMeta;
import io.aitta.sstable.version.TestVersions;
import io.aitta.sstable.version.VersionEdit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ManifestTest {
  private final MemoryFileSystem fs = new MemoryFileSystem();

  private static byte[] bytes(MemoryFileSystem fs, Path path) throws IOException {
    try (ReadFile file = fs.openRead(path)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
      file.readAt(0, bytes);
      return bytes.array();
    }
  }

  @Test
  @Tag("F05")
  void aFirstOpenMakesTheManifestDurableBeforeCurrentNamesIt() throws IOException {
    TracingFileSystem traced = new TracingFileSystem(fs);

    Manifest.Recovered opened = open(traced);

    assertThat(opened.created()).isTrue();
    assertThat(opened.version().tables()).isZero();
    List<String> changes =
        traced.operations().stream()
            .filter(operation -> operation.operation().changesDisk())
            .map(ManifestTest::shown)
            .toList();
    assertThat(changes)
        .containsExactly(
            "CREATE_DIRECTORIES data",
            "CREATE MANIFEST-000001",
            "APPEND MANIFEST-000001",
            "APPEND MANIFEST-000001",
            "APPEND MANIFEST-000001",
            "SYNC MANIFEST-000001",
            "SYNC_DIRECTORY data",
            "CREATE CURRENT.tmp",
            "APPEND CURRENT.tmp",
            "SYNC CURRENT.tmp",
            "RENAME CURRENT",
            "SYNC_DIRECTORY data");
  }

  private static String shown(TracedOperation operation) {
    return operation.operation() + " " + operation.file().getFileName();
  }

  @Test
  @Tag("M05")
  void everyFieldOfEveryEditIsThereAfterTheNextOpen() throws IOException {
    Manifest.Recovered first = open(fs);
    Manifest manifest = first.manifest();
    TableMeta one = table(fs, manifest.newFileNumber(), 0);
    manifest.log(
        VersionEdit.builder()
            .add(one)
            .flushedThrough(77)
            .numbersReserved(1_000)
            .timeMarkMillis(123_456)
            .logNumber(9)
            .build());
    manifest.log(VersionEdit.builder().remove(one).add(one.withLevel(1)).build());
    manifest.close();

    Manifest.Recovered second = open(fs);

    assertThat(second.created()).isFalse();
    assertThat(second.storeId()).isEqualTo(first.storeId());
    assertThat(second.tornBytes()).isZero();
    assertThat(text(second)).isEqualTo(text(manifest.version(), 1_000, 123_456, 9));
    assertThat(second.version().flushedThrough()).isEqualTo(77);
    assertThat(second.version().level(1)).containsExactly(one.withLevel(1));
    assertThat(second.nextFile()).isGreaterThan(one.number());
  }

  // M03
  @Test
  @Tag("M03")
  void aRolledManifestHoldsEveryField() throws IOException {
    Manifest manifest = open(fs).manifest();
    TableMeta one = table(fs, manifest.newFileNumber(), 0);
    VersionEdit edit =
        VersionEdit.builder()
            .add(one)
            .flushedThrough(77)
            .numbersReserved(1_000)
            .timeMarkMillis(123_456)
            .logNumber(9)
            .build();
    manifest.log(edit);
    String before = text(manifest.version(), 1_000, 123_456, 9);
    manifest.close();

    for (int i = 0; i < 3; i++) {
      Manifest again = open(fs).manifest();
      again.log(VersionEdit.builder().build());
      again.close();
      assertThat(text(open(fs))).isEqualTo(before);
    }
  }

  // M04
  @Test
  @Tag("M04")
  void openingChangesNothingUntilTheFirstEdit() throws IOException {
    Manifest manifest = open(fs).manifest();
    manifest.log(addTable(fs, manifest));
    manifest.close();
    TracingFileSystem traced = new TracingFileSystem(fs);

    Manifest.Recovered opened = Manifest.open(traced, DIR, new Random(), log -> false);

    assertThat(traced.changes()).isZero();
    assertThatIllegalStateException().isThrownBy(() -> opened.manifest().number());
    String before = currentManifest(fs);
    opened.manifest().log(VersionEdit.builder().build());
    assertThat(currentManifest(fs)).isNotEqualTo(before);
    assertThat(opened.manifest().number()).isEqualTo(CurrentFile.read(fs, DIR));
  }

  @Test
  void aLongManifestIsFollowedByANewOne() throws IOException {
    Manifest manifest = open(fs, 600).manifest();
    int rolls = 0;
    long number = manifest.number();
    for (int i = 0; i < 60; i++) {
      manifest.log(addTable(fs, manifest));
      if (manifest.number() != number) {
        rolls++;
        number = manifest.number();
      }
    }
    manifest.close();

    assertThat(rolls).isBetween(3, 20); // as it grows it rolls less often
    assertThat(open(fs).version()).hasToString(manifest.version().toString());
    assertThat(open(fs).version().tables()).isEqualTo(60);
  }

  @Test
  @Tag("M02")
  void fileNumbersAreNeverGivenTwice() throws IOException {
    Manifest manifest = open(fs).manifest();
    long last = 0;
    for (int i = 0; i < 5; i++) {
      long next = manifest.newFileNumber();
      assertThat(next).isGreaterThan(last);
      last = next;
    }
    manifest.log(VersionEdit.builder().build());
    manifest.close();
    Manifest.Recovered again = open(fs);
    assertThat(again.nextFile()).isGreaterThan(last);
    assertThat(again.manifest().newFileNumber()).isEqualTo(again.nextFile());
  }

  // F08
  @Test
  void aFileThatCameBackKeepsItsNumberFromBeingGivenAgain() throws IOException {
    open(fs).manifest().close();
    write(fs, "000041.log", "");
    write(fs, "MANIFEST-000040", "");

    assertThat(open(fs).nextFile()).isEqualTo(42);
  }

  @Test
  void anEditThatDoesNotFitHarmsNothing() throws IOException {
    Manifest manifest = open(fs).manifest();
    TableMeta table = table(fs, manifest.newFileNumber(), 1);
    manifest.log(VersionEdit.builder().add(table).numbersReserved(10).build());

    assertThatIllegalStateException()
        .isThrownBy(() -> manifest.log(VersionEdit.builder().remove(2, 1).build()))
        .withMessageContaining("to remove in level 2");
    assertThatIllegalStateException()
        .isThrownBy(() -> manifest.log(VersionEdit.builder().numbersReserved(9).build()))
        .withMessageContaining("numbers reserved would go from 10 back to 9");
    assertThatIllegalStateException()
        .isThrownBy(
            () -> manifest.log(VersionEdit.builder().add(TestVersions.table(1, "99[a-b]")).build()))
        .withMessageContaining("000099.sst does not exist");
    assertThat(manifest.failure()).isNull();
    manifest.log(VersionEdit.builder().numbersReserved(11).build());
    manifest.close();
    assertThat(open(fs).numbersReserved()).isEqualTo(11);
  }

  @Test
  void aClosedManifestTakesNoEdits() throws IOException {
    Manifest manifest = open(fs).manifest();
    manifest.close();
    manifest.close();

    assertThatThrownBy(() -> manifest.log(VersionEdit.builder().build()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("closed");
    assertThat(fs.openHandles()).isEmpty();
  }

  @Test
  void thePackagesExamplesAreWhatIsWritten() throws IOException {
    assertThat(CurrentFile.encode(7)).isEqualTo("MANIFEST-000007\nb93aea32\n");
    fs.createDirectories(DIR);
    ManifestFile.begin(fs, DIR, 1, ManifestState.fresh(5, 2)).close();
    assertThat(HexFormat.ofDelimiter(" ").formatHex(bytes(fs, file("MANIFEST-000001"))))
        .isEqualTo(
            "1c 00 00 00 01 00 00 00 f2 1d 1e ec 1a 36 16 1a"
                + " 21 41 49 54 54 41 4d 41 01 00 00 00 05 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00"
                + " 36 00 00 00 01 00 00 00 8e 30 3f 1f a3 bf 69 2e"
                + " 01 01 08 05 00 00 00 00 00 00 00 02 01 01 01 03 01 10 61 69 74 74 61 2e 74 72 65 65 2d 6b 65 79 2e 31"
                + " 04 01 01 00 05 01 01 00 06 01 01 00 07 01 01 02 08 01 01 00"
                + " 04 00 00 00 01 00 00 00 00 30 fb 61 8f 66 42 76"
                + " 0b 00 01 72");
  }

  @Test
  void aManifestOfALaterFormatIsRefusedByName() throws IOException {
    open(fs).manifest().close();
    fs.delete(file("MANIFEST-000001"));
    try (AppendFile later = fs.create(file("MANIFEST-000001"))) {
      ByteBuffer header = new ManifestHeader(5, 1).encode();
      header.putInt(8, 2);
      new RecordWriter(later, ManifestHeader.FRAME_SALT).append(header);
    }

    assertThatThrownBy(() -> open(fs))
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> assertThat(e.errorCode()).isEqualTo(ErrorCode.FORMAT_TOO_NEW))
        .hasMessage("MANIFEST-000001 has format 2; this version reads 1");
    fs.delete(file("CURRENT"));
    assertThatThrownBy(() -> open(fs))
        .as("and no store is begun over it")
        .hasMessageContaining("has format 2");
  }

  @Test
  void anotherOrderOfKeysIsRefusedByName() throws IOException {
    open(fs).manifest().close();
    fs.delete(file("MANIFEST-000001"));
    ManifestHeader header = new ManifestHeader(5, 1);
    try (AppendFile other = fs.create(file("MANIFEST-000001"))) {
      new RecordWriter(other, ManifestHeader.FRAME_SALT).append(header.encode());
      VersionEdit snapshot =
          ManifestState.fresh(5, 2).snapshot().toBuilder().order("reversed").build();
      new RecordWriter(other, header.salt()).append(snapshot.encode());
    }

    assertThatThrownBy(() -> open(fs))
        .hasMessage("MANIFEST-000001 orders keys by reversed; this version knows aitta.tree-key.1");
  }

  @Test
  void aSnapshotThatMissesAFieldIsDamage() throws IOException {
    open(fs).manifest().close();
    fs.delete(file("MANIFEST-000001"));
    ManifestHeader header = new ManifestHeader(5, 1);
    try (AppendFile other = fs.create(file("MANIFEST-000001"))) {
      new RecordWriter(other, ManifestHeader.FRAME_SALT).append(header.encode());
      VersionEdit partial = VersionEdit.builder().storeId(5).nextFile(3).build();
      new RecordWriter(other, header.salt()).append(partial.encode());
    }

    assertThatThrownBy(() -> open(fs))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("expected a snapshot of every field");
  }
}
