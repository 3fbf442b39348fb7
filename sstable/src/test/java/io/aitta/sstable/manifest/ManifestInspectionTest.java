package io.aitta.sstable.manifest;

import static io.aitta.sstable.manifest.ManifestFixture.DIR;
import static io.aitta.sstable.manifest.ManifestFixture.addTable;
import static io.aitta.sstable.manifest.ManifestFixture.currentManifest;
import static io.aitta.sstable.manifest.ManifestFixture.file;
import static io.aitta.sstable.manifest.ManifestFixture.open;
import static io.aitta.sstable.manifest.ManifestFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitta.core.CorruptionException;
import io.aitta.core.io.memory.CrashPolicy;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.sstable.version.VersionEdit;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A manifest is read to its end, whatever is wrong in the middle of it. */
class ManifestInspectionTest {
  private static final long HEADER_BYTES = 44;
  private static final int EDITS = 4;

  private record Place(long offset, long length) {}

  private final MemoryFileSystem fs = new MemoryFileSystem();
  private final List<Place> records = new ArrayList<>();
  private final List<Place> damages = new ArrayList<>();
  private final List<String> headers = new ArrayList<>();
  private long storeId;
  private long synced;
  private Path path;

  private final ManifestInspection.Listener listener =
      new ManifestInspection.Listener() {
        @Override
        public void header(long store, long number, int format) {
          headers.add(store + " " + number + " " + format);
        }

        @Override
        public void edit(long offset, long length, VersionEdit edit) {
          records.add(new Place(offset, length));
          synced = edit.syncedTo() == null ? synced : edit.syncedTo();
        }

        @Override
        public void damaged(CorruptionException damage, long length) {
          damages.add(new Place(damage.offset(), length));
        }
      };

  @BeforeEach
  void write() throws IOException {
    Manifest.Recovered opened = open(fs);
    storeId = opened.storeId();
    Manifest manifest = opened.manifest();
    for (int i = 1; i <= EDITS; i++) {
      manifest.log(
          addTable(fs, manifest).toBuilder()
              .numbersReserved(100L * i)
              .timeMarkMillis(1_000L * i)
              .flushedThrough(i)
              .logNumber(i)
              .build());
    }
    manifest.close();
    path = file(currentManifest(fs));
    inspect();
  }

  private ManifestInspection.Result inspect() throws IOException {
    records.clear();
    damages.clear();
    headers.clear();
    return ManifestInspection.read(fs, path, listener);
  }

  private Place last() {
    return records.get(records.size() - 1);
  }

  @Test
  void aWholeOneIsReadRecordByRecordAndSaysWhatTheStoreIs() throws IOException {
    ManifestInspection.Result result = inspect();

    long number = ManifestInspection.current(fs, DIR);
    assertThat(headers)
        .containsExactly(storeId + " " + number + " " + ManifestState.FORMAT_VERSION);
    assertThat(damages).isEmpty();
    assertThat(result.storeId()).isEqualTo(storeId);
    assertThat(result.records()).isEqualTo(1 + records.size());
    assertThat(result.tornBytes()).isZero();
    assertThat(records.get(0).offset()).isEqualTo(HEADER_BYTES);
    for (int i = 1; i < records.size(); i++) {
      Place before = records.get(i - 1);
      assertThat(records.get(i).offset()).isEqualTo(before.offset() + before.length());
    }
    ManifestInspection.Contents contents = result.contents();
    assertThat(contents).isNotNull();
    assertThat(contents.storeId()).isEqualTo(storeId);
    assertThat(contents.numbersReserved()).isEqualTo(100 * EDITS);
    assertThat(contents.timeMarkMillis()).isEqualTo(1_000 * EDITS);
    assertThat(contents.logNumber()).isEqualTo(EDITS);
    assertThat(contents.version().tableNumbers()).hasSize(EDITS);
    assertThat(contents.nextFile())
        .isGreaterThan(contents.version().tableNumbers().stream().max(Long::compare).orElseThrow());
    assertThat(
            text(
                contents.version(),
                contents.numbersReserved(),
                contents.timeMarkMillis(),
                contents.logNumber()))
        .isEqualTo(text(open(fs)));
  }

