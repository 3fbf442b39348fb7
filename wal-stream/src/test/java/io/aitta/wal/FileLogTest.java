package io.aitta.wal;

import static io.aitta.core.Durability.DISK;
import static io.aitta.core.Durability.MEMORY;
import static io.aitta.core.Durability.OS;
import static io.aitta.wal.LogHouse.DIRECTORY;
import static io.aitta.wal.LogHouse.PLAIN;
import static io.aitta.wal.LogHouse.numbers;
import static io.aitta.wal.LogHouse.recover;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.aitta.core.Bytes;
import io.aitta.core.format.Operation;
import io.aitta.core.io.DiskFullException;
import io.aitta.core.io.memory.CrashPolicy;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.wal.LogResult.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class FileLogTest {
  private static final LogSettings SMALL_FILES = new LogSettings(2_000, 1 << 16, 0, 0, 0, 0);

  @Test
  void aGroupIsOneWriteAndAtMostOneSync() throws Exception {
    LogHouse house = LogHouse.open(PLAIN);
    house.fs.takeCalls();
    house.write(DISK, 100);
    assertThat(house.fs.takeCalls()).containsExactly("append 000001.log", "sync 000001.log");
    house.write(OS, 100);
    house.write(MEMORY, 1);
    assertThat(house.fs.takeCalls()).containsExactly("append 000001.log", "append 000001.log");
    assertThat(house.log.figures().syncs()).isEqualTo(1);
    assertThat(house.log.figures().groups()).isEqualTo(3);
    assertThat(house.log.figures().operations()).isEqualTo(201);
  }

  @Test
  @Tag("F01")
  void aNewLogIsDurableWithItsNameBeforeItTakesAnything() throws Exception {
    LogHouse house = LogHouse.open(PLAIN);
    assertThat(house.fs.takeCalls())
        .containsExactly(
            "create 000001.log", "append 000001.log", "sync 000001.log", "syncDirectory data");
  }

  @Test
  void theResultSaysWhichLevelWasReached() throws Exception {
    LogHouse house = LogHouse.open(PLAIN);
    LogResult os = house.write(OS, 3);
    assertThat(os.reached()).isEqualTo(OS);
    assertThat(os.appendedThrough()).isEqualTo(3);
    assertThat(os.syncedThrough()).isZero();
    assertThat(os.failure()).isNull();

    LogResult beforeSync = house.log.append(TestBatch.of(DISK, 3, 2, 10));
    assertThat(beforeSync.reached()).isEqualTo(OS);
    LogResult disk = house.log.sync(beforeSync.batch());
    assertThat(disk.reached()).isEqualTo(DISK);
    assertThat(disk.appendedThrough()).isEqualTo(5);
    assertThat(disk.syncedThrough()).isEqualTo(5);
    assertThat(disk.logBytes()).isEqualTo(house.log.bytes()).isPositive();
  }

  @Test
  void anEmptyBatchSyncsWhatIsNotSyncedAndNothingElse() throws Exception {
    LogHouse house = LogHouse.open(PLAIN);
    house.write(OS, 3);
    house.fs.takeCalls();
    LogResult synced = house.write(TestBatch.empty(DISK, 3));
    assertThat(synced.reached()).isEqualTo(DISK);
    assertThat(house.fs.takeCalls()).containsExactly("sync 000001.log", "append 000001.log");
    assertThat(house.write(TestBatch.empty(DISK, 3)).reached()).isEqualTo(DISK);
    assertThat(house.write(TestBatch.empty(OS, 3)).reached()).isEqualTo(DISK);
    assertThat(house.fs.takeCalls()).isEmpty();
  }

  @Test
  void inQuietTheLogSaysOnceHowFarItIsSynced() throws Exception {
    LogHouse house = LogHouse.open(PLAIN);
    house.write(DISK, 3);
    house.fs.takeCalls();
    house.write(TestBatch.empty(OS, 3));
    house.write(TestBatch.empty(OS, 3));
    assertThat(house.fs.takeCalls()).containsExactly("append 000001.log");
  }

  @Test
  void closingSyncsWhatWasAcceptedAtAnyLevel() throws Exception {
    MemoryFileSystem disk = new MemoryFileSystem();
    LogHouse house = LogHouse.open(disk, PLAIN);
    house.write(MEMORY, 3);
    house.write(OS, 3);
    house.fs.takeCalls();
    assertThat(house.log.close()).isNull();
    assertThat(house.fs.takeCalls())
        .containsExactly(
            "sync 000001.log", "append 000001.log", "append 000001.log", "close 000001.log");
    assertThat(house.log.close()).isNull();
    assertThat(house.fs.takeCalls()).isEmpty();
    assertThat(disk.openHandles()).isEmpty();
    MemoryFileSystem left = disk.crash(CrashPolicy.STRICT, new SplittableRandom(1));
    assertThat(recover(left, 1, 0)).isEqualTo(numbers(1, 6));
  }

  @Test
  void aClosedLogTakesNothing() throws Exception {
    LogHouse house = LogHouse.open(PLAIN);
    house.log.close();
    LogResult result = house.write(DISK, 1);
    assertThat(result.kind()).isEqualTo(Kind.SEALED);
    assertThat(result.kind().isNotDone()).isTrue();
    assertThat(result.failure()).hasMessage("the log is closed");
  }

  @Test
  @Tag("W04")
  void aFullFileIsSyncedBeforeItsSuccessorNamesItsLength() throws Exception {
    LogHouse house = LogHouse.open(SMALL_FILES);
    while (house.log.bytes() < SMALL_FILES.fileBytes()) {
      house.write(OS, 5);
    }
    house.fs.takeCalls();
    house.write(OS, 5);
    assertThat(house.fs.takeCalls())
        .containsExactly(
            "sync 000001.log",
            "create 000002.log",
            "append 000002.log",
            "sync 000002.log",
            "syncDirectory data",
            "close 000001.log",
            "append 000002.log");
    assertThat(house.log.figures().rolls()).isEqualTo(1);
    assertThat(house.log.figures().currentFile()).isEqualTo(2);
    assertThat(recover(house.fs, 1, 0)).isEqualTo(numbers(1, house.last));
  }

  @Test
  @Tag("W12")
  void filesWhoseOperationsAreAllInTablesAreRemovedOldestFirst() throws Exception {
    LogHouse house = LogHouse.open(SMALL_FILES);
    List<Long> lastNumbers = new ArrayList<>();
    while (house.log.files().size() < 4) {
      house.write(DISK, 5);
    }
    house.log.files().forEach(file -> lastNumbers.add(file.lastNumber()));
    long bytes = house.log.bytes();

    assertThat(house.log.removeThrough(lastNumbers.get(1) - 1)).hasSize(1);
    assertThat(house.log.removeThrough(lastNumbers.get(2)))
        .extracting(LogFile::path)
        .containsExactly(house.file(2), house.file(3));
    assertThat(house.log.files()).extracting(LogFile::number).containsExactly(4L);
    assertThat(house.log.removeThrough(lastNumbers.get(3))).hasSize(1);
    assertThat(house.fs.list(DIRECTORY)).containsExactly("000005.log");
    assertThat(house.log.bytes()).isBetween(1L, bytes - 4 * SMALL_FILES.fileBytes());

    long flushed = lastNumbers.get(3);
    assertThat(recover(house.fs, 1, flushed)).isEqualTo(numbers(flushed + 1, house.last));
  }

  @Test
  @Tag("W12")
  void theFileBeingWrittenGoesTooOnceAllInItIsInTables() throws Exception {
    LogHouse house = LogHouse.open(SMALL_FILES);
    house.write(OS, 5);
    assertThat(house.log.removeThrough(house.last - 1)).isEmpty();
    house.fs.takeCalls();

    assertThat(house.log.removeThrough(house.last))
        .extracting(LogFile::path)
        .containsExactly(house.file(1));

    assertThat(house.fs.takeCalls())
        .containsExactly(
            "sync 000001.log",
            "create 000002.log",
            "append 000002.log",
            "sync 000002.log",
            "syncDirectory data",
            "close 000001.log",
            "delete 000001.log");
    assertThat(house.log.removeThrough(house.last)).isEmpty(); // there is nothing to leave
    long flushed = house.last;
    house.write(DISK, 3);
    assertThat(recover(house.fs, 1, flushed)).isEqualTo(numbers(flushed + 1, house.last));
  }

  @Test
  void aFileThatIsDoneStaysWhileThereIsNoSpaceForTheNext() throws Exception {
    LogHouse house = LogHouse.open(SMALL_FILES);
    house.write(DISK, 5);
    house.fs.script =
        call -> {
          if (call.startsWith("create ")) {
            throw new DiskFullException("planted");
          }
        };
    assertThat(house.log.removeThrough(house.last)).isEmpty();
    house.fs.script = call -> {};
    assertThat(house.write(DISK, 3).kind()).isEqualTo(Kind.APPENDED);
    assertThat(recover(house.fs, 1, 0)).isEqualTo(numbers(1, house.last));
  }

  @Test
  void aFileThatCannotBeRemovedIsTriedAgain() throws Exception {
    LogHouse house = LogHouse.open(SMALL_FILES);
    while (house.log.files().size() < 2) {
      house.write(DISK, 5);
    }
    long last = house.log.files().get(1).lastNumber();
    house.fs.script = call -> fail(call.equals("delete 000001.log"));
    assertThat(catchThrowable(() -> house.log.removeThrough(last))).isInstanceOf(IOException.class);
    house.fs.script = call -> {};
    assertThat(house.log.removeThrough(last)).hasSize(2);
  }

  @Test
  void aGroupLargerThanTheBufferGoesOutInPiecesOfIt() throws Exception {
    LogHouse house = LogHouse.open(new LogSettings(1 << 30, 1 << 20, 1 << 20, 64 << 10, 0, 0));
    List<Operation> operations = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      operations.add(Operation.put(1, Bytes.utf8("k" + i), Bytes.wrap(new byte[1 << 20])));
    }
    house.fs.takeCalls();
    LogResult result = house.write(new TestBatch(0, 1, DISK, operations));
    assertThat(result.reached()).isEqualTo(DISK);
    List<String> calls = house.fs.takeCalls();
    assertThat(calls).hasSize(42).last().isEqualTo("sync 000001.log");
    assertThat(calls.subList(0, 41)).containsOnly("append 000001.log");

    List<Operation> found = new ArrayList<>();
    LogReplay.replay(
        house.fs,
        DIRECTORY,
        LogHouse.STORE,
        1,
        0,
        group -> {
          for (Operation next = group.next(); next != null; next = group.next()) {
            found.add(next);
          }
        });
    assertThat(found).hasSize(40);
    for (int i = 0; i < 40; i++) {
      TestBatch.assertSame(found.get(i), operations.get(i));
    }
  }

  @Test
  @Tag("W14")
  void groupsOfEverySizeAroundTheBufferComeBack() throws Exception {
    LogHouse house = LogHouse.open(new LogSettings(1 << 30, 256, 0, 0, 0, 0));
    for (int count = 0; count < 40; count++) {
      house.write(OS, count, 17);
    }
    for (int bytes = 150; bytes < 300; bytes++) {
      house.write(OS, 1, 17);
    }
    assertThat(recover(house.fs, 1, 0, 17)).isEqualTo(numbers(1, house.last));
    LogHouse exact = LogHouse.open(new LogSettings(1 << 30, 256, 0, 0, 0, 0));
    List<Operation> written = new ArrayList<>();
    for (int bytes = 150; bytes < 300; bytes++) {
      Operation put = Operation.put(1, Bytes.utf8("k"), Bytes.wrap(new byte[bytes]));
      written.add(put);
      exact.write(new TestBatch(exact.last, exact.last + 1, OS, List.of(put)));
    }
    List<Operation> found = new ArrayList<>();
    LogReplay.replay(exact.fs, DIRECTORY, LogHouse.STORE, 1, 0, group -> found.add(group.next()));
    assertThat(found).hasSameSizeAs(written);
    for (int i = 0; i < found.size(); i++) {
      TestBatch.assertSame(found.get(i), written.get(i));
    }
  }

  @Test
  @Tag("W21")
  void theCallersBytesMayChangeAsSoonAsTheResultIsThere() throws Exception {
    LogHouse house = LogHouse.open(PLAIN);
    byte[] value = new byte[100];
    Arrays.fill(value, (byte) 7);
    Operation put = Operation.put(1, Bytes.utf8("k"), Bytes.wrap(value));
    house.write(new TestBatch(0, 1, MEMORY, List.of(put)));
    Arrays.fill(value, (byte) 0xDB);
    house.write(DISK, 1);
    List<Operation> found = new ArrayList<>();
    LogReplay.replay(house.fs, DIRECTORY, LogHouse.STORE, 1, 0, group -> found.add(group.next()));
    assertThat(found.get(0).value().toArray()).containsOnly(7);
  }

  @Test
  void spaceIsTakenAheadInStepsWhileGroupsAreSmall() throws Exception {
    LogHouse house = LogHouse.open(new LogSettings(1 << 20, 1 << 17, 10_000, 5_000, 0, 0));
    house.fs.takeCalls();
    house.write(DISK, 10);
    assertThat(house.fs.takeCalls())
        .containsExactly("prepare 000001.log", "append 000001.log", "sync 000001.log");
    assertThat(house.fs.size(house.file(1))).isBetween(10_000L, 10_200L);
    assertThat(house.log.hasIdleWork()).isFalse();
    while (!house.log.hasIdleWork()) {
      house.write(DISK, 10);
    }
    assertThat(house.fs.takeCalls()).doesNotContain("prepare 000001.log");
    house.log.idleWork();
    assertThat(house.fs.takeCalls()).containsExactly("prepare 000001.log");
    assertThat(house.log.hasIdleWork()).isFalse();
    assertThat(recover(house.fs, 1, 0)).isEqualTo(numbers(1, house.last));
  }

  @Test
  void noSpaceIsTakenAheadForGroupsThatNobodyWaitsToSeeSynced() throws Exception {
    LogHouse house = LogHouse.open(new LogSettings(1 << 20, 1 << 17, 10_000, 5_000, 0, 0));
    house.fs.takeCalls();
    house.write(OS, 10);
    house.write(OS, 10);
    assertThat(house.fs.takeCalls()).containsExactly("append 000001.log", "append 000001.log");
    assertThat(house.log.hasIdleWork()).isFalse();
    house.write(DISK, 10);
    assertThat(house.fs.takeCalls())
        .containsExactly("prepare 000001.log", "append 000001.log", "sync 000001.log");
    assertThat(recover(house.fs, 1, 0)).isEqualTo(numbers(1, house.last));
  }

  @Test
  void noSpaceIsTakenAheadForLargeGroups() throws Exception {
    LogHouse house = LogHouse.open(new LogSettings(1 << 20, 1 << 17, 10_000, 5_000, 0, 0));
    house.fs.takeCalls();
    house.write(DISK, 1, 6_000);
    assertThat(house.fs.takeCalls()).containsExactly("append 000001.log", "sync 000001.log");
    assertThat(house.log.hasIdleWork()).isFalse();
  }

  @Test
  void spaceIsTakenForAGroupThatMayBeAcceptedAlready() throws Exception {
    LogHouse house = LogHouse.open(new LogSettings(1 << 20, 1 << 17, 10_000, 5_000, 0, 0));
    house.fs.takeCalls();
    house.write(MEMORY, 10);
    assertThat(house.fs.takeCalls()).containsExactly("prepare 000001.log", "append 000001.log");
    house.write(MEMORY, 1, 20_000);
    assertThat(house.fs.takeCalls()).containsExactly("prepare 000001.log", "append 000001.log");
  }

  @Test
  void aSmallGroupBehindALargeOneTakesNoSpaceAhead() throws Exception {
    LogHouse house = LogHouse.open(new LogSettings(1 << 20, 1 << 17, 10_000, 5_000, 0, 0));
    house.write(DISK, 1, 6_000);
    house.fs.takeCalls();
    house.write(DISK, 1);
    assertThat(house.fs.takeCalls()).containsExactly("append 000001.log", "sync 000001.log");
    house.write(DISK, 1);
    assertThat(house.fs.takeCalls()).contains("prepare 000001.log");
  }

  @Test
  @Tag("W07")
  void aFailedWriteSealsTheLogForGood() throws Exception {
    LogHouse house = LogHouse.open(PLAIN);
    house.write(DISK, 1);
    house.fs.script = call -> fail(call.startsWith("append"));
    assertSealedForGood(house, house.write(DISK, 1));
  }

  @Test
  @Tag("F07")
  void aFailedSyncSealsTheLogForGoodAndIsNeverTriedAgain() throws Exception {
    LogHouse house = LogHouse.open(PLAIN);
    house.write(DISK, 1);
    house.fs.script = call -> fail(call.startsWith("sync"));
    assertSealedForGood(house, house.write(DISK, 1));
  }

  @Test
  void whateverIsThrownIsAResult() throws Exception {
    for (Throwable thrown : List.of(new OutOfMemoryError("planted"), new StackOverflowError())) {
      LogHouse house = LogHouse.open(PLAIN);
      house.fs.script =
          call -> {
            throw (Error) thrown;
          };
      LogResult result = house.write(DISK, 1);
      assertThat(result.kind()).isEqualTo(Kind.FAILED);
      assertThat(result.failure()).isSameAs(thrown);
    }
  }

  @Test
  void aBatchThatDoesNotFollowTheLastIsRefusedBeforeItIsWritten() throws Exception {
    LogHouse house = LogHouse.open(PLAIN);
    house.write(DISK, 3);
    house.fs.takeCalls();
    LogResult result = house.log.append(TestBatch.of(DISK, 4, 1, 10));
    assertThat(result.kind()).isEqualTo(Kind.FAILED);
    assertThat(result.failure()).isInstanceOf(IllegalStateException.class);
    assertThat(house.fs.takeCalls()).isEmpty();
  }

  @Test
  void numbersMayHaveGapsBetweenBatches() throws Exception {
    LogHouse house = LogHouse.open(PLAIN);
    house.write(DISK, 2);
    List<Operation> one = List.of(TestBatch.operation(100, LogHouse.VALUE_BYTES));
    assertThat(house.write(new TestBatch(2, 100, DISK, one)).reached()).isEqualTo(DISK);
    assertThat(recover(house.fs, 1, 0)).containsExactly(1L, 2L, 100L);
  }

  private static void assertSealedForGood(LogHouse house, LogResult failed) {
    assertThat(failed.kind()).isEqualTo(Kind.FAILED);
    assertThat(failed.kind().isNotDone()).isFalse();
    assertThat(failed.failure()).isInstanceOf(IOException.class);
    house.fs.script = call -> {};
    house.fs.takeCalls();
    assertThat(house.write(DISK, 1).kind()).isEqualTo(Kind.SEALED);
    assertThat(house.log.sync(failed.batch()).kind()).isEqualTo(Kind.FAILED);
    house.log.idleWork();
    assertThat(house.log.close()).isSameAs(failed.failure());
    assertThat(house.fs.takeCalls()).containsExactly("close 000001.log");
  }

  private static void fail(boolean now) throws IOException {
    if (now) {
      throw new IOException("planted");
    }
  }
}
