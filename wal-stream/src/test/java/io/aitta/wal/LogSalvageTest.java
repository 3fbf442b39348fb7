package io.aitta.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.Durability;
import io.aitta.core.format.Operation;
import io.aitta.core.io.memory.MemoryFileSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A salvage goes on behind damage: what it delivers and what it reports is all there was. */
class LogSalvageTest {
  private static final int GROUPS = 12;

  private final MemoryFileSystem memory = new MemoryFileSystem();
  private final List<Long> found = new ArrayList<>();
  private final List<LogDamage> damages = new ArrayList<>();

  private LogHouse filled(LogSettings settings) throws IOException {
    LogHouse house = LogHouse.open(memory, settings);
    for (int i = 0; i < GROUPS; i++) {
      house.write(Durability.DISK, 1 + i % 3);
    }
    house.log.close();
    return house;
  }

  private LogSalvage.Summary salvage(Long storeId, long flushedThrough) throws IOException {
    found.clear();
    damages.clear();
    return LogSalvage.salvage(
        memory,
        LogHouse.DIRECTORY,
        storeId,
        0,
        flushedThrough,
        new LogSalvage.Receiver() {
          @Override
          public void group(ReplayedGroup group) {
            for (Operation next = group.next(); next != null; next = group.next()) {
              TestBatch.assertSame(next, TestBatch.operation(group.number(), LogHouse.VALUE_BYTES));
              found.add(group.number());
            }
          }

          @Override
          public void damaged(LogDamage damage) {
            damages.add(damage);
          }
        });
  }

  /** What was found and what was reported as lost, without the order of the two. */
  private List<Long> foundAndReported(long last) {
    TreeSet<Long> all = new TreeSet<>(found);
    for (LogDamage damage : damages) {
      if (damage.losesOperations()) {
        long greatest =
            damage.greatestNumber() == LogDamage.UNKNOWN ? last : damage.greatestNumber();
        for (long number = damage.leastNumber(); number <= greatest; number++) {
          assertThat(found).doesNotContain(number);
          all.add(number);
        }
      }
    }
    return new ArrayList<>(all);
  }

  @Test
  void ofAWholeLogEverythingIsDeliveredInOrder() throws IOException {
    LogHouse house = filled(LogHouse.PLAIN);
    LogSalvage.Summary summary = salvage(LogHouse.STORE, 0);

    assertThat(found).isEqualTo(LogHouse.numbers(1, house.last));
    assertThat(damages).isEmpty();
    assertThat(summary.lastNumber()).isEqualTo(house.last);
  }

  @Test
  void whatTablesHoldIsNotDelivered() throws IOException {
    LogHouse house = filled(LogHouse.PLAIN);
    salvage(LogHouse.STORE, 5);

    assertThat(found).isEqualTo(LogHouse.numbers(6, house.last));
  }

  @Test
  void everyFlippedBitIsReportedWithTheNumbersItCost() throws IOException {
    LogHouse house = filled(LogHouse.PLAIN);
    Path log = house.file(1);
    long size = memory.size(log);
    long worst = 0;
    for (long at = 0; at < size; at += 3) {
      memory.flip(log, at, 0x10);
      salvage(LogHouse.STORE, 0);

      assertThat(foundAndReported(house.last))
          .as("byte %d", at)
          .isEqualTo(LogHouse.numbers(1, house.last));
      assertThat(found).isSorted();
      worst = Math.max(worst, house.last - found.size());
      memory.flip(log, at, 0x10);
    }
    assertThat(worst).isBetween(1L, 3L); // never more than the group
  }

  @Test
  void withoutAnythingElseTheLogsTellWhoseTheyAre() throws IOException {
    LogHouse house = filled(LogHouse.PLAIN);
    salvage(null, 0);

    assertThat(found).isEqualTo(LogHouse.numbers(1, house.last));
  }

  @Test
  void aMissingLogIsReportedWithItsNumbers() throws IOException {
    LogHouse house = filled(new LogSettings(600, 1 << 16, 0, 0, 0, 0));
    Path second = house.file(2);
    assertThat(memory.exists(house.file(3))).isTrue();
    memory.delete(second);
    salvage(LogHouse.STORE, 0);

    assertThat(damages).hasSize(1);
    assertThat(damages.get(0).what().found()).isEqualTo("log 1");
    assertThat(foundAndReported(house.last)).isEqualTo(LogHouse.numbers(1, house.last));
    assertThat(found).isSorted().doesNotContain(damages.get(0).leastNumber());
  }

  @Test
  void everyFlippedBitInAChainOfLogsIsReported() throws IOException {
    LogHouse house = filled(new LogSettings(600, 1 << 16, 0, 0, 0, 0));
    for (long number = 1; memory.exists(house.file(number)); number++) {
      Path log = house.file(number);
      long size = memory.size(log);
      for (long at = 0; at < size; at += 7) {
        memory.flip(log, at, 2);
        salvage(LogHouse.STORE, 0);

        assertThat(foundAndReported(house.last))
            .as("byte %d of log %d", at, number)
            .isEqualTo(LogHouse.numbers(1, house.last));
        memory.flip(log, at, 2);
      }
    }
  }

  @Test
  void aTornEndIsNoDamage() throws IOException {
    LogHouse house = LogHouse.open(memory, LogHouse.PLAIN);
    house.write(Durability.DISK, 2);
    house.write(Durability.OS, 2);
    Path log = house.file(1);
    memory.cut(log, memory.size(log) - 5);
    LogSalvage.Summary summary = salvage(LogHouse.STORE, 0);

    assertThat(damages).isEmpty();
    assertThat(found).containsExactly(1L, 2L);
    assertThat(summary.tornBytes()).isPositive();
  }

  @Test
  void aDumpShowsEveryOperationAndStopsAtDamage() throws IOException {
    LogHouse house = filled(LogHouse.PLAIN);
    List<String> lines = new ArrayList<>();
    LogDump.dump(memory, house.file(1), false, lines::add);

    assertThat(lines.get(0)).startsWith("log 1 of store 5eedcafe12345678");
    assertThat(lines.stream().filter(line -> line.contains(" key["))).hasSize((int) house.last);
    assertThat(lines.get(lines.size() - 1)).startsWith("end at offset ");
  }
}
