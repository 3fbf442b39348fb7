package io.aitta.actors.background;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.actors.engine.Admission;
import io.aitta.core.Bytes;
import io.aitta.sstable.cache.BlockCache;
import io.aitta.sstable.cache.HandleCache;
import io.aitta.sstable.compaction.LeveledOptions;
import io.aitta.sstable.compaction.MergeJob;
import io.aitta.sstable.compaction.MergeOptions;
import io.aitta.sstable.compaction.SnapshotList;
import io.aitta.sstable.table.TableCache;
import io.aitta.sstable.table.TableOptions;
import io.aitta.sstable.version.TableMeta;
import io.aitta.sstable.version.Version;
import io.aitta.sstable.version.VersionEdit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.pekko.actor.testkit.typed.Effect;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A compactor alone: what the store around it does, and when, is the test's to say. */
class CompactorTest {
  private static final LeveledOptions TWO_AT_LEVEL_0 =
      new LeveledOptions(7, 2, 2, 1 << 20, 10, 1 << 20, Version.LEVELS_MAX, 50, 1_000);
  private static final SnapshotList NO_SNAPSHOTS = SnapshotList.of(List.of(), 100, 0);

  private final Deque<Consumer<SnapshotList>> asked = new ArrayDeque<>();
  private final List<ManifestKeeper.Install> installs = new ArrayList<>();
  private final LoneStore store = new LoneStore();
  private int sealed;
  private final BehaviorTestKit<Compactor.Command> compactor = compactor();

  private BehaviorTestKit<Compactor.Command> compactor() {
    var tables =
        new TableCache(LoneStore.DIRECTORY, new BlockCache(1), new HandleCache(store.disk, 1));
    var options = MergeOptions.of(TableOptions.DEFAULT, TWO_AT_LEVEL_0);
    return BehaviorTestKit.create(
        Compactor.create(
            store.context,
            TWO_AT_LEVEL_0,
            tables,
            new Compactor.Neighbours(
                asked::add,
                (version, merge, snapshots) ->
                    new MergeJob(store.tableFiles, tables, version, merge, snapshots, options),
                installs::add,
                () -> sealed)));
  }

  /** One that nothing overlaps is moved, not merged. */
  private static TableMeta table(long number, String key) {
    return table(number, key, key);
  }

  private static TableMeta table(long number, String first, String last) {
    Bytes from = Bytes.utf8(first);
    Bytes to = Bytes.utf8(last);
    return new TableMeta(number, 0, 100, 1, from, to, number, number, 1, 0, 0, Long.MAX_VALUE);
  }

  private static Version with(TableMeta... tables) {
    return Version.empty().apply(VersionEdit.builder().addAll(List.of(tables)).build());
  }

  private void tell(Compactor.Command command) {
    compactor.run(command);
  }

  /** The memtable actor says which snapshots there are. */
  private void tellSnapshots() {
    asked.removeFirst().accept(NO_SNAPSHOTS);
  }

  private void deliverAll() {
    store.deliverAll(compactor);
  }

  @Test
  void aTableThatNothingOverlapsIsMovedBesideOthers() {
    tell(new Compactor.Consider(with(table(1, "a"), table(2, "b"))));
    tellSnapshots();
    deliverAll();
    assertThat(installs).hasSize(1);
    assertThat(installs.get(0).edit().removed()).hasSize(1);
  }

  /**
   * The keeper tells of an installed edit directly, of its version by way of the memtable actor,
   * which may have had much to do. Until then the tables that the edit took away are nobody's.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatAnInstalledEditTookAwayIsNotChosenAgain(boolean versionComesBeforeTheChoice) {
    Version before = with(table(1, "a"), table(2, "b"), table(3, "c"));
    tell(new Compactor.Consider(before));
    tellSnapshots();
    deliverAll();
    ManifestKeeper.Install first = installs.get(0);
    Version after = before.apply(first.edit());
    first.installed().accept(after);
    deliverAll();
    tellSnapshots();
    if (versionComesBeforeTheChoice) {
      compactor.run(compactor.selfInbox().receiveMessage());
      compactor.run(new Compactor.Consider(after));
    }
    deliverAll();
    tell(new Compactor.Consider(after));
    assertThat(installs.stream().flatMap(it -> it.edit().removed().stream()))
        .doesNotHaveDuplicates();
    Version now = before;
    for (ManifestKeeper.Install install : installs) {
      now = now.apply(install.edit()); // throws if there is no such table
    }
    assertThat(now.tables(1)).isPositive();
  }

  /** Up to before its first step. */
  private void beginMerge() {
    tell(new Compactor.Consider(mergeable()));
    tellSnapshots();
    LoneStore.deliver(compactor);
    store.runOneInBackground(); // chooses
    LoneStore.deliver(compactor);
    store.runOneInBackground(); // begins to merge
  }