  @Test
  void aTornLastRecordIsCountedAndNoDamage() throws IOException {
    Place torn = last();
    int whole = records.size();
    for (long left = 1; left < torn.length(); left++) {
      ManifestInspection.Result result = ofACutCopy(torn.offset() + left);

      assertThat(damages).as("%d bytes are left of it", left).isEmpty();
      assertThat(result.tornBytes()).isEqualTo(left);
      assertThat(result.records()).isEqualTo(whole);
      assertThat(result.contents()).isNotNull();
    }
  }

  private ManifestInspection.Result ofACutCopy(long length) throws IOException {
    MemoryFileSystem cut = fs.afterCrash(CrashPolicy.KILL, new SplittableRandom(1));
    cut.cut(path, length);
    records.clear();
    damages.clear();
    return ManifestInspection.read(cut, path, listener);
  }

  @Test
  void aDamagedRecordIsToldWithItsPlaceAndThoseBehindItAreRead() throws IOException {
    List<Place> whole = List.copyOf(records);
    long toldSynced = synced; // what lies behind may be torn
    assertThat(toldSynced).isGreaterThan(whole.get(EDITS).offset());
    for (int i = 0; whole.get(i).offset() < toldSynced; i++) {
      Place damaged = whole.get(i);
      fs.flip(path, damaged.offset() + damaged.length() - 1, 1);

      ManifestInspection.Result result = inspect();

      assertThat(damages).as("record %d", i).containsExactly(damaged);
      assertThat(records).hasSize(whole.size() - 1).doesNotContain(damaged);
      assertThat(result.contents()).as("what was in it is not known").isNull();
      assertThat(result.storeId()).isEqualTo(storeId);
      assertThat(result.records()).isEqualTo(whole.size());
      fs.flip(path, damaged.offset() + damaged.length() - 1, 1);
    }
  }

  @Test
  void twoDamagesAreTold() throws IOException {
    List<Place> whole = List.copyOf(records);
    fs.flip(path, whole.get(1).offset() + 5, 1);
    fs.flip(path, whole.get(4).offset() + 5, 1);

    inspect();

    assertThat(damages).containsExactly(whole.get(1), whole.get(4));
    assertThat(records).hasSize(whole.size() - 2);
  }

  @Test
  void twoDamagedNeighboursAreOneDamage() throws IOException {
    List<Place> whole = List.copyOf(records);
    fs.flip(path, whole.get(2).offset() + 5, 1);
    fs.flip(path, whole.get(3).offset() + 5, 1);

    inspect();

    assertThat(damages)
        .containsExactly(
            new Place(whole.get(2).offset(), whole.get(2).length() + whole.get(3).length()));
  }

  @Test
  void behindADamagedHeaderNothingCanBeRead() throws IOException {
    fs.flip(path, 20, 1);

    ManifestInspection.Result result = inspect();

    assertThat(damages).containsExactly(new Place(0, fs.size(path)));
    assertThat(headers).isEmpty();
    assertThat(records).isEmpty();
    assertThat(result.storeId()).isNull();
    assertThat(result.contents()).isNull();
    assertThat(result.records()).isZero();
  }

  @Test
  void aHeaderWithoutASnapshotIsNotAll() throws IOException {
    fs.cut(path, HEADER_BYTES);

    ManifestInspection.Result result = inspect();

    assertThat(damages).containsExactly(new Place(HEADER_BYTES, 0));
    assertThat(result.contents()).isNull();
    assertThat(result.storeId()).isEqualTo(storeId);
  }

  @Test
  void anEmptyFileIsDamaged() throws IOException {
    fs.cut(path, 0);

    inspect();

    assertThat(damages).containsExactly(new Place(0, 0));
  }

  @Test
  void theNameMustBeThatOfTheManifestInIt() throws IOException {
    Path other = file(new FileName(FileName.Kind.MANIFEST, 77).text());
    fs.rename(path, other);
    path = other;

    inspect();

    assertThat(damages).hasSize(1);
    Path log = file(new FileName(FileName.Kind.LOG, 77).text());
    fs.rename(other, log);
    path = log;

    inspect();

    assertThat(damages).hasSize(1);
  }

  @Test
  void withoutCurrentThereIsNone() throws IOException {
    fs.delete(file("CURRENT"));

    assertThatThrownBy(() -> ManifestInspection.current(fs, DIR))
        .isInstanceOf(NoSuchFileException.class);
  }
}
