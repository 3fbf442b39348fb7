package io.aitta.wal;

import static io.aitta.core.Durability.DISK;
import static io.aitta.core.Durability.OS;
import static io.aitta.wal.LogHouse.DIRECTORY;
import static io.aitta.wal.LogHouse.STORE;
import static io.aitta.wal.LogHouse.numbers;
import static io.aitta.wal.LogHouse.recover;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitta.core.CorruptionException;
import io.aitta.core.io.memory.CrashPolicy;
import io.aitta.core.io.memory.MemoryFileSystem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one log says of the one before it. */
class LogChainTest {
  private final MemoryFileSystem disk = new MemoryFileSystem();
  private final GroupWriter writer = new GroupWriter(1_000);
  private long groupAt;
  private long end;

  @BeforeEach
  void writeTheFirstLog() throws IOException {
    disk.createDirectories(DIRECTORY);
    OpenLog log = OpenLog.create(disk, DIRECTORY, new LogHeader(STORE, 1, 1, 0, 0, 0), 0);
    append(log, TestBatch.of(OS, 0, 2, LogHouse.VALUE_BYTES));
    groupAt = log.appended();
    append(log, TestBatch.of(OS, 2, 2, LogHouse.VALUE_BYTES));
    end = log.appended();
    append(log, TestBatch.of(OS, 4, 2, LogHouse.VALUE_BYTES));
  }

  @Test
  void whatStandsBehindTheLengthThatTheNextLogNamesDoesNotCount() throws Exception {
    OpenLog next = follow(4, end);
    append(next, TestBatch.of(OS, 4, 1, LogHouse.VALUE_BYTES));
    assertThat(recover(disk, 1, 0)).isEqualTo(numbers(1, 5));
  }

  @Test
  void aLengthInTheMiddleOfAGroupIsDamage() throws Exception {
    follow(4, end - 1);
    assertThatThrownBy(() -> recover(disk, 1, 0))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("000001.log at offset " + groupAt)
        .hasMessageContaining("a group that ends before " + (end - 1));
  }

  @Test
  void aLengthBeyondTheEndIsDamage() throws Exception {
    follow(6, disk.size(LogFile.path(DIRECTORY, 1)) + 1);
    assertThatThrownBy(() -> recover(disk, 1, 0)).isInstanceOf(CorruptionException.class);
  }

  @Test
  void anotherLastNumberThanTheNextLogNamesIsDamage() throws Exception {
    follow(3, end);
    assertThatThrownBy(() -> recover(disk, 1, 0))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("000002.log")
        .hasMessageContaining("a log behind number 3, found number 4");
  }

  @Test
  void aFileThatFoundNoSpaceDoesNotComeBackBesideItsSuccessor() throws Exception {
    MemoryFileSystem inner = new MemoryFileSystem();
    LogHouse house = LogHouse.open(inner, new LogSettings(500, 1 << 16, 0, 0, 0, 0));
    while (house.log.bytes() < 500) {
      house.write(DISK, 2);
    }
    long last = house.last;
    List<Throwable> violations = new ArrayList<>();
    house.fs.script =
        call -> {
          try {
            for (CrashPolicy policy : EnumSet.complementOf(EnumSet.of(CrashPolicy.ROT))) {
              for (int seed = 0; seed < 20; seed++) {
                List<Long> found =
                    recover(inner.afterCrash(policy, new SplittableRandom(seed)), 1, 0);
                assertThat((long) found.size()).isBetween(last, last + 2);
              }
            }
          } catch (Throwable violation) {
            violations.add(violation);
          }
        };
    house.fs.fullAfterNextAppend = true; // the header is whole, and the disk says it is full
    assertThat(house.write(DISK, 2).reached()).isEqualTo(DISK);
    assertThat(house.fs.list(DIRECTORY)).containsExactly("000001.log", "000003.log");
    assertThat(violations).isEmpty();
  }

  private OpenLog follow(long numberBefore, long length) throws IOException {
    LogHeader header = new LogHeader(STORE, 2, numberBefore + 1, numberBefore, 1, length);
    return OpenLog.create(disk, DIRECTORY, header, 0);
  }

  private void append(OpenLog log, LogBatch batch) throws IOException {
    writer.encode(log.file(), log.salt(), batch, 0);
    writer.finish();
  }
}
