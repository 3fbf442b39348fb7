package io.aitta.sstable.compaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitta.core.Bytes;
import io.aitta.core.CorruptionException;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.format.Kind;
import io.aitta.core.format.Operation;
import io.aitta.core.format.TreeKey;
import io.aitta.core.io.DiskFullException;
import io.aitta.core.io.fault.Failure;
import io.aitta.core.io.fault.Fault;
import io.aitta.core.io.fault.FaultPlan;
import io.aitta.core.io.fault.FaultyFileSystem;
import io.aitta.core.io.fault.FileClass;
import io.aitta.core.io.fault.FileOperation;
import io.aitta.core.io.memory.CrashPolicy;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.sstable.compaction.CompactionChoice.Merge;
import io.aitta.sstable.version.TableMeta;
import io.aitta.sstable.version.Version;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The scenarios C01 to C08, S01 to S05 and T02 by name, and how jobs end. */
class CompactionTest {
  private static final long NOW = 1_000;

  private final MemoryFileSystem disk = new MemoryFileSystem();
  private final FaultPlan plan = new FaultPlan();
  private TinyStore store;

  @BeforeEach
  void open() throws IOException {
    store = new TinyStore(new FaultyFileSystem(disk, plan), new Random(1));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static byte[] key(String key) {
    return TreeKey.of(1, Bytes.utf8(key));
  }

  private static Operation put(String key, String value) {
    return Operation.of(Kind.PUT, key(key), Bytes.utf8(value));
  }

  private static Operation delete(String key) {
    return Operation.of(Kind.DELETE, key(key), Bytes.EMPTY);
  }

  private static Operation deleteRange(String from, String until) {
    return Operation.of(Kind.RANGE_DELETE, key(from), Bytes.wrap(key(until)));
  }

  private SnapshotList snapshots(Long... numbers) {
    return SnapshotList.of(List.of(numbers), store.history.lastNumber(), NOW);
  }

  private void flush(Operation... operations) throws IOException {
    store.add(operations);
    store.flush(snapshots());
  }

  /** Everything of a level into the next. */
  private Merge down(int level) {
    Version version = store.version;
    return LeveledPolicy.merge(
        version, level, version.level(level), version.level(level + 1), level + 1);
  }

  private JobResult merge(Merge choice, SnapshotList snapshots) throws IOException {
    JobResult result = TinyStore.run(store.merge(choice, snapshots));
    store.apply(result.edit().build());
    store.checkLevels("after " + choice);
    return result;
  }

  private void checkAt(long... numbers) {
    store.check(new History.Reader(store.history.lastNumber(), NOW), "now");
    for (long number : numbers) {
      store.check(new History.Reader(number, NOW), "snapshot");
    }
  }

  private void toLevel(int level) throws IOException {
    for (int from = 0; from < level; from++) {
      merge(down(from), snapshots());
    }
  }

  // C01
  @Test
  void aDeleteStaysWhileAnOlderVersionLiesBelowEvenInASkippedLevel() throws IOException {
    flush(put("a", "old"), put("z", "1"));
    toLevel(3);
    flush(delete("a"));

    JobResult result = merge(down(0), snapshots()); // level 2 holds nothing of it, level 3 does

    assertThat(result.counts().deletesDropped()).isZero();
    checkAt();
    merge(down(1), snapshots());
    JobResult last = merge(down(2), snapshots());
    assertThat(last.counts().deletesDropped()).isEqualTo(1);
    checkAt();
    assertThat(store.version.level(3)).singleElement().extracting("entries").isEqualTo(1L);
  }

  // C02
  @Test
  void versionsOfOneKeyAreNeverSplitOverTwoTables() throws IOException {
    Long[] all = new Long[60];
    for (int i = 0; i < 60; i++) {
      all[i] = store.add(put("same", "v".repeat(100)));
    }
    store.add(put("zzz", "1"));
    store.flush(snapshots(all));

    JobResult result = merge(down(0), snapshots(all));

    assertThat(result.added()).hasSize(2);
    assertThat(result.added().get(0).entries()).isEqualTo(60);
    assertThat(result.added().get(0).sizeBytes()).isGreaterThan(TinyStore.LEVELS.tableBytes());
    checkAt(1, 30, 60);
  }

  // C06
  @Test
  void putDeletePutIsAPut() throws IOException {
    flush(put("a", "1"));
    flush(delete("a"));
    flush(put("a", "2"));

    merge(down(0), snapshots(1L, 2L));
    checkAt(1, 2, 3);
    assertThat(store.version.level(1).get(0).entries()).isEqualTo(3);
    merge(down(1), snapshots());
    checkAt();
    assertThat(store.version.level(2).get(0).entries()).isEqualTo(1);
  }

  // S02
  @Test
  void aSnapshotOfNothingSeesNothingAndNeedsEveryDelete() throws IOException {
    flush(put("a", "1"));
    flush(delete("a"), put("b", "1"));

    JobResult result = merge(down(0), snapshots(0L));

    assertThat(result.counts().deletesForSnapshots()).isEqualTo(1);
    checkAt(0);
  }

  // S03
  @Test
  void aRangeDeleteAfterASnapshotIsNotSeenByIt() throws IOException {
    long snapshot = store.add(put("a", "1"), put("b", "1"), put("c", "1"));
    store.flush(snapshots(snapshot));
    flush(deleteRange("a", "c"), put("b", "2"));

    JobResult kept = merge(down(0), snapshots(snapshot));
    assertThat(kept.counts().covered()).isZero();
    checkAt(snapshot);

    JobResult gone = merge(down(1), snapshots());
    assertThat(gone.counts().covered()).isEqualTo(1);
    assertThat(gone.added().get(0).rangeDeletes()).isZero();
    checkAt();
  }

  // S04
  @Test
  void aTableWhoseFilterSaysNoStillTellsItsRangeDelete() throws IOException {
    flush(put("a", "1"), put("m", "1"), put("z", "1"));
    flush(deleteRange("b", "y"), put("x", "1"));

    checkAt();
    toLevel(2);
    checkAt();
  }

  // S05
  @Test
  void aTableOfRangeDeletesAloneLiesWhereTheyLie() throws IOException {
    flush(put("c", "1"), put("e", "1"), put("g", "1"));
    toLevel(2);
    flush(deleteRange("b", "f"));

    TableMeta alone = store.version.level(0).get(0);
    assertThat(alone.entries()).isZero();
    assertThat(alone.firstKey()).isEqualTo(Bytes.wrap(key("b")));
    assertThat(alone.lastKey()).isEqualTo(Bytes.wrap(key("f")));
    checkAt();
    merge(down(0), snapshots());
    assertThat(store.version.level(1)).singleElement().extracting("rangeDeletes").isEqualTo(1L);
    checkAt();
    merge(down(1), snapshots());
    assertThat(store.version.level(2)).singleElement().extracting("entries").isEqualTo(1L);
    checkAt();
  }

  // S05
  @Test
  void aRangeDeleteIsCutWhereOutputsAreCutAndNothingIsLost() throws IOException {
    for (int i = 0; i < 30; i++) {
      store.add(put("k%02d".formatted(i), "old".repeat(20)));
    }
    store.flush(snapshots());
    toLevel(3);
    store.add(deleteRange("k03", "k27"));
    for (int i = 0; i < 30; i += 2) {
      store.add(put("k%02d".formatted(i), "new".repeat(30)));
    }
    store.flush(snapshots());

    JobResult result = merge(down(0), snapshots());

    assertThat(result.added()).hasSizeGreaterThan(1);
    assertThat(result.added()).filteredOn(table -> table.rangeDeletes() > 0).hasSizeGreaterThan(1);
    for (int i = 1; i < result.added().size(); i++) {
      assertThat(result.added().get(i - 1).lastKey())
          .as("the delete's exclusive end touches the next table")
          .isEqualTo(result.added().get(i).firstKey());
    }
    checkAt();
    merge(down(1), snapshots());
    merge(down(2), snapshots());
    checkAt();
    assertThat(store.version.level(3)).allMatch(table -> table.rangeDeletes() == 0);
  }

  // T02
  @Test
  void anExpiredValueHidesTheOlderOneForEver() throws IOException {
    flush(put("a", "old"), put("b", "1"));
    toLevel(2);
    store.add(History.expiring(key("a"), NOW - 1, "new"), History.expiring(key("b"), NOW + 1, "2"));
    store.flush(snapshots());

    JobResult result = merge(down(0), snapshots());
    assertThat(result.counts().expired()).isZero(); // it became a delete in the flush already
    assertThat(store.version.level(1).get(0).deletes()).isEqualTo(1);
    checkAt();
    merge(down(1), snapshots());
    checkAt();
    assertThat(store.version.level(2).get(0).entries()).isEqualTo(1);
    assertThat(store.version.level(2).get(0).oldestDeadlineMillis()).isEqualTo(NOW + 1);
  }

  // T03
  @Test
  void aValueThatHadNotExpiredForTheOldestSnapshotStays() throws IOException {
    long number = store.add(History.expiring(key("a"), NOW - 1, "value"));
    SnapshotList before = SnapshotList.of(List.of(number), number, NOW - 2);
    store.flush(before);

    JobResult result = merge(down(0), before);

    assertThat(result.counts().expired()).isZero();
    store.check(new History.Reader(number, NOW - 2), "the snapshot");
    checkAt();
  }

  private void twoTables() throws IOException {
    for (int table = 0; table < 2; table++) {
      for (int i = 0; i < 30; i++) {
        store.add(put("k%02d".formatted(i), "value-%d-%d".formatted(table, i).repeat(9)));
      }
      store.flush(snapshots());
    }
  }

  // C07
  @Test
  void aFailedReadIsNeverTakenAsTheEndOfAnInput() throws IOException {
    twoTables();
    List<String> before = disk.list(TinyStore.DIR);
    Version version = store.version;
    int failures = 0;
    for (int k = 1; ; k++) {
      store.tables.evict(1);
      store.tables.evict(2);
      MergeJob job = store.merge(down(0), snapshots());
      plan.add(Fault.on(FileOperation.READ).of(FileClass.TABLE).from(k).fails(Failure.EIO));
      long struck = plan.struck();
      StoreException failure = null;
      try {
        TinyStore.run(job);
      } catch (StoreException e) {
        failure = e;
      }
      plan.clearFaults();
      if (plan.struck() == struck) {
        assertThat(failure).isNull();
        assertThat(job.result().counts().entriesRead()).isEqualTo(60);
        job.abandon();
        break;
      }
      failures++;
      assertThat(failure).isNotNull();
      assertThat(failure.errorCode()).isEqualTo(ErrorCode.IO_ERROR);
      assertThatIllegalStateException().isThrownBy(job::step);
      assertThatIllegalStateException().isThrownBy(job::result);
      job.abandon();
      job.abandon();
      assertThat(disk.list(TinyStore.DIR)).isEqualTo(before);
    }
    assertThat(failures).isGreaterThan(3);
    assertThat(store.version).isSameAs(version);
    checkAt();
  }

  // C07
  @Test
  void aReadThatFailsOnceEndsTheJobOrChangesNothing() throws IOException {
    twoTables();
    for (int k = 1; k <= 12; k++) {
      store.tables.evict(1);
      store.tables.evict(2);
      MergeJob job = store.merge(down(0), snapshots());
      plan.add(Fault.on(FileOperation.READ).of(FileClass.TABLE).at(k).fails(Failure.EIO));
      try {
        JobResult.Counts counts = TinyStore.run(job).counts();
        assertThat(counts.entriesRead()).isEqualTo(60);
        assertThat(counts.entriesWritten()).isEqualTo(30);
      } catch (StoreException failure) {
        assertThat(failure.errorCode()).isEqualTo(ErrorCode.IO_ERROR);
      }
      plan.clearFaults();
      job.abandon();
    }
  }

  // C07, C13
  @Test
  void aDamagedInputStopsTheJobAndIsNamed() throws IOException {
    twoTables();
    disk.flip(TinyStore.DIR.resolve("000002.sst"), 400, 1);
    MergeJob job = store.merge(down(0), snapshots());

    assertThatThrownBy(() -> TinyStore.run(job))
        .isInstanceOfSatisfying(
            CorruptionException.class, e -> assertThat(e.file()).isEqualTo("000002.sst"));
    job.abandon();
    assertThat(disk.list(TinyStore.DIR)).containsExactly("000001.sst", "000002.sst");
  }

  // C07
  @Test
  void anInputThatHoldsLessThanItSaysIsDamage() throws IOException {
    twoTables();
    TableMeta real = store.version.level(0).get(0);
    TableMeta claimed =
        new TableMeta(
            real.number(),
            0,
            real.sizeBytes(),
            real.salt(),
            real.firstKey(),
            real.lastKey(),
            real.leastNumber(),
            real.greatestNumber(),
            real.entries() + 1,
            0,
            0,
            Long.MAX_VALUE);
    Merge choice = new Merge(0, 1, List.of(claimed), List.of(), List.of());
    MergeJob job = store.merge(choice, snapshots());

    assertThatThrownBy(() -> TinyStore.run(job))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("expected 31 entries, found 30 entries");
    job.abandon();
  }

  // C08
  @Test
  void aFailedJobRemovesItsOwnOutputsAndNoOthers() throws IOException {
    twoTables();
    MergeJob failing = store.merge(down(0), snapshots());
    while (disk.list(TinyStore.DIR).size() == 2) {
      failing.step(); // until it has an output
    }
    flush(put("other", "1"));
    plan.add(Fault.on(FileOperation.SYNC).fails(Failure.EIO));

    assertThatThrownBy(() -> TinyStore.run(failing)).isInstanceOf(IOException.class);
    plan.clearFaults();
    failing.abandon();

    assertThat(disk.list(TinyStore.DIR)).containsExactly("000001.sst", "000002.sst", "000004.sst");
    checkAt();
  }

  // E01
  @Test
  void aFullDiskIsToldAndLeavesNothingBehind() throws IOException {
    twoTables();
    long before = disk.usableBytes(TinyStore.DIR);
    for (long space : new long[] {0, 1, 500, 1_500, 2_500}) {
      plan.limitSpace(space);
      MergeJob job = store.merge(down(0), snapshots());
      assertThatThrownBy(() -> TinyStore.run(job)).isInstanceOf(DiskFullException.class);
      job.abandon();
      assertThat(disk.usableBytes(TinyStore.DIR)).isEqualTo(before);
      plan.removeSpaceLimit();
    }
    merge(down(0), snapshots());
    checkAt();
  }

  // F04
  @Test
  void whatAResultNamesIsDurable() throws IOException {
    twoTables();
    JobResult result = TinyStore.run(store.merge(down(0), snapshots()));

    MemoryFileSystem left = disk.crash(CrashPolicy.STRICT, new Random(1));

    assertThat(result.added()).hasSizeGreaterThan(1);
    for (TableMeta table : result.added()) {
      assertThat(left.size(store.files.path(table.number()))).isEqualTo(table.sizeBytes());
    }
  }

  @Test
  void aStepIsBoundedAndAJobCanBeGivenUpBetweenTwo() throws IOException {
    twoTables();
    MergeJob job = store.merge(down(0), snapshots());
    long read = 0;
    int steps = 0;
    while (steps < 5) {
      assertThat(job.step()).isTrue();
      assertThat(job.bytesRead() - read).isBetween(1L, 200L + 150L); // and one entry
      read = job.bytesRead();
      steps++;
    }
    job.abandon();

    assertThatIllegalStateException().isThrownBy(job::step);
    assertThat(disk.list(TinyStore.DIR)).containsExactly("000001.sst", "000002.sst");
    assertThat(store.handles.open()).isLessThanOrEqualTo(2);
  }

  @Test
  void aFlushOfNothingIsNoTable() throws IOException {
    JobResult result = store.flush(snapshots());

    assertThat(result.added()).isEmpty();
    assertThat(disk.list(TinyStore.DIR)).isEmpty();
  }

  @Test
  void aFlushKeepsDeletesAndWhatSnapshotsSee() throws IOException {
    long snapshot = store.add(put("a", "1"), put("b", "1"));
    store.add(put("a", "2"), put("a", "3"), delete("c"));

    JobResult result = store.flush(snapshots(snapshot));

    TableMeta table = result.added().get(0);
    assertThat(table.level()).isZero();
    assertThat(table.entries()).isEqualTo(4);
    assertThat(table.deletes()).isEqualTo(1);
    assertThat(result.counts().hidden()).isEqualTo(1);
    assertThat(store.version.flushedThrough()).isEqualTo(5);
    checkAt(snapshot);
  }

  @Test
  void entriesOfAKindThisVersionDoesNotKnowStopTheJob() throws IOException {
    flush(put("a", "1"));
    store.add(Operation.of(Kind.MERGE, key("a"), Bytes.utf8("+1")));

    assertThatThrownBy(() -> store.flush(snapshots()))
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> assertThat(e.errorCode()).isEqualTo(ErrorCode.FORMAT_TOO_NEW))
        .hasMessageContaining("kind 2");
  }

