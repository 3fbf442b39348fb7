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
import io.aitta.core.StoreException;
import io.aitta.core.format.record.RecordReader;
import io.aitta.core.io.ReadFile;
import io.aitta.core.io.memory.CrashPolicy;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.sstable.version.VersionEdit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Torn ends are forgiven, damage never is. */
class ManifestDamageTest {
  private static final long HEADER_BYTES = 44;

  private final MemoryFileSystem fs = new MemoryFileSystem();
  private final List<Long> lengths = new ArrayList<>();
  private final List<String> states = new ArrayList<>();

  /** The same disk once more, to be damaged. */
  private MemoryFileSystem copy() {
    return fs.afterCrash(CrashPolicy.KILL, new Random(1));
  }

  /** Three edits; remembers the length of the records and the state after each. */
  private String writeThreeEdits() throws IOException {
    Manifest manifest = open(fs).manifest();
    remember(manifest);
    for (int i = 1; i <= 3; i++) {
      manifest.log(addTable(fs, manifest).toBuilder().numbersReserved(i).flushedThrough(i).build());
      remember(manifest);
    }
    manifest.close();
    return currentManifest(fs);
  }

  private void remember(Manifest manifest) throws IOException {
    ManifestReader.Result read = ManifestReader.read(fs, DIR, manifest.number());
    states.add(read.state().toString());
    lengths.add(records(manifest.number()));
  }

  private long records(long number) throws IOException {
    Path path = FileName.manifest(DIR, number);
    ManifestHeader header = new ManifestHeader(open(fs).storeId(), number);
    try (ReadFile file = fs.openRead(path)) {
      RecordReader records = new RecordReader(file, path, header.salt(), HEADER_BYTES);
      while (records.next() != null) {
        assertThat(records.offset()).isGreaterThan(HEADER_BYTES);
      }
      return records.offset();
    }
  }

  private static String state(MemoryFileSystem fs) throws IOException {
    open(fs); // all its checks
    return ManifestReader.read(fs, DIR, CurrentFile.read(fs, DIR)).state().toString();
  }

  @Test
  void aTornEndIsForgivenWhereverItIsCut() throws IOException {
    String name = writeThreeEdits();
    long first = lengths.get(0);
    for (long cut = first; cut <= lengths.get(3); cut++) {
      MemoryFileSystem torn = copy();
      torn.cut(file(name), cut);
      int whole = 0;
      while (whole < 3 && cut >= lengths.get(whole + 1) - markBytes(whole + 1)) {
        whole++;
      }
      assertThat(state(torn)).as("cut at %d", cut).isEqualTo(states.get(whole));
    }
    for (long cut = 0; cut < first; cut++) {
      MemoryFileSystem torn = copy();
      torn.cut(file(name), cut);
      assertThatThrownBy(() -> open(torn))
          .as("what was synced before CURRENT named it, cut at %d", cut)
          .isInstanceOf(CorruptionException.class);
    }
  }

  /** A mark's frame, its tag, flag and length, and one or two bytes of offset. */
  private long markBytes(int record) {
    return 16L + 3 + (lengths.get(record) - 20 < 128 ? 1 : 2);
  }

  // M01
  @Test
  void nothingIsEverAppendedBehindATornEnd() throws IOException {
    String name = writeThreeEdits();
    fs.cut(file(name), lengths.get(3) - 25);
    long cutLength = fs.size(file(name));

    Manifest.Recovered opened = open(fs);
    assertThat(opened.tornBytes()).isPositive();
    assertThat(opened.numbersReserved()).isEqualTo(2);
    opened.manifest().log(VersionEdit.builder().numbersReserved(50).build());
    opened.manifest().close();

    assertThat(currentManifest(fs)).isNotEqualTo(name);
    assertThat(fs.size(file(name))).isEqualTo(cutLength);
    assertThat(open(fs).numbersReserved()).isEqualTo(50);
    assertThat(open(fs).tornBytes()).isZero();
  }

  @Test
  void everyFlippedBitIsToldOrHarmless() throws IOException {
    String name = writeThreeEdits();
    String whole = text(open(fs));
    int told = 0;
    int harmless = 0;
    for (String damagedFile : List.of("CURRENT", name)) {
      long size = Math.min(fs.size(file(damagedFile)), lengths.get(3) + 200);
      for (long bit = 0; bit < size * 8; bit++) {
        MemoryFileSystem damaged = copy();
        damaged.flip(file(damagedFile), bit / 8, 1 << (bit % 8));
        try {
          assertThat(text(open(damaged))).as("%s bit %d", damagedFile, bit).isEqualTo(whole);
          harmless++;
        } catch (StoreException typed) {
          assertThat(typed)
              .as("%s bit %d", damagedFile, bit)
              .isInstanceOf(CorruptionException.class);
          told++;
        }
      }
    }
    System.out.println("manifest flips: told " + told + ", harmless " + harmless);
    assertThat(told).isGreaterThan(2_000);
    assertThat(harmless).isLessThanOrEqualTo((21 + 200) * 8); // the last mark, and space ahead
  }

  @Test
  void afterACleanCloseNoDamagedBlockHidesAnEdit() throws IOException {
    writeThreeEdits();
    String whole = text(open(fs));
    long seed = Long.getLong("seed", System.nanoTime());
    int told = 0;
    for (int i = 0; i < 3_000; i++) {
      MemoryFileSystem rotten = fs.afterCrash(CrashPolicy.ROT, new Random(seed + i));
      String where = "-Dseed=" + (seed + i) + ": " + rotten.lastCrash();
      try {
        assertThat(text(open(rotten))).as(where).isEqualTo(whole);
      } catch (StoreException typed) {
        assertThat(typed).as(where).isInstanceOf(CorruptionException.class);
        told++;
      }
    }
    assertThat(told).isPositive();
  }

  @Test
  void damageIsNamedWithItsPlace() throws IOException {
    String name = writeThreeEdits();
    fs.flip(file(name), lengths.get(1) + 20, 1);

    assertThatThrownBy(() -> open(fs))
        .isInstanceOfSatisfying(
            CorruptionException.class,
            e -> {
              assertThat(e.file()).isEqualTo(name);
              assertThat(e.offset()).isEqualTo(lengths.get(1));
            });
  }
}
