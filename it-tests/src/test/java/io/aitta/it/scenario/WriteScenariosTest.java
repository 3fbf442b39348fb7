package io.aitta.it.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.actors.StoreSettings;
import io.aitta.actors.StoreState;
import io.aitta.core.Bytes;
import io.aitta.core.Committed;
import io.aitta.core.Durability;
import io.aitta.core.Range;
import io.aitta.core.StoreException;
import io.aitta.core.WriteOptions;
import io.aitta.core.io.FileSystem;
import io.aitta.core.io.fault.Failure;
import io.aitta.core.io.fault.Fault;
import io.aitta.core.io.fault.FaultPlan;
import io.aitta.core.io.fault.FaultyFileSystem;
import io.aitta.core.io.fault.FileClass;
import io.aitta.core.io.fault.FileOperation;
import io.aitta.core.io.memory.CrashPolicy;
import io.aitta.core.io.memory.LostWrites;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.it.support.RunningStore;
import io.aitta.it.support.Stages;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.apache.pekko.actor.typed.ActorSystem;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Scenarios of writing, flushing and losing power, with a whole store on a disk in memory. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WriteScenariosTest {
  private static final Path DIRECTORY = Path.of("/scenario");
  private static final StoreSettings SETTINGS =
      RunningStore.settings(DIRECTORY, "memtable { size = 64 KiB }");

  private ActorSystem<Void> system;

  @BeforeAll
  void begin() {
    system = RunningStore.system("write-scenarios");
  }

  @AfterAll
  void end() {
    RunningStore.terminate(system);
  }

  private RunningStore open(FileSystem disk) {
    return RunningStore.open(system, SETTINGS, disk);
  }

  private static Bytes key(int number) {
    return Bytes.utf8("key-" + number);
  }

  private static MemoryFileSystem powerCut(MemoryFileSystem disk) {
    return disk.crash(CrashPolicy.STRICT, new SplittableRandom(1));
  }

  @Tag("W13")
  @Test
  void aTableWhoseSyncFailedIsNotUsedAndItsLogStays() {
    MemoryFileSystem memory = new MemoryFileSystem();
    FaultPlan plan = new FaultPlan();
    plan.add(
        Fault.on(FileOperation.SYNC)
            .of(FileClass.TABLE)
            .fails(Failure.EIO)
            .running((operation, file, number) -> memory.loseUnsynced(file, LostWrites.AT_CRASH)));
    try (RunningStore running = open(new FaultyFileSystem(memory, plan))) {
      for (int i = 0; i < 20; i++) {
        Stages.get(running.store().put(key(i), Bytes.utf8("v" + i)));
      }
      running.store().flush(); // never answered with success: the table cannot be synced
      Awaitility.await().until(() -> running.store().state() == StoreState.SEALED);
    }
    assertThat(plan.struck()).isPositive();

    try (RunningStore again = open(powerCut(memory))) {
      for (int i = 0; i < 20; i++) {
        assertThat(Stages.get(again.store().get(key(i)))).as("key %d", i).isPresent();
      }
    }
  }

  @Tag("W20")
  @Test
  void whatARangeDeleteRemovedStaysAwayAfterAReopening() {
    MemoryFileSystem memory = new MemoryFileSystem();
    try (RunningStore running = open(memory)) {
      for (int i = 0; i < 10; i++) {
        Stages.get(running.store().put(key(i), Bytes.utf8("v")));
      }
      Stages.get(running.store().flush());
      Stages.get(running.store().deleteRange(Range.all(), WriteOptions.DISK));
    }

    try (RunningStore again = open(powerCut(memory))) {
      for (int i = 0; i < 10; i++) {
        assertThat(Stages.get(again.store().get(key(i)))).isEmpty();
      }
    }
  }

  @Tag("W22")
  @Test
  void aMemoryWriteBehindADiskWriteIsNeitherAnsweredNorShownBeforeIt() {
    CountDownLatch inSync = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    FaultPlan plan = new FaultPlan();
    FileSystem disk = new FaultyFileSystem(new MemoryFileSystem(), plan);
    try (RunningStore running = open(disk)) {
      Stages.get(running.store().put(key(0), Bytes.utf8("first")));
      plan.add(
          Fault.on(FileOperation.SYNC)
              .of(FileClass.LOG)
              .at(1)
              .succeeds()
              .running(
                  (operation, file, number) -> {
                    inSync.countDown();
                    pass(release);
                  }));
      CompletionStage<Committed> toDisk = running.store().put(key(1), Bytes.utf8("disk"));
      pass(inSync);
      CompletionStage<Committed> toMemory =
          running.store().put(key(2), Bytes.utf8("memory"), WriteOptions.MEMORY);
      assertThat(Stages.get(running.store().get(key(2)))).isEmpty();
      assertThat(toMemory.toCompletableFuture()).isNotDone();
      assertThat(toDisk.toCompletableFuture()).isNotDone();

      release.countDown();
      assertThat(Stages.get(toDisk).level()).isEqualTo(Durability.DISK);
      assertThat(Stages.get(toMemory).seq()).isGreaterThan(Stages.get(toDisk).seq());
      assertThat(Stages.get(running.store().get(key(2)))).isPresent();
    }
  }

  /** Nobody can answer before the release, so there is no time to be waited for. */
  private static void pass(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Tag("W25")
  @Test
  void aNumberThatWasAcknowledgedAndLostIsNeverHandedOutAgain() {
    MemoryFileSystem memory = new MemoryFileSystem();
    MemoryFileSystem left;
    long lost;
    try (RunningStore running = open(memory)) {
      Stages.get(running.store().put(key(0), Bytes.utf8("kept")));
      lost = Stages.get(running.store().put(key(1), Bytes.utf8("lost"), WriteOptions.OS)).seq();
      left = memory.afterCrash(CrashPolicy.STRICT, new SplittableRandom(1));
    }

    try (RunningStore again = open(left)) {
      assertThat(Stages.get(again.store().get(key(1)))).isEmpty();
      assertThat(Stages.get(again.store().put(key(2), Bytes.utf8("new"))).seq())
          .isGreaterThan(lost);
    }
  }

  @Tag("J05")
  @Test
  void withoutMemoryInTheMiddleOfACommitOrAFlushNothingAcknowledgedIsLost() {
    for (FileClass where : new FileClass[] {FileClass.LOG, FileClass.TABLE}) {
      MemoryFileSystem memory = new MemoryFileSystem();
      FaultPlan plan = new FaultPlan();
      int acknowledged = 0;
      try (RunningStore running = open(new FaultyFileSystem(memory, plan))) {
        Stages.get(running.store().put(key(acknowledged++), Bytes.utf8("before")));
        plan.add(
            Fault.on(FileOperation.APPEND)
                .of(where)
                .at(where == FileClass.LOG ? 2 : 1)
                .running(
                    (operation, file, number) -> {
                      throw new OutOfMemoryError("planted");
                    }));
        for (int i = 0; i < 2; i++) {
          acknowledged += putOneMore(running, acknowledged) ? 1 : 0;
        }
        running.store().flush();
        Awaitility.await().until(() -> plan.struck() > 0);
        assertThat(Stages.get(running.store().get(key(0)))).as("reads go on").isPresent();
        if (where == FileClass.LOG) {
          assertThat(running.closeUncleanly()).hasMessageContaining("known to be on disk");
        }
      }
      try (RunningStore again = open(powerCut(memory))) {
        for (int i = 0; i < acknowledged; i++) {
          assertThat(Stages.get(again.store().get(key(i)))).as("%s, key %d", where, i).isPresent();
        }
      }
    }
  }

  private static boolean putOneMore(RunningStore running, int number) {
    try {
      Stages.get(running.store().put(key(number), Bytes.utf8("more")));
      return true;
    } catch (StoreException refused) {
      assertThat(refused.outcome()).isNotEqualTo(StoreException.Outcome.NONE);
      return false;
    }
  }
}
