package io.aitta.sstable.compaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitta.core.CorruptionException;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.io.DiskFullException;
import io.aitta.core.io.fault.Failure;
import io.aitta.core.io.fault.Fault;
import io.aitta.core.io.fault.FileClass;
import io.aitta.core.io.fault.FileOperation;
import io.aitta.core.io.memory.CrashPolicy;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.sstable.compaction.CompactionChoice.Merge;
import io.aitta.sstable.table.TableCache;
import io.aitta.sstable.version.TableMeta;
import io.aitta.sstable.version.Version;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How jobs go and end: the scenarios C07, C08, E01 and F04 by name. */
class CompactionJobTest extends CompactionStory {
  // C07
  @Test
  @Tag("C07")
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

  @Test
  @Tag("C07")
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
  @Tag("C13")
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

  @Test
  @Tag("C07")
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
        .hasMessageContaining("in " + TableCache.fileName(real.number()) + " at offset 0")
        .hasMessageContaining("expected 31 entries, found 30 entries");
    job.abandon();
  }

  // C08
  @Test
  @Tag("C08")
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
  @Tag("F04")
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
}
