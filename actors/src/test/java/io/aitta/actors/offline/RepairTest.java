package io.aitta.actors.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitta.core.Bytes;
import io.aitta.core.StoreException;
import io.aitta.sstable.version.TableMeta;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A repaired directory opens and holds what the damaged one held, less what the repair reports. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RepairTest {
  private static final Path REPAIRED = Path.of("/repaired");

  private final ActorTestKit testKit = ActorTestKit.create();
  private final List<Finding> dropped = new ArrayList<>();
  private final List<Finding> mended = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Repair.Listener listener =
      new Repair.Listener() {
        @Override
        public void dropped(Finding damage) {
          dropped.add(damage);
        }

        @Override
        public void mended(Finding damage) {
          mended.add(damage);
        }

        @Override
        public void noted(String line) {
          notes.add(line);
        }
      };
  private DamagedStore store;

  @AfterAll
  void stop() {
    testKit.shutdownTestKit();
  }

  @BeforeEach
  void fill() {
    dropped.clear();
    mended.clear();
    notes.clear();
    store = DamagedStore.filled(testKit);
  }

  /** Repairs without touching the original; returns how many keys are not as they were. */
  private int repair() throws IOException {
    Map<String, Bytes> before = store.content();
    Repair.repair(store.fs, new Random(3), DamagedStore.DIRECTORY, REPAIRED, listener);
    assertThat(store.content()).isEqualTo(before);
    Verification.Summary after =
        Verification.verify(
            store.fs,
            REPAIRED,
            damage -> {
              throw new AssertionError(damage.line());
            });
    assertThat(after.tables()).isPositive();
    return store.assertHoldsAllBut(REPAIRED, dropped);
  }

  @Test
  void ofAWholeStoreNothingIsLost() throws IOException {
    assertThat(repair()).isZero();
    assertThat(dropped).isEmpty();
    assertThat(mended).isEmpty();
  }

  @Test
  void aFlippedBlockCostsWhatStoodInItAndNothingElse() throws IOException {
    TableMeta table = store.table();
    TableLayout layout = new TableLayout(store.bytes(DamagedStore.file(table)));
    store.fs.flip(DamagedStore.file(table), layout.data(3) + 11, 2);

    assertThat(repair()).isBetween(1, 40);
    assertThat(dropped).hasSize(1);
    assertThat(dropped.get(0).offset()).isEqualTo(layout.data(3));
    assertThat(dropped.get(0).length()).isEqualTo(layout.data(4) - layout.data(3));
  }

  @Test
  void aFlippedIndexCostsNothing() throws IOException {
    TableMeta table = store.table();
    TableLayout layout = new TableLayout(store.bytes(DamagedStore.file(table)));
    store.fs.flip(DamagedStore.file(table), layout.block("aitta.index") + 3, 2);

    assertThat(repair()).isZero();
    assertThat(dropped).isEmpty();
    assertThat(mended).hasSize(1);
  }

  @Test
  void aFlippedMetaIndexCostsNothing() throws IOException {
    TableMeta table = store.table();
    TableLayout layout = new TableLayout(store.bytes(DamagedStore.file(table)));
    store.fs.flip(DamagedStore.file(table), layout.metaIndex() + 3, 2);

    assertThat(repair()).isZero();
    assertThat(dropped).isEmpty();
    assertThat(mended).hasSize(1);
  }

  @Test
  void anIndexAndABlockCostTheBlock() throws IOException {
    TableMeta table = store.table();
    TableLayout layout = new TableLayout(store.bytes(DamagedStore.file(table)));
    store.fs.flip(DamagedStore.file(table), layout.block("aitta.index") + 3, 2);
    store.fs.flip(DamagedStore.file(table), layout.data(3) + 11, 2);

    assertThat(repair()).isBetween(1, 40);
    assertThat(dropped).hasSize(1);
    assertThat(dropped.get(0).offset()).isEqualTo(layout.data(3));
    assertThat(dropped.get(0).length()).isEqualTo(layout.data(4) - layout.data(3));
  }

  @Test
  void aMissingTableCostsWhatTheManifestSaysOfIt() throws IOException {
    TableMeta table = store.table();
    store.fs.delete(DamagedStore.file(table));

    assertThat(repair()).isPositive();
    assertThat(dropped).hasSize(1);
    assertThat(dropped.get(0).from()).isEqualTo(table.firstKey());
  }

  @Test
  void aTruncatedTableIsSavedUpToItsEnd() throws IOException {
    TableMeta table = store.table();
    store.fs.cut(DamagedStore.file(table), table.sizeBytes() / 2);

    assertThat(repair()).isPositive();
    Finding tail = dropped.get(0);
    assertThat(tail.from()).isGreaterThan(table.firstKey());
    assertThat(tail.until()).isEqualTo(table.lastKey());
    assertThat(tail.offset() + tail.length()).isEqualTo(table.sizeBytes());
  }

  @Test
  void aDamagedPlaceInTheMiddleOfALogCostsItsGroup() throws IOException {
    DamagedStore.Place place = store.unflushed();
    store.fs.flip(place.log(), place.offset() + 70, 8);

    assertThat(repair()).isLessThanOrEqualTo(5);
    assertThat(dropped).hasSize(1);
    Finding group = dropped.get(0);
    assertThat(group.file()).isEqualTo(String.valueOf(place.log().getFileName()));
    assertThat(group.offset()).isEqualTo(place.offset());
    assertThat(group.greatestNumber() - group.leastNumber()).isZero();
  }

  @Test
  void withoutCurrentTheManifestIsFoundAndNothingIsLost() throws IOException {
    store.fs.delete(DamagedStore.file("CURRENT"));

    assertThat(repair()).isZero();
    assertThat(dropped).isEmpty();
    assertThat(notes).anyMatch(line -> line.contains("is believed: all its tables are there"));
  }

  @Test
  void withoutAManifestTheTablesAreMergedByNumber() throws IOException {
    store.fs.delete(store.manifestFile());
    store.fs.delete(DamagedStore.file("CURRENT"));

    assertThat(repair()).isZero();
    assertThat(dropped).isEmpty();
    assertThat(notes).anyMatch(line -> line.contains("merged by number"));
  }

  @Test
  void withADamagedManifestTheTablesAreMergedByNumber() throws IOException {
    store.fs.flip(store.manifestFile(), 80, 1);

    assertThat(repair()).isZero();
    assertThat(dropped).isEmpty();
  }

  @Test
  void withoutAManifestADamagedBlockIsReportedAllTheSame() throws IOException {
    TableMeta table = store.table();
    TableLayout layout = new TableLayout(store.bytes(DamagedStore.file(table)));
    store.fs.flip(DamagedStore.file(table), layout.data(1) + 11, 2);
    store.fs.delete(store.manifestFile());

    assertThat(repair()).isPositive();
    assertThat(dropped).hasSize(1);
  }

  @Test
  void inPlaceTheOriginalIsMovedAsideWhole() throws IOException {
    TableMeta table = store.table();
    store.fs.flip(DamagedStore.file(table), 20, 2);
    Bytes damagedTable = Bytes.wrap(store.bytes(DamagedStore.file(table)));
    Bytes current = Bytes.wrap(store.bytes(DamagedStore.file("CURRENT")));

    Repair.Summary summary =
        Repair.repairInPlace(store.fs, new Random(3), DamagedStore.DIRECTORY, listener);

    Path aside = summary.original();
    assertThat(aside).isEqualTo(Path.of("/store.damaged"));
    assertThat(Bytes.wrap(store.bytes(aside.resolve("CURRENT")))).isEqualTo(current);
    assertThat(
            Bytes.wrap(
                store.bytes(aside.resolve(DamagedStore.file(table).getFileName().toString()))))
        .isEqualTo(damagedTable);
    store.assertHoldsAllBut(DamagedStore.DIRECTORY, dropped);
  }

  @Test
  void aDirectoryThatHoldsAStoreIsNotWrittenInto() throws IOException {
    repair();
    assertThatThrownBy(this::repair)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("holds a store already");
  }

  @Test
  void aRepairThatWasBrokenOffLeavesNothingThatOpens() throws IOException {
    DamagedStore.Place place = store.unflushed(); // read when the tables are done
    store.fs.flip(place.log(), place.offset() + 70, 8);
    Repair.Listener dies =
        new Repair.Listener() {
          @Override
          public void dropped(Finding damage) {
            throw new IllegalStateException("broken off");
          }

          @Override
          public void mended(Finding damage) {}

          @Override
          public void noted(String line) {}
        };
    assertThatThrownBy(
            () -> Repair.repair(store.fs, new Random(3), DamagedStore.DIRECTORY, REPAIRED, dies))
        .hasMessage("broken off");
    assertThat(store.fs.list(REPAIRED)).anyMatch(name -> name.endsWith(".sst"));
    assertThatThrownBy(() -> store.open(REPAIRED)).hasMessageContaining("CURRENT");
  }
}
