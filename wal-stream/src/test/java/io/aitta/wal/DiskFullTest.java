package io.aitta.wal;

import static io.aitta.core.Durability.DISK;
import static io.aitta.core.Durability.MEMORY;
import static io.aitta.core.Durability.OS;
import static io.aitta.wal.LogHouse.DIRECTORY;
import static io.aitta.wal.LogHouse.numbers;
import static io.aitta.wal.LogHouse.recover;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitta.core.CorruptionException;
import io.aitta.core.io.DiskFullException;
import io.aitta.core.io.FileSystem;
import io.aitta.core.io.memory.CrashPolicy;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.wal.LogResult.Kind;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class DiskFullTest {
  private static final long BALLAST = 10_000;
  private static final LogSettings BARE = new LogSettings(1 << 20, 1 << 16, 0, 0, BALLAST, 0);
  private static final LogSettings AHEAD =
      new LogSettings(1 << 20, 1 << 16, 2_000, 1 << 16, BALLAST, 0);

  /** Asks anew for each group. */
  private static final LogSettings ASKING =
      new LogSettings(1 << 20, 1 << 16, 1, 1 << 16, BALLAST, 0);

  @Test
  void spaceIsHeldBackFromTheStart() throws Exception {
    LogHouse house = LogHouse.open(BARE);
    assertThat(house.fs.size(DIRECTORY.resolve(Ballast.NAME))).isEqualTo(BALLAST);
  }

  @Test
  void theBallastIsAtMostAnEighthOfTheFileSystem() throws Exception {
    ScriptedFileSystem fs = fileSystem();
    fs.totalBytes = 8_000;
    assertThat(Ballast.open(fs, DIRECTORY, BALLAST).isHeld()).isTrue();
    assertThat(fs.size(DIRECTORY.resolve(Ballast.NAME))).isEqualTo(1_000);
  }

  @Test
  void whatAnEarlierLifeHeldBackIsTakenOverIfItIsWhole() throws Exception {
    ScriptedFileSystem fs = fileSystem();
    Ballast.open(fs, DIRECTORY, 500);
    fs.takeCalls();
    assertThat(Ballast.open(fs, DIRECTORY, 500).isHeld()).isTrue();
    assertThat(fs.takeCalls()).isEmpty();
    assertThat(Ballast.open(fs, DIRECTORY, 600).isHeld()).isTrue();
    assertThat(fs.size(DIRECTORY.resolve(Ballast.NAME))).isEqualTo(600);
  }

  @Test
  void theBallastLeavesHalfAsMuchForWork() throws Exception {
    ScriptedFileSystem fs = fileSystem();
    fs.freeBytes = 1_499;
    Ballast ballast = Ballast.open(fs, DIRECTORY, 1_000);
    assertThat(ballast.isHeld()).isFalse();
    fs.freeBytes = 1_500;
    assertThat(ballast.hold()).isTrue();
    ballast.release();
    ballast.release();
    assertThat(fs.freeBytes).isEqualTo(1_500);
    assertThat(fs.list(DIRECTORY)).isEmpty();
  }

  @Test
  void aBallastOfAnotherSizeIsReplaced() throws Exception {
    ScriptedFileSystem fs = fileSystem();
    for (int bytes : new int[] {1_000, 400, 2_000}) {
      assertThat(Ballast.open(fs, DIRECTORY, bytes).isHeld()).isTrue();
      assertThat(fs.size(DIRECTORY.resolve(Ballast.NAME))).isEqualTo(bytes);
    }
    fs.freeBytes = 10;
    assertThat(Ballast.open(fs, DIRECTORY, 1_000).isHeld()).as("better than none").isTrue();
    assertThat(fs.size(DIRECTORY.resolve(Ballast.NAME))).isEqualTo(2_000);
  }

  @Test
  void aBallastThatCannotBeTakenLeavesNothingBehind() throws Exception {
    ScriptedFileSystem fs = fileSystem();
    fs.script = call -> failIf(call.startsWith("prepare"), new IOException("planted"));
    Ballast ballast = Ballast.open(fs, DIRECTORY, 1_000);
    assertThat(ballast.isHeld()).isFalse();
    assertThat(ballast.refusal()).hasCauseInstanceOf(IOException.class);
    assertThat(fs.list(DIRECTORY)).isEmpty();
    fs.script = call -> {};
    assertThat(ballast.hold()).isTrue();
  }

  @Test
  void withoutSpaceAheadABatchIsRefusedBeforeItIsAppended() throws Exception {
    LogHouse house = LogHouse.open(AHEAD);
    house.write(DISK, 3);
    house.fs.freeBytes = 0;
    LogResult result = house.write(DISK, 3);
    while (result.kind() == Kind.APPENDED) {
      house.fs.takeCalls();
      result = house.write(DISK, 3);
    }
    assertThat(result.kind()).isEqualTo(Kind.DISK_FULL);
    assertThat(result.kind().isNotDone()).isTrue();
    assertThat(result.kind().isFinal()).isFalse();
    assertThat(result.failure()).isInstanceOf(DiskFullException.class);
    assertThat(house.fs.takeCalls()).containsExactly("prepare 000001.log");
    assertThat(recover(house.fs, 1, 0)).isEqualTo(numbers(1, house.last));

    house.fs.freeBytes = 1 << 20;
    assertThat(house.write(DISK, 3).reached()).isEqualTo(DISK);
    assertThat(house.log.figures().refusals()).isEqualTo(1);
    assertThat(recover(house.fs, 1, 0)).isEqualTo(numbers(1, house.last));
  }

  @Test
  void groupsBehindOneThatWasRefusedAreRefusedAsWell() throws Exception {
    LogHouse house = LogHouse.open(ASKING);
    house.fs.freeBytes = (64L << 20) + 1_000;
    house.write(OS, 3);
    house.fs.freeBytes = 10;
    assertThat(house.log.append(TestBatch.of(OS, 3, 3, 10)).kind()).isEqualTo(Kind.DISK_FULL);
    house.fs.freeBytes = 1 << 20; // whoever gave these did not know of the first one's end
    LogResult second = house.log.append(TestBatch.of(OS, 6, 2, 10));
    LogResult third = house.log.append(TestBatch.of(DISK, 8, 1, 10));
    assertThat(second.kind()).isEqualTo(Kind.DISK_FULL);
    assertThat(third.kind()).isEqualTo(Kind.DISK_FULL);
    assertThat(third.failure()).isInstanceOf(DiskFullException.class);

    LogBatch next = new TestBatch(3, 10, OS, List.of(TestBatch.operation(10, 10)));
    assertThat(house.write(next).kind()).isEqualTo(Kind.APPENDED);
    assertThat(recover(house.fs, 1, 0)).containsExactly(1L, 2L, 3L, 10L);
  }

  @Test
  void aGroupBehindOneThatWasFencedIsRefusedAsWell() throws Exception {
    LogHouse house = LogHouse.open(AHEAD);
    house.write(OS, 3);
    house.fs.freeBytes = 10;
    assertThat(house.log.append(TestBatch.of(OS, 3, 3, 40)).kind())
        .isEqualTo(Kind.DISK_FULL_FENCED);
    house.fs.freeBytes = 1 << 20;
    assertThat(house.log.append(TestBatch.of(OS, 6, 2, 10)).kind()).isEqualTo(Kind.DISK_FULL);
    assertThat(recover(house.fs, 1, 0)).isEqualTo(numbers(1, 3));
  }

  @Test
  void aGroupThatTakesNoSpaceAheadIsRefusedBeforeItIsAppendedAsWell() throws Exception {
    LogHouse house = LogHouse.open(ASKING);
    house.fs.freeBytes = (64L << 20) + 1_000; // enough to ask, and so little that it asks each time
    house.write(OS, 3);
    house.fs.freeBytes = 10;
    house.fs.takeCalls();
    LogResult result = house.write(OS, 3);
    assertThat(result.kind()).isEqualTo(Kind.DISK_FULL);
    assertThat(result.kind().isNotDone()).isTrue();
    assertThat(result.failure()).isInstanceOf(DiskFullException.class);
    assertThat(house.fs.takeCalls()).containsExactly("prepare 000001.log");
    assertThat(recover(house.fs, 1, 0)).isEqualTo(numbers(1, 3));

    house.fs.freeBytes = 1 << 10;
    assertThat(house.write(OS, 3).kind()).isEqualTo(Kind.APPENDED);
    assertThat(house.log.figures().fences()).isZero();
    assertThat(recover(house.fs, 1, 0)).isEqualTo(numbers(1, 6));
  }

  @Test
  void spaceThatWasThereWhenAskedForAndIsNoMoreIsToldByTheAppend() throws Exception {
    LogHouse house = LogHouse.open(AHEAD);
    house.write(OS, 3);
    house.fs.freeBytes = 10;
    assertThat(house.write(OS, 3).kind()).isEqualTo(Kind.DISK_FULL_FENCED);
    assertThat(recover(house.fs, 1, 0)).isEqualTo(numbers(1, 3));
  }

  @Test
  void whatIsLeftIsAskedForAgainAfterASecond() throws Exception {
    LogHouse house = LogHouse.open(AHEAD);
    house.write(OS, 3);
    house.fs.freeBytes = 10;
    house.fs.takeCalls();
    house.nowNanos += 1_000_000_001; // whatever the wall clock says
    LogResult late = house.write(OS, 3);
    assertThat(late.kind()).isEqualTo(Kind.DISK_FULL);
    assertThat(house.fs.takeCalls()).containsExactly("prepare 000001.log");
    assertThat(house.log.figures().fences()).isZero();
  }

  @Test
  void whatTheBallastPaysForIsWhatItHolds() throws Exception {
    LogHouse house = LogHouse.open(AHEAD);
    assertThat(house.log.canPayFor(BALLAST - 4_096)).isTrue();
    assertThat(house.log.canPayFor(BALLAST - 4_095)).as("what else may change").isFalse();
    house.write(OS, 3);
    house.fs.freeBytes = 10;
    assertThat(house.write(OS, 3).kind()).isEqualTo(Kind.DISK_FULL_FENCED);
    assertThat(house.log.canPayFor(1)).isFalse();
    house.fs.freeBytes = 4 * BALLAST;
    house.write(OS, 3);
    assertThat(house.log.canPayFor(1)).isTrue();
  }

  @Test
  void theBallastPaysForNoGroupThatIsWrittenInPiecesNorForOneThatBeginsAFile() throws Exception {
    LogHouse house = LogHouse.open(new LogSettings(4_000, 1_000, 2_000, 1 << 16, BALLAST, 0));
    assertThat(house.log.canPayFor(1_000)).isTrue();
    assertThat(house.log.canPayFor(1_001)).isFalse();
    while (house.log.canPayFor(1)) {
      house.write(OS, 3);
    }
    assertThat(house.log.figures().rolls()).isZero();
    house.write(OS, 3);
    assertThat(house.log.figures().rolls()).isEqualTo(1);
    assertThat(house.log.canPayFor(1)).isTrue();
  }

  @Test
  void aGroupThatFindsLessThanWouldBeTakenAheadButEnoughForItselfGoesIn() throws Exception {
    LogHouse house = LogHouse.open(AHEAD);
    house.fs.freeBytes = 600;
    assertThat(house.write(MEMORY, 3).kind()).isEqualTo(Kind.APPENDED);
    assertThat(house.log.figures().refusals()).isZero();
    assertThat(recover(house.fs, 1, 0)).isEqualTo(numbers(1, 3));
  }

  @Test
  void whereLittleIsLeftItIsTakenSinceOthersMightTakeIt() throws Exception {
    LogHouse house = LogHouse.open(AHEAD);
    house.fs.freeBytes = 32L << 20;
    house.fs.takeCalls();
    house.write(OS, 3);
    assertThat(house.fs.takeCalls()).containsExactly("prepare 000001.log", "append 000001.log");
    house.fs.freeBytes = 10;
    assertThat(house.write(OS, 3).kind()).isEqualTo(Kind.APPENDED);
    assertThat(recover(house.fs, 1, 0)).isEqualTo(numbers(1, 6));
  }

  @Test
  void whereTheSystemDoesNotSayWhatIsLeftSpaceIsTaken() throws Exception {
    LogHouse house = LogHouse.open(ASKING);
    house.fs.tellsWhatIsLeft = false;
    assertThat(house.write(OS, 3).kind()).isEqualTo(Kind.APPENDED);
    house.fs.freeBytes = 10;
    assertThat(house.write(OS, 3).kind()).isEqualTo(Kind.DISK_FULL);
    assertThat(recover(house.fs, 1, 0)).isEqualTo(numbers(1, 3));
  }

  @Test
  @Tag("W06")
  void anAppendThatMeetsAFullDiskIsFencedOffAndTheLogGoesOnWhenSpaceIsBack() throws Exception {
    for (int free = 0; free < 200; free += 13) {
      MemoryFileSystem disk = new MemoryFileSystem();
      LogHouse house = LogHouse.open(disk, BARE);
      house.write(OS, 3);
      house.fs.freeBytes = free;
      house.fs.takeCalls();
      LogResult result = house.write(OS, 5);
      assertThat(result.kind()).isEqualTo(Kind.DISK_FULL_FENCED);
      assertThat(result.syncedThrough()).isEqualTo(3);
      assertThat(house.fs.takeCalls())
          .containsExactly(
              "append 000001.log",
              "delete BALLAST",
              "syncDirectory data",
              "sync 000001.log",
              "create 000002.log",
              "append 000002.log",
              "sync 000002.log",
              "syncDirectory data",
              "close 000001.log");
      assertThat(afterPowerLoss(disk)).isEqualTo(numbers(1, 3));

      LogResult again = house.write(OS, 5);
      assertThat(again.kind()).isEqualTo(Kind.DISK_FULL);
      assertThat(again.failure()).hasMessageContaining("BALLAST");
      house.fs.freeBytes = 2 * BALLAST;
      assertThat(house.write(DISK, 5).reached()).isEqualTo(DISK);
      assertThat(house.fs.exists(DIRECTORY.resolve(Ballast.NAME))).isTrue();
      assertThat(afterPowerLoss(disk)).isEqualTo(numbers(1, 8));
      assertThat(house.log.figures().fences()).isEqualTo(1);
    }
  }

  /** The refused group is whole in the file: only the failure said otherwise. */
  @Test
  void aRefusedGroupNeverReturnsEvenIfItIsWholeInTheFile() throws Exception {
    MemoryFileSystem disk = new MemoryFileSystem();
    LogHouse house = LogHouse.open(disk, BARE);
    house.write(DISK, 3);
    house.fs.fullAfterNextAppend = true;
    assertThat(house.write(DISK, 5).kind()).isEqualTo(Kind.DISK_FULL_FENCED);
    assertThat(afterPowerLoss(disk)).isEqualTo(numbers(1, 3));
    MemoryFileSystem rotten = disk.afterCrash(CrashPolicy.KILL, new SplittableRandom(1));
    for (long bit = 0; bit < rotten.size(house.file(2)) * 8; bit++) {
      MemoryFileSystem flipped = rotten.afterCrash(CrashPolicy.KILL, new SplittableRandom(1));
      flipped.flip(house.file(2), bit / 8, 1 << bit % 8);
      try {
        assertThat(recover(flipped, 1, 0)).isEqualTo(numbers(1, 3));
      } catch (CorruptionException refused) {
        assertThat(refused.file()).isEqualTo("000002.log");
      }
    }
  }

  @Test
  void aGroupInPiecesThatMeetsAFullDiskIsFencedOffAsAWhole() throws Exception {
    LogSettings pieces = new LogSettings(1 << 20, 300, 0, 0, BALLAST, 0);
    for (int free = 0; free < 3_000; free += 97) {
      MemoryFileSystem disk = new MemoryFileSystem();
      LogHouse house = LogHouse.open(disk, pieces);
      house.write(DISK, 3);
      house.fs.freeBytes = free;
      assertThat(house.write(DISK, 90).kind()).isEqualTo(Kind.DISK_FULL_FENCED);
      house.fs.freeBytes = 1 << 20;
      assertThat(house.write(DISK, 2).reached()).isEqualTo(DISK);
      assertThat(afterPowerLoss(disk)).isEqualTo(numbers(1, 5));
    }
  }

  @Test
  void aFenceThatFailsSealsTheLogAndTheOutcomeIsUnknown() throws Exception {
    List<String> steps =
        List.of(
            "delete BALLAST",
            "syncDirectory data",
            "sync 000001.log",
            "create 000002.log",
            "append 000002.log",
            "sync 000002.log");
    for (String step : steps) {
      LogHouse house = LogHouse.open(BARE);
      house.write(DISK, 3);
      house.fs.freeBytes = 7;
      house.fs.script = call -> failIf(call.equals(step), new IOException("planted"));
      LogResult result = house.write(DISK, 5);
      assertThat(result.kind()).as(step).isEqualTo(Kind.FAILED);
      house.fs.script = call -> {};
      house.fs.freeBytes = 1 << 20;
      assertThat(house.write(DISK, 5).kind()).as(step).isEqualTo(Kind.SEALED);
      assertThat(recover(house.fs, 1, 0)).as(step).isEqualTo(numbers(1, 3));
    }
  }

  @Test
  void noSpaceForTheFenceSealsTheLog() throws Exception {
    LogHouse house = LogHouse.open(BARE);
    house.write(DISK, 3);
    house.fs.freeBytes = 7;
    house.fs.script = call -> failIf(call.startsWith("create"), new DiskFullException("planted"));
    LogResult result = house.write(DISK, 5);
    assertThat(result.kind()).isEqualTo(Kind.FAILED);
    assertThat(result.failure()).hasCauseInstanceOf(DiskFullException.class);
  }

  @Test
  void aFullDiskToldByASyncIsAFailure() throws Exception {
    LogHouse house = LogHouse.open(BARE);
    house.fs.script = call -> failIf(call.startsWith("sync "), new DiskFullException("planted"));
    LogResult result = house.write(DISK, 5);
    assertThat(result.kind()).isEqualTo(Kind.FAILED);
    assertThat(house.write(DISK, 5).kind()).isEqualTo(Kind.SEALED);
  }

  @Test
  void theBallastPaysForTheNextFile() throws Exception {
    LogHouse house = LogHouse.open(new LogSettings(700, 1 << 16, 0, 0, BALLAST, 0));
    while (house.log.bytes() < 700) {
      house.write(DISK, 3);
    }
    house.fs.freeBytes = 50;
    assertThat(house.write(DISK, 3).kind()).isEqualTo(Kind.DISK_FULL);
    assertThat(house.log.figures().rolls()).isEqualTo(1);
    assertThat(house.fs.exists(DIRECTORY.resolve(Ballast.NAME))).isFalse();
    assertThat(house.fs.list(DIRECTORY)).containsExactly("000001.log", "000003.log");
    house.fs.freeBytes = 1 << 20;
    assertThat(house.write(DISK, 3).reached()).isEqualTo(DISK);
    assertThat(recover(house.fs, 1, 0)).isEqualTo(numbers(1, house.last));
  }

  @Test
  void aNewFileThatFoundNoSpaceIsGoneBeforeTheOldOneGoesOn() throws Exception {
    LogHouse house = LogHouse.open(new LogSettings(700, 1 << 16, 0, 0, 0, 0));
    while (house.log.bytes() < 700) {
      house.write(DISK, 3);
    }
    house.fs.freeBytes = 50;
    assertThat(house.write(DISK, 3).kind()).isEqualTo(Kind.DISK_FULL);
    assertThat(house.fs.list(DIRECTORY)).containsExactly("000001.log");
    house.fs.script = call -> failIf(call.startsWith("delete"), new IOException("planted"));
    assertThat(house.write(DISK, 3).kind()).isEqualTo(Kind.FAILED);
  }

  @Test
  void spaceAheadThatIsNotThereWhileIdleIsToldToWhoeverNeedsIt() throws Exception {
    LogHouse house = LogHouse.open(AHEAD);
    house.write(DISK, 1);
    while (!house.log.hasIdleWork()) {
      house.write(DISK, 1);
    }
    house.fs.freeBytes = 0;
    house.log.idleWork();
    assertThat(house.log.hasIdleWork()).isFalse();
    assertThat(house.write(DISK, 1).reached()).isEqualTo(DISK);
    LogResult result = house.write(DISK, 40);
    assertThat(result.kind()).isEqualTo(Kind.DISK_FULL);
  }

  @Test
  void inQuietAFullDiskIsLeftAlone() throws Exception {
    LogHouse house = LogHouse.open(BARE);
    house.write(DISK, 3);
    house.fs.freeBytes = 7;
    assertThat(house.write(DISK, 3).kind()).isEqualTo(Kind.DISK_FULL_FENCED);
    house.fs.takeCalls();
    house.write(TestBatch.empty(OS, 3));
    house.write(TestBatch.empty(DISK, 3));
    assertThat(house.log.close()).isNull();
    assertThat(house.fs.takeCalls()).containsExactly("close 000002.log");
  }

  @Test
  void aSyncNeedsNoSpace() throws Exception {
    LogHouse house = LogHouse.open(BARE);
    house.write(OS, 3);
    house.fs.freeBytes = 7;
    LogResult result = house.write(TestBatch.empty(DISK, 3));
    assertThat(result.kind()).isEqualTo(Kind.APPENDED);
    assertThat(result.reached()).isEqualTo(DISK);
    assertThat(house.write(OS, 3).kind().isOutOfSpace()).isTrue();
    assertThat(recover(house.fs, 1, 0)).isEqualTo(numbers(1, 3));
  }

  @Test
  void anEmptyBatchTellsWhetherThereIsSpace() throws Exception {
    LogHouse house = LogHouse.open(BARE);
    house.write(DISK, 3);
    house.fs.freeBytes = 7;
    assertThat(house.write(OS, 3).kind().isOutOfSpace()).isTrue();
    assertThat(house.write(TestBatch.empty(OS, 3)).kind()).isEqualTo(Kind.DISK_FULL);
    house.fs.freeBytes = 1 << 20;
    assertThat(house.write(TestBatch.empty(OS, 3)).kind()).isEqualTo(Kind.APPENDED);
  }

  @Test
  void howFarTheLogIsSyncedIsSaidInQuietAlsoWithoutBallast() throws Exception {
    LogHouse house = LogHouse.open(AHEAD); // has room ahead for the words
    house.write(DISK, 1);
    house.ballast.release();
    house.fs.freeBytes = 0;
    house.fs.takeCalls();
    assertThat(house.write(TestBatch.empty(OS, 1)).kind()).isEqualTo(Kind.DISK_FULL);
    assertThat(house.fs.takeCalls()).anyMatch(call -> call.startsWith("append 000001.log"));
  }

  @Test
  void theBallastPaysForABatchThatMustGoIn() throws Exception {
    for (LogSettings settings : List.of(BARE, AHEAD)) {
      LogHouse house = LogHouse.open(settings);
      house.write(DISK, 3);
      house.fs.freeBytes = 7;
      assertThat(house.write(DISK, 60).kind().isOutOfSpace()).isTrue();
      LogResult result = house.write(TestBatch.of(DISK, 3, 40, 40).spendingBallast());
      assertThat(result.kind()).isEqualTo(Kind.APPENDED);
      assertThat(house.log.close()).isNull();
      assertThat(recover(house.fs, 1, 0)).isEqualTo(numbers(1, 43));
    }
  }

  @Test
  void aBatchThatMustGoInAndHasNoRoomEvenInTheBallastIsRefused() throws Exception {
    LogHouse house = LogHouse.open(BARE);
    house.write(DISK, 3);
    house.fs.freeBytes = 7;
    LogResult result = house.write(TestBatch.of(DISK, 3, 400, 40).spendingBallast());
    assertThat(result.kind().isOutOfSpace()).isTrue();
    assertThat(house.log.close()).isNull();
    assertThat(recover(house.fs, 1, 0)).isEqualTo(numbers(1, 3));
  }

  @Test
  void aLogIsNotCreatedWithoutSpaceEvenForItsHeader() throws Exception {
    ScriptedFileSystem fs = fileSystem();
    fs.freeBytes = 50;
    assertThatThrownBy(() -> LogHouse.open(fs, BARE)).isInstanceOf(DiskFullException.class);
    assertThat(fs.list(DIRECTORY)).isEmpty();
  }

  private static ScriptedFileSystem fileSystem() throws IOException {
    ScriptedFileSystem fs = new ScriptedFileSystem(new MemoryFileSystem());
    fs.createDirectories(DIRECTORY);
    return fs;
  }

  private static List<Long> afterPowerLoss(MemoryFileSystem disk) throws IOException {
    FileSystem left = disk.afterCrash(CrashPolicy.STRICT, new SplittableRandom(1));
    return recover(left, 1, 0);
  }

  private static void failIf(boolean now, IOException failure) throws IOException {
    if (now) {
      throw failure;
    }
  }
}