  private static Version mergeable() {
    return with(table(1, "a", "c"), table(2, "b", "d"));
  }

  /** With so many tables in level 0 that writers are held back. */
  private Version slow() {
    TableMeta[] many = new TableMeta[store.context.settings().l0SlowTables()];
    for (int i = 0; i < many.length; i++) {
      many[i] = table(i + 1, "a", "d");
    }
    return with(many);
  }

  private void writersWaitForAFlush() {
    sealed = store.context.settings().sealedMemtablesMax();
  }

  @Test
  void aMergeLetsAFlushPassThatWritersWaitFor() {
    beginMerge();
    writersWaitForAFlush();
    LoneStore.deliver(compactor);
    assertThat(store.isBackgroundIdle()).as("the merge waits").isTrue();
    tell(new Compactor.Consider(mergeable()));
    assertThat(store.isBackgroundIdle()).as("another flush is waited for").isTrue();
    sealed = 0;
    tell(new Compactor.Consider(mergeable()));
    assertThat(store.isBackgroundIdle()).as("the merge goes on").isFalse();
  }

  private long muchIsInFlight() {
    Admission admission = store.context.admission();
    long much = admission.bytesMax() / 8;
    assertThat(admission.tryTake(much)).isTrue();
    return much;
  }

  @Test
  void aMergeLetsTheLogPassWhileThatIsBehindWithMuch() {
    beginMerge();
    muchIsInFlight();
    LoneStore.deliver(compactor);
    assertThat(store.isBackgroundIdle()).as("the merge waits").isTrue();
    store.context.admission().give(1);
    tell(new Compactor.Consider(mergeable()));
    assertThat(store.isBackgroundIdle()).as("the merge goes on").isFalse();
  }

  @Test
  void aMergeLetsNoLogPassWhereSomebodyWaitsForACompaction() {
    beginMerge();
    muchIsInFlight();
    tell(new Compactor.CompactRange(Bytes.utf8("a"), Bytes.utf8("d"), () -> {}));
    LoneStore.deliver(compactor);
    assertThat(store.isBackgroundIdle()).isFalse();
  }

  @Test
  void aMergeLetsNoLogPassWhereWritersWouldWaitForMergesNext() {
    beginMerge();
    muchIsInFlight();
    tell(new Compactor.Consider(slow()));
    LoneStore.deliver(compactor);
    assertThat(store.isBackgroundIdle()).isFalse();
  }

  @Test
  void aMergeGoesOnForAStepHoweverLongFlushesTake() {
    beginMerge();
    writersWaitForAFlush();
    LoneStore.deliver(compactor);
    assertThat(store.isBackgroundIdle()).isTrue();
    compactor.getAllEffects().stream()
        .filter(Effect.TimerScheduled.class::isInstance)
        .forEach(timer -> ((Effect.TimerScheduled<?>) timer).send().apply());
    LoneStore.deliver(compactor);
    assertThat(store.isBackgroundIdle()).isFalse();
  }

  @Test
  void aMergeLetsNoFlushPassWhereWritersWouldWaitForMergesNext() {
    beginMerge();
    writersWaitForAFlush();
    tell(new Compactor.Consider(slow()));
    LoneStore.deliver(compactor);
    assertThat(store.isBackgroundIdle()).isFalse();
  }

  @Test
  void aMergeThatLetsAFlushPassIsGivenUpByAStop() {
    beginMerge();
    writersWaitForAFlush();
    LoneStore.deliver(compactor);
    assertThat(store.isBackgroundIdle()).isTrue();
    var stopped = new AtomicBoolean();
    tell(new Compactor.Stop(() -> stopped.set(true)));
    deliverAll();
    assertThat(stopped).isTrue();
    assertThat(compactor.isAlive()).isFalse();
  }

  @Test
  void aStopIsAnsweredOnlyOnceWhatAMergeWroteIsRemoved() {
    beginMerge();
    var stopped = new AtomicBoolean();
    tell(new Compactor.Stop(() -> stopped.set(true)));
    LoneStore.deliver(compactor);
    assertThat(store.isBackgroundIdle()).as("nothing is to be removed").isFalse();
    assertThat(stopped).isFalse();
    deliverAll();
    assertThat(stopped).isTrue();
    assertThat(compactor.isAlive()).isFalse();
  }
}
