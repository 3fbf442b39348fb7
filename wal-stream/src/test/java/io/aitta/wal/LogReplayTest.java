package io.aitta.wal;

import static io.aitta.core.Durability.DISK;
import static io.aitta.core.Durability.OS;
import static io.aitta.wal.LogHouse.DIRECTORY;
import static io.aitta.wal.LogHouse.PLAIN;
import static io.aitta.wal.LogHouse.STORE;
import static io.aitta.wal.LogHouse.numbers;
import static io.aitta.wal.LogHouse.recover;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitta.core.CorruptionException;
import io.aitta.core.Durability;
import io.aitta.core.io.AppendFile;
import io.aitta.core.io.ReadFile;
import io.aitta.core.io.memory.CrashPolicy;
import io.aitta.core.io.memory.MemoryFileSystem;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LogReplayTest {
  private static final LogSettings SMALL_FILES = new LogSettings(700, 1 << 16, 0, 0, 0, 0);

  @Test
  void aDirectoryWithoutALogIsEmpty() throws Exception {
    MemoryFileSystem fs = new MemoryFileSystem();
    fs.createDirectories(DIRECTORY);
    LogReplay.Summary found = LogReplay.replay(fs, DIRECTORY, STORE, 0, 7, group -> {});
    assertThat(found).isEqualTo(new LogReplay.Summary(7, 0, 0, 0, 0, 0, List.of()));
  }

  @Test
  void theSummarySaysWhatWasFound() throws Exception {
    LogHouse house = LogHouse.open(SMALL_FILES);
    house.write(DISK, 9);
    house.write(DISK, 9);
    house.write(OS, 2);
    LogReplay.Summary found = LogReplay.replay(house.fs, DIRECTORY, STORE, 1, 0, group -> {});
    assertThat(found.lastNumber()).isEqualTo(20);
    assertThat(found.timeMarkMillis()).isEqualTo(1_000_020);
    assertThat(found.groups()).isEqualTo(3);
    assertThat(found.operations()).isEqualTo(20);
    assertThat(found.bytes()).isEqualTo(house.log.bytes());
    assertThat(found.tornBytes()).isZero();
    assertThat(found.files()).extracting(LogFile::lastNumber).containsExactly(18L, 20L);
    assertThat(found.files().get(0)).isEqualTo(house.log.files().get(0));
  }

  @Test
  @Tag("T01")
  void theTimeMarkOfAnOlderLogOutlivesIt() throws Exception {
    LogHouse house = LogHouse.open(SMALL_FILES);
    house.write(DISK, 20);
    house.write(TestBatch.empty(OS, 20).at(2_000_000)); // the last mark of the file
    house.write(DISK, 1); // and the clock has gone back
    house.log.removeThrough(20);
    LogReplay.Summary found = LogReplay.replay(house.fs, DIRECTORY, STORE, 1, 21, group -> {});
    assertThat(found.timeMarkMillis()).isEqualTo(2_000_000);
    assertThat(found.lastNumber()).isEqualTo(21);
  }

  @Test
  void operationsThatAreInTablesAreNotDelivered() throws Exception {
    LogHouse house = LogHouse.open(SMALL_FILES);
    for (int i = 0; i < 10; i++) {
      house.write(DISK, 5);
    }
    for (long flushed = 0; flushed <= 50; flushed++) {
      assertThat(recover(house.fs, 1, flushed)).isEqualTo(numbers(flushed + 1, 50));
    }
  }

  @Test
  @Tag("W01")
  void aTornTailEndsTheLogAtEveryLength() throws Exception {
    LogHouse house = twoFiles(new MemoryFileSystem(), List.of(OS));
    MemoryFileSystem whole = crash(house, CrashPolicy.KILL);
    long size = whole.size(house.file(2));
    long before = house.log.files().get(0).lastNumber();
    int kept = 0;
    for (long length = 0; length <= size; length++) {
      MemoryFileSystem cut = copy(whole);
      cut.cut(house.file(2), length);
      List<Long> found = recover(cut, 1, 0);
      assertThat(found).isEqualTo(numbers(1, found.size()));
      assertThat((long) found.size()).isBetween(before, house.last);
      kept = Math.max(kept, found.size());
    }
    assertThat(kept).isEqualTo((int) house.last);
  }

  @Test
  @Tag("W04")
  void aFileThatIsCutBelowWhatItsSuccessorNamesIsDamage() throws Exception {
    LogHouse house = twoFiles(new MemoryFileSystem(), List.of(OS));
    MemoryFileSystem whole = crash(house, CrashPolicy.KILL);
    for (long length = 0; length < whole.size(house.file(1)); length++) {
      MemoryFileSystem cut = copy(whole);
      cut.cut(house.file(1), length);
      assertThatThrownBy(() -> recover(cut, 1, 0)).isInstanceOf(CorruptionException.class);
    }
  }

  @Test
  @Tag("W01")
  void everyFlippedBitIsDamageOrLosesTheLastGroupAtMost() throws Exception {
    LogHouse house = twoFiles(new MemoryFileSystem(), List.of(DISK));
    long lastGroup = house.last;
    house.write(DISK, 2); // its successor would say that it is synced; there is none
    MemoryFileSystem whole = crash(house, CrashPolicy.STRICT);
    int damage = 0;
    for (long file = 1; file <= 2; file++) {
      for (long bit = 0; bit < whole.size(house.file(file)) * 8; bit++) {
        MemoryFileSystem flipped = copy(whole);
        flipped.flip(house.file(file), bit / 8, 1 << bit % 8);
        try {
          List<Long> found = recover(flipped, 1, 0);
          assertThat(found).as("file %s bit %s", file, bit).isEqualTo(numbers(1, found.size()));
          assertThat((long) found.size()).as("file %s bit %s", file, bit).isEqualTo(lastGroup);
        } catch (CorruptionException found) {
          assertThat(found.file()).isIn("000001.log", "000002.log");
          damage++;
        }
      }
    }
    assertThat(damage).isGreaterThan(8_000);
  }

  @Test
  void afterQuietEveryFlippedBitIsDamageOrLosesNothing() throws Exception {
    LogHouse house = twoFiles(new MemoryFileSystem(), List.of(DISK));
    house.write(TestBatch.empty(OS, house.last));
    MemoryFileSystem whole = crash(house, CrashPolicy.KILL);
    for (long file = 1; file <= 2; file++) {
      for (long bit = 0; bit < whole.size(house.file(file)) * 8; bit++) {
        MemoryFileSystem flipped = copy(whole);
        flipped.flip(house.file(file), bit / 8, 1 << bit % 8);
        try {
          assertThat(recover(flipped, 1, 0)).isEqualTo(numbers(1, house.last));
        } catch (CorruptionException found) {
          assertThat(found.file()).isIn("000001.log", "000002.log");
        }
      }
    }
  }

  @Test
  void afterACloseALostSectorOrPageIsDamageOrLosesNothing() throws Exception {
    for (int operations = 1; operations < 60; operations += 3) {
      LogHouse house = LogHouse.open(PLAIN);
      for (int i = 0; i < operations; i++) {
        house.write(OS, 1);
      }
      assertThat(house.log.close()).isNull();
      MemoryFileSystem whole = crash(house, CrashPolicy.KILL);
      for (int block : new int[] {512, 4096}) {
        for (long from = 0; from < whole.size(house.file(1)); from += block) {
          MemoryFileSystem lost = copy(whole);
          for (long at = from; at < Math.min(from + block, lost.size(house.file(1))); at++) {
            zero(lost, house.file(1), at);
          }
          try {
            assertThat(recover(lost, 1, 0)).isEqualTo(numbers(1, operations));
          } catch (CorruptionException found) {
            assertThat(found.file()).isEqualTo("000001.log");
          }
        }
      }
    }
  }

  @Test
  void aTornGroupStillTellsThatWhatIsBeforeItWasSynced() throws Exception {
    LogHouse house = LogHouse.open(PLAIN);
    house.write(DISK, 2);
    long synced = house.fs.size(house.file(1));
    house.write(OS, 20);
    MemoryFileSystem disk = crash(house, CrashPolicy.KILL);
    disk.cut(house.file(1), synced + GroupWriter.EMPTY_BYTES + 10);
    assertThat(recover(disk, 1, 0)).isEqualTo(numbers(1, 2));
    disk.flip(house.file(1), synced - 1, 1);
    assertThatThrownBy(() -> recover(disk, 1, 0)).isInstanceOf(CorruptionException.class);
  }

  @Test
  void unsyncedGroupsBehindALostOneAreLostToo() throws Exception {
    LogHouse house = LogHouse.open(PLAIN);
    house.write(DISK, 1);
    long second = house.fs.size(house.file(1));
    house.write(OS, 3);
    house.write(OS, 3);
    MemoryFileSystem disk = crash(house, CrashPolicy.KILL);
    for (long offset = second; offset < second + 40; offset++) {
      zero(disk, house.file(1), offset);
    }
    LogReplay.Summary found = LogReplay.replay(disk, DIRECTORY, STORE, 1, 0, group -> {});
    assertThat(found.lastNumber()).isEqualTo(1);
    assertThat(found.tornBytes()).isPositive();
  }

  @Test
  @Tag("W02")
  void spaceTakenAheadIsACleanEnd() throws Exception {
    LogHouse house = LogHouse.open(new LogSettings(1 << 20, 1 << 16, 1 << 18, 1 << 16, 0, 0));
    house.write(DISK, 5);
    LogReplay.Summary found = LogReplay.replay(house.fs, DIRECTORY, STORE, 1, 0, group -> {});
    assertThat(found.lastNumber()).isEqualTo(5);
    assertThat(found.tornBytes()).isZero();
    assertThat(house.fs.size(house.file(1))).isGreaterThan(1 << 18);
  }

  @Test
  void aMissingLogIsDamageWhereverItWas() throws Exception {
    for (long missing = 1; missing <= 3; missing++) {
      LogHouse house = LogHouse.open(SMALL_FILES);
      while (house.log.files().size() < 3) {
        house.write(DISK, 5);
      }
      house.fs.delete(house.file(missing));
      assertThatThrownBy(() -> recover(house.fs, 1, 0)).isInstanceOf(CorruptionException.class);
    }
  }

  @Test
  void theLogThatTheManifestNamesHasToBeThere() throws Exception {
    MemoryFileSystem fs = new MemoryFileSystem();
    fs.createDirectories(DIRECTORY);
    assertThatThrownBy(() -> recover(fs, 3, 0))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("000003.log");
  }

  @Test
  @Tag("F08")
  void removedLogsMayComeBackAfterACrash() throws Exception {
    LogHouse house = LogHouse.open(SMALL_FILES);
    while (house.log.files().size() < 4) {
      house.write(DISK, 5);
    }
    long flushed = house.log.files().get(2).lastNumber();
    List<Long> expected = numbers(flushed + 1, house.last);
    for (int returned = 0; returned < 8; returned++) {
      MemoryFileSystem disk = crash(house, CrashPolicy.KILL);
      for (long file = 1; file <= 3; file++) {
        if ((returned & 1 << (file - 1)) == 0) {
          disk.delete(house.file(file));
        }
      }
      assertThat(recover(disk, 1, flushed)).isEqualTo(expected);
    }
  }

  @Test
  void damageInALogThatIsWhollyInTablesDoesNotMatter() throws Exception {
    LogHouse house = twoFiles(new MemoryFileSystem(), List.of(DISK));
    long flushed = house.log.files().get(0).lastNumber();
    MemoryFileSystem disk = crash(house, CrashPolicy.STRICT);
    disk.flip(house.file(1), 200, 1);
    assertThat(recover(disk, 1, flushed)).isEqualTo(numbers(flushed + 1, house.last));
    assertThatThrownBy(() -> recover(disk, 1, flushed - 1)).isInstanceOf(CorruptionException.class);
  }

  @Test
  void aLogWhoseCreationNeverFinishedIsNothing() throws Exception {
    LogHouse house = twoFiles(new MemoryFileSystem(), List.of(DISK));
    for (int length = 0; length < LogHeader.END; length++) {
      MemoryFileSystem disk = crash(house, CrashPolicy.KILL);
      disk.cut(house.file(2), length);
      assertThat(recover(disk, 1, 0)).isEqualTo(numbers(1, house.log.files().get(0).lastNumber()));
    }
  }

  @Test
  void aLogThatIsLongerThanItsOpeningWasCreatedThoughNothingInItCanBeRead() throws Exception {
    LogHouse house = twoFiles(new MemoryFileSystem(), List.of(DISK));
    house.write(DISK, 1);
    MemoryFileSystem disk = crash(house, CrashPolicy.STRICT);
    long length = disk.size(house.file(2));
    assertThat(length).isGreaterThan(OpenLog.OPENING_BYTES);
    for (long at = 0; at < length; at++) {
      zero(disk, house.file(2), at);
    }
    assertThatThrownBy(() -> recover(disk, 1, 0)).isInstanceOf(CorruptionException.class);
  }

  @Test
  void aLogOfWhichOnlyTheEndOfAGroupIsLeftWasCreated() throws Exception {
    LogHouse house = LogHouse.open(new LogSettings(700, 1 << 10, 0, 0, 0, 0));
    house.write(DISK, 10);
    house.write(DISK, 10);
    house.write(DISK, 1, 5_500); // in frames of 1 KiB: what is behind 4 KiB begins no group
    MemoryFileSystem disk = crash(house, CrashPolicy.STRICT);
    for (long at = 0; at < 4_096; at++) {
      zero(disk, house.file(2), at);
    }
    assertThatThrownBy(() -> recover(disk, 1, 0)).isInstanceOf(CorruptionException.class);
  }

  @Test
  void aRecoveryThatNeverFinishedIsPassedOver() throws Exception {
    LogHouse house = LogHouse.open(SMALL_FILES);
    house.write(DISK, 5);
    LogReplay.Summary found = LogReplay.replay(house.fs, DIRECTORY, STORE, 1, 0, group -> {});
    house.create(new FileLog.Start(0, 6, found.timeMarkMillis(), found.files()));
    house.write(OS, 5); // the copy
    assertThat(recover(house.fs, 1, 0)).isEqualTo(numbers(1, 5));
    house.create(FileLog.Start.after(found));
    assertThat(recover(house.fs, 1, 0)).isEqualTo(numbers(1, 5));

    house.write(DISK, 1); // now the manifest has to name it
    assertThatThrownBy(() -> recover(house.fs, 1, 0)).isInstanceOf(CorruptionException.class);
    assertThat(recover(house.fs, 3, 5)).isEqualTo(numbers(6, 6));
  }

  @Test
  void aCopyMadeWhileRecoveringStandsForTheLogsItCopied() throws Exception {
    LogHouse house = LogHouse.open(SMALL_FILES);
    house.write(DISK, 5);
    LogReplay.Summary found = LogReplay.replay(house.fs, DIRECTORY, STORE, 1, 0, group -> {});
    house.create(new FileLog.Start(0, 6, found.timeMarkMillis(), found.files()));
    house.write(DISK, 5);
    house.write(DISK, 3);
    assertThat(recover(house.fs, 2, 0)).isEqualTo(numbers(1, 8));
  }

  @Test
  void aGapBetweenTwoGroupsIsDamage() throws Exception {
    LogHouse house = LogHouse.open(PLAIN);
    house.write(DISK, 3);
    GroupWriter writer = new GroupWriter(1_000);
    MemoryFileSystem disk = new MemoryFileSystem();
    disk.createDirectories(DIRECTORY);
    LogHeader header = new LogHeader(STORE, 1, 1, 0, 0, 0);
    OpenLog log = OpenLog.create(disk, DIRECTORY, header, 0);
    for (long before : new long[] {0, 3}) {
      writer.encode(log.file(), log.salt(), TestBatch.of(OS, before, 2, 40), 0);
      writer.finish();
    }
    assertThatThrownBy(() -> recover(disk, 1, 0))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("expected a group behind number 2, found one behind 3");
  }

  @Test
  @Tag("W16")
  void aLengthThatWasOnlyReadIsNeverAllocated() throws Exception {
    LogHouse house = LogHouse.open(PLAIN);
    house.write(OS, 1);
    long end = house.fs.size(house.file(1));
    MemoryFileSystem disk = crash(house, CrashPolicy.KILL);
    for (int bit = 0; bit < 32; bit++) {
      MemoryFileSystem flipped = copy(disk);
      flipped.flip(house.file(1), LogHeader.END + GroupWriter.EMPTY_BYTES + bit / 8, 1 << bit % 8);
      LogReplay.Summary found = LogReplay.replay(flipped, DIRECTORY, STORE, 1, 0, group -> {});
      assertThat(found.lastNumber()).isZero();
      assertThat(found.tornBytes()).isEqualTo(end - LogHeader.END - GroupWriter.EMPTY_BYTES);
    }
  }

  @Test
  @Tag("W17")
  void replayChangesNothing() throws Exception {
    LogHouse house = twoFiles(new MemoryFileSystem(), List.of(DISK));
    house.fs.takeCalls();
    MemoryFileSystem disk = crash(house, CrashPolicy.KILL);
    disk.cut(house.file(2), disk.size(house.file(2)) - 1);
    ScriptedFileSystem watched = new ScriptedFileSystem(disk);
    recover(watched, 1, 0);
    assertThat(watched.takeCalls()).isEmpty();
    assertThat(disk.openHandles()).isEmpty();
    assertThat(recover(disk, 1, 0)).isEqualTo(recover(disk, 1, 0));
  }

  @Test
  void otherFilesAreNoLogs() throws Exception {
    LogHouse house = LogHouse.open(PLAIN);
    house.write(DISK, 2);
    for (String name : List.of("000007.sst", "CURRENT", ".DS_Store", "._000001.log", "1.log")) {
      try (AppendFile file = house.fs.create(DIRECTORY.resolve(name))) {
        file.append(ByteBuffer.wrap(new byte[] {1, 2, 3}));
      }
    }
    assertThat(recover(house.fs, 1, 0)).isEqualTo(numbers(1, 2));
  }

  /** A file that is full, and a second one with three groups. */
  private static LogHouse twoFiles(MemoryFileSystem disk, List<Durability> levels)
      throws Exception {
    LogHouse house = LogHouse.open(disk, SMALL_FILES);
    int i = 0;
    while (house.log.files().isEmpty()) {
      house.write(levels.get(i++ % levels.size()), 2);
    }
    house.write(levels.get(i++ % levels.size()), 2);
    house.write(levels.get(i % levels.size()), 2);
    return house;
  }

  private static MemoryFileSystem crash(LogHouse house, CrashPolicy policy) {
    return ((MemoryFileSystem) house.fs.inner()).afterCrash(policy, new SplittableRandom(1));
  }

  private static MemoryFileSystem copy(MemoryFileSystem disk) {
    return disk.afterCrash(CrashPolicy.KILL, new SplittableRandom(1));
  }

  private static void zero(MemoryFileSystem disk, Path path, long offset) throws Exception {
    ByteBuffer one = ByteBuffer.allocate(1);
    try (ReadFile file = disk.openRead(path)) {
      file.readAt(offset, one);
    }
    disk.flip(path, offset, one.get(0));
  }
}
