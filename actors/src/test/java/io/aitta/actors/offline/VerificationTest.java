package io.aitta.actors.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitta.actors.Store;
import io.aitta.core.Bytes;
import io.aitta.core.CorruptionException;
import io.aitta.core.io.AppendFile;
import io.aitta.core.io.DirectoryInUseException;
import io.aitta.sstable.manifest.ManifestInspection;
import io.aitta.sstable.version.TableMeta;
import io.aitta.sstable.version.VersionEdit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Verifying tells every damage, with its place and what follows, and changes nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VerificationTest {
  private final ActorTestKit testKit = ActorTestKit.create();
  private final List<Finding> damages = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private DamagedStore store;

  @AfterAll
  void stop() {
    testKit.shutdownTestKit();
  }

  @BeforeEach
  void fill() {
    damages.clear();
    notes.clear();
    store = DamagedStore.filled(testKit);
  }

  private Verification.Summary verify() throws IOException {
    return Verification.verify(
        store.fs,
        DamagedStore.DIRECTORY,
        new Verification.Listener() {
          @Override
          public void damaged(Finding damage) {
            damages.add(damage);
          }

          @Override
          public void noted(String line) {
            notes.add(line);
          }
        });
  }

  /** Verifies; the one damage there is is told with this file and offset. */
  private Finding onlyDamage(Path file, long offset) throws IOException {
    Map<String, Bytes> before = store.content();
    assertThat(verify().damages()).isEqualTo(1);
    assertThat(store.content()).isEqualTo(before);
    Finding only = damages.get(0);
    assertThat(only.file()).isEqualTo(String.valueOf(file.getFileName()));
    assertThat(only.offset()).isEqualTo(offset);
    assertThat(only.expected()).isNotBlank();
    assertThat(only.found()).isNotBlank();
    assertThat(only.line()).contains(only.file(), "" + offset, only.expected(), only.found());
    return only;
  }

  private TableLayout layout(TableMeta table) throws IOException {
    return new TableLayout(store.bytes(DamagedStore.file(table)));
  }

  @Test
  void aWholeStoreIsCleanAndEverythingInItIsRead() throws IOException {
    Map<String, Bytes> before = store.content();
    Verification.Summary summary = verify();

    assertThat(damages).isEmpty();
    assertThat(store.content()).isEqualTo(before);
    assertThat(summary.tables()).isEqualTo(store.manifest().version().tables()).isGreaterThan(2);
    assertThat(summary.entries()).isGreaterThan(500);
    assertThat(summary.groups()).isGreaterThan(100);
    assertThat(summary.manifestRecords()).isGreaterThan(3);
  }

  @Test
  void aFlippedBitInTheLogIsFound() throws IOException {
    DamagedStore.Place group = store.unflushed();
    store.fs.flip(group.log(), group.offset() + 70, 4);

    Finding damage = onlyDamage(group.log(), group.offset());
    assertThat(damage.length()).isGreaterThan(70);
    assertThat(damage.loses()).isTrue();
    assertThat(damage.leastNumber()).isEqualTo(damage.greatestNumber());
  }

  @Test
  void aFlippedBitInATableBlockIsFound() throws IOException {
    TableMeta table = store.table();
    int second = layout(table).data(1);
    store.fs.flip(DamagedStore.file(table), second + 17, 1);

    Finding damage = onlyDamage(DamagedStore.file(table), second);
    assertThat(damage.loses()).isTrue();
    assertThat(damage.from()).isGreaterThanOrEqualTo(table.firstKey());
    assertThat(damage.until()).isLessThan(table.lastKey());
    assertThat(damage.length()).isEqualTo(layout(table).data(2) - second);
  }

  @Test
  void aFlippedBitInAnIndexIsFound() throws IOException {
    TableMeta table = store.table();
    int index = layout(table).block("aitta.index");
    store.fs.flip(DamagedStore.file(table), index + 9, 1);

    assertThat(onlyDamage(DamagedStore.file(table), index).loses()).isFalse();
  }

  @Test
  void aFlippedBitInAFilterIsFound() throws IOException {
    TableMeta table = store.table();
    int filter = layout(table).block("aitta.filter.bloom-line64");
    store.fs.flip(DamagedStore.file(table), filter + 9, 1);

    assertThat(onlyDamage(DamagedStore.file(table), filter).loses()).isFalse();
  }

  @Test
  void aFlippedBitInAFooterIsFound() throws IOException {
    TableMeta table = store.table();
    int footer = layout(table).footer();
    store.fs.flip(DamagedStore.file(table), footer + 9, 1);

    assertThat(onlyDamage(DamagedStore.file(table), footer).loses()).isFalse();
  }

  @Test
  void aFlippedBitInTheManifestIsFound() throws IOException {
    Path manifest = store.manifestFile();
    store.fs.flip(manifest, 80, 1);

    Finding damage = onlyDamage(manifest, 44);
    assertThat(damage.meaning()).contains("not known");
  }

  @Test
  void twoDamagedPlacesInTheManifestAreTwoDamages() throws IOException {
    Path manifest = store.manifestFile();
    store.fs.flip(manifest, 80, 1);
    store.fs.flip(manifest, firstEditBehind(manifest) + 20, 1);
    verify();

    assertThat(damages).hasSize(2);
  }

  private long firstEditBehind(Path manifest) throws IOException {
    List<Long> offsets = new ArrayList<>();
    ManifestInspection.read(
        store.fs,
        manifest,
        new ManifestInspection.Listener() {
          @Override
          public void damaged(CorruptionException damage, long length) {}

          @Override
          public void edit(long offset, long length, VersionEdit edit) {
            offsets.add(offset);
          }
        });
    return offsets.get(1); // the first is the mark behind the snapshot that is gone
  }

  @Test
  void aFlippedBitInCurrentIsFound() throws IOException {
    Path current = DamagedStore.file("CURRENT");
    store.fs.flip(current, 3, 1);

    onlyDamage(current, 0);
  }

  @Test
  void aTruncatedTableIsFound() throws IOException {
    TableMeta table = store.table();
    long half = table.sizeBytes() / 2;
    store.fs.cut(DamagedStore.file(table), half);
    verify();

    assertThat(damages).isNotEmpty();
    assertThat(damages.get(0).file()).isEqualTo(DamagedStore.file(table).getFileName().toString());
    assertThat(damages.get(0).offset()).isEqualTo(half);
    assertThat(damages).anyMatch(damage -> damage.loses() && damage.offset() <= half);
  }

  @Test
  void aMissingTableIsFound() throws IOException {
    TableMeta table = store.table();
    store.fs.delete(DamagedStore.file(table));

    Finding damage = onlyDamage(DamagedStore.file(table), 0);
    assertThat(damage.from()).isEqualTo(table.firstKey());
    assertThat(damage.until()).isEqualTo(table.lastKey());
    assertThat(damage.greatestNumber()).isEqualTo(table.greatestNumber());
  }

  @Test
  void aSwappedPairOfBlocksIsFound() throws IOException {
    TableMeta table = store.table();
    TableLayout layout = layout(table);
    int[] at = {layout.data(0), layout.data(1), layout.data(2)};
    store.rewrite(
        DamagedStore.file(table),
        bytes -> {
          byte[] swapped = bytes.clone();
          System.arraycopy(bytes, at[1], swapped, at[0], at[2] - at[1]);
          System.arraycopy(bytes, at[0], swapped, at[0] + at[2] - at[1], at[1] - at[0]);
          return swapped;
        });
    verify();

    assertThat(damages).hasSize(2);
    assertThat(damages).extracting(Finding::offset).containsExactly((long) at[0], (long) at[1]);
    assertThat(damages).allMatch(damage -> damage.expected().contains("checksum"));
  }

  @Test
  void aMissingLogIsFound() throws IOException {
    store.fs.delete(store.unflushed().log());
    verify();

    assertThat(damages).hasSize(1);
    assertThat(damages.get(0).loses()).isTrue();
  }

  @Test
  void whatACrashLeavesIsNotedAndNoDamage() throws IOException {
    try (AppendFile orphan = store.fs.create(DamagedStore.file("900000.sst"))) {
      orphan.append(ByteBuffer.wrap(new byte[10]));
    }
    verify();

    assertThat(damages).isEmpty();
    assertThat(notes).anyMatch(line -> line.contains("900000.sst"));
  }

  @Test
  void aRunningStoreIsNotVerified() {
    Store running = store.open(DamagedStore.DIRECTORY);
    assertThatThrownBy(this::verify).isInstanceOf(DirectoryInUseException.class);
    DamagedStore.await(running.close());
  }
}