  private void putInKeyspace(int keyspace, int entries) {
    for (int i = 0; i < entries; i++) {
      byte[] key = TreeKey.of(keyspace, Bytes.utf8("k%02d".formatted(i)));
      store.add(Operation.of(Kind.PUT, key, Bytes.utf8(("x" + i).repeat(50))));
    }
  }

  private List<Integer> lastKeyspacesOf(Merge choice) throws IOException {
    MergeOptions options = new MergeOptions(TinyStore.TABLE, 8_000, 80_000, 1 << 20);
    MergeJob job =
        new MergeJob(store.files, store.tables, store.version, choice, snapshots(), options);
    JobResult result = TinyStore.run(job);
    store.apply(result.edit().build());
    return result.added().stream()
        .map(table -> TreeKey.keyspace(table.lastKey().toArray(), 0))
        .toList();
  }

  @Test
  void aKeyspaceThatFillsAQuarterOfATableSharesItWithNoneBehindIt() throws IOException {
    int[] entries = {1, 2, 60, 1, 2};
    for (int keyspace = 1; keyspace <= entries.length; keyspace++) {
      putInKeyspace(keyspace, entries[keyspace - 1]);
    }
    store.flush(snapshots());

    assertThat(lastKeyspacesOf(down(0))).containsExactly(3, 5);
    checkAt();
  }

  @Test
  void aKeyspaceKnownToFillAQuarterOfATableSharesItWithNoneBeforeIt() throws IOException {
    putInKeyspace(1, 1);
    putInKeyspace(2, 2);
    putInKeyspace(4, 1);
    store.flush(snapshots());
    putInKeyspace(3, 60);
    store.flush(snapshots());

    assertThat(lastKeyspacesOf(down(0))).containsExactly(2, 3, 4);
    checkAt();
  }

  @Test
  void anOutputIsCutBeforeItLiesOverTooMuchOfTheLevelBelow() throws IOException {
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 300; i++) {
        store.add(put("k%03d".formatted(i), "y".repeat(90)));
      }
    }
    store.flush(snapshots());
    toLevel(2);
    assertThat(store.version.bytes(2)).isGreaterThan(3 * TinyStore.LEVELS.grandparentBytesMax());
    for (int i = 0; i < 300; i += 60) {
      store.add(put("k%03d".formatted(i), "z"));
    }
    store.flush(snapshots());

    JobResult result = merge(down(0), snapshots());

    assertThat(result.added()).hasSizeBetween(3, 5);
    checkAt();
  }

  @Test
  void whatIsMissingFromTheChoiceIsChosenByThePolicyUntilOneLevelIsLeft() throws IOException {
    for (int i = 0; i < 6; i++) {
      flush(put("k" + i, "1"), put("k" + (i + 1), "2"), delete("k" + (i - 1)));
      merge(down(0), snapshots());
    }
    flush(put("k1", "3"));
    for (int steps = 0; steps < 20; steps++) {
      LeveledPolicy.Input input =
          new LeveledPolicy.Input(
              store.version,
              Set.of(),
              Set.of(),
              CompactionCursors.START,
              snapshots(),
              store.rangeDeletes());
      CompactionChoice choice =
          LeveledPolicy.chooseWithin(
              input, TinyStore.LEVELS, Bytes.EMPTY, Bytes.wrap(TreeKey.end(9)));
      if (choice instanceof Merge merge) {
        merge(merge, snapshots());
      } else if (choice instanceof CompactionChoice.Move move) {
        store.apply(move.edit());
      } else {
        break;
      }
    }
    assertThat(store.version.level(0)).isEmpty();
    assertThat(store.version.bytes(1)).isPositive();
    checkAt();
  }
}
