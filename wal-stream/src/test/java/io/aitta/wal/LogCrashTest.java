package io.aitta.wal;

import static io.aitta.core.Durability.DISK;
import static io.aitta.core.Durability.OS;
import static io.aitta.wal.LogHouse.DIRECTORY;
import static io.aitta.wal.LogHouse.recover;
import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.CorruptionException;
import io.aitta.core.Durability;
import io.aitta.core.format.Operation;
import io.aitta.core.io.memory.CrashPolicy;
import io.aitta.core.io.memory.LostWrites;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.wal.LogResult.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A scripted life of a log, crashed before each call it makes, in every way a crash can be. */
class LogCrashTest {
  private static final LogSettings TINY = new LogSettings(1_500, 400, 500, 300, 2_000, 200);
  private static final Set<CrashPolicy> LEGAL =
      EnumSet.complementOf(EnumSet.of(CrashPolicy.ROT, CrashPolicy.FSYNC_LIE));

  /** What was promised so far: the numbers in commit order, and where batches end. */
  private static final class Promises {
    final List<Long> accepted = new ArrayList<>();
    final List<Long> inFlight = new ArrayList<>();
    final Set<Long> ends = new TreeSet<>();
    final List<Throwable> violations = new ArrayList<>();
    boolean sealed;
    long durable;
    long withTheSystem;
    long flushed;
    int states;

    void check(MemoryFileSystem disk, CrashPolicy policy, long seed) throws IOException {
      MemoryFileSystem left = disk.afterCrash(policy, new SplittableRandom(seed));
      List<Long> found = recover(left, 1, flushed);
      List<Long> written = new ArrayList<>(accepted);
      written.addAll(inFlight);
      written.removeIf(number -> number <= flushed);
      String state = policy + " " + seed;
      assertThat(found).as(state).isEqualTo(written.subList(0, found.size()));
      long last = found.isEmpty() ? flushed : found.get(found.size() - 1);
      assertThat(last).as(state).isGreaterThanOrEqualTo(durable);
      assertThat(last == 0 || ends.contains(last)).as("%s ends at %s", state, last).isTrue();
      if (policy == CrashPolicy.KILL) {
        assertThat(last).as(state).isGreaterThanOrEqualTo(withTheSystem);
      }
      states++;
    }
  }

  @Test
  @Tag("W05")
  void whateverACrashLeavesIsAPrefixWithEverythingSynced() throws Exception {
    long seed = Long.getLong("seed", 20_261);
    System.out.println("seed " + seed);
    MemoryFileSystem disk = new MemoryFileSystem();
    LogHouse house = LogHouse.open(disk, TINY);
    Promises promises = new Promises();
    house.fs.script =
        call -> {
          try {
            for (CrashPolicy policy : LEGAL) {
              promises.check(disk, policy, seed + promises.states);
            }
          } catch (Throwable violation) {
            promises.violations.add(violation); // the log would take it for the disk's failure
            throw violation;
          }
        };
    live(house, promises, new SplittableRandom(seed), 800);
    for (Throwable violation : promises.violations) {
      throw new AssertionError("seed " + seed, violation);
    }

    LogFigures figures = house.log.figures();
    System.out.println("crash states " + promises.states + ", " + figures);
    assertThat(promises.states).isGreaterThan(5_000);
    assertThat(figures.writeBacks()).isPositive();
    assertThat(figures.rolls()).isPositive();
    assertThat(figures.fences()).isPositive();
    assertThat(figures.refusals()).isPositive();
  }

  @Test
  void aFailedSyncWhoseWritesAreGoneLosesNothingThatWasAnswered() throws Exception {
    int failed = 0;
    for (LostWrites when : LostWrites.values()) {
      for (int failing = 1; failing < 40; failing++) {
        MemoryFileSystem disk = new MemoryFileSystem();
        LogHouse house = LogHouse.open(disk, TINY);
        Promises promises = new Promises();
        int[] syncs = {0, failing};
        house.fs.script =
            call -> {
              if (call.startsWith("sync ") && ++syncs[0] == syncs[1]) {
                disk.loseUnsynced(DIRECTORY.resolve(call.substring(5)), when);
                throw new IOException("planted");
              }
            };
        live(house, promises, new SplittableRandom(failing), 120);
        promises.check(disk, CrashPolicy.FSYNC_LIE, failing);
        if (promises.sealed) {
          assertThat(house.log.close()).hasMessage("planted");
          promises.check(disk, CrashPolicy.FSYNC_LIE, failing);
          failed++;
        }
      }
    }
    assertThat(failed).isGreaterThan(40);
  }

  @Test
  void anyCallThatFailsSealsTheLogAndLosesNothingThatWasAnswered() throws Exception {
    int calls = 0;
    for (int failing = 1; ; failing++) {
      MemoryFileSystem disk = new MemoryFileSystem();
      LogHouse house = LogHouse.open(disk, TINY);
      Promises promises = new Promises();
      int[] made = {0, failing};
      house.fs.script =
          call -> {
            if (++made[0] == made[1]) {
              throw new IOException("planted");
            }
          };
      live(house, promises, new SplittableRandom(7), 60);
      for (CrashPolicy policy : LEGAL) {
        promises.check(disk, policy, failing);
      }
      if (made[0] < failing) {
        break;
      }
      calls++;
    }
    System.out.println("failing calls " + calls);
    assertThat(calls).isGreaterThan(60);
  }

  @Test
  void rotIsFoundOrDoesNoHarm() throws Exception {
    int found = 0;
    for (int seed = 0; seed < 500; seed++) {
      MemoryFileSystem disk = new MemoryFileSystem();
      LogHouse house = LogHouse.open(disk, TINY);
      Promises promises = new Promises();
      live(house, promises, new SplittableRandom(seed % 10), 20);
      house.write(TestBatch.empty(DISK, house.last));
      MemoryFileSystem rotten = disk.afterCrash(CrashPolicy.ROT, new SplittableRandom(seed));
      try {
        List<Long> numbers = recover(rotten, 1, promises.flushed);
        List<Long> written = new ArrayList<>(promises.accepted);
        written.removeIf(number -> number <= promises.flushed);
        assertThat(numbers).isEqualTo(written.subList(0, numbers.size()));
      } catch (CorruptionException corruption) {
        found++;
      }
    }
    System.out.println("rot found " + found);
    assertThat(found).isGreaterThan(100);
  }

  @Test
  @Tag("F09")
  void aCrashWhileTheLogIsCreatedLeavesADirectoryThatOpens() throws Exception {
    MemoryFileSystem disk = new MemoryFileSystem();
    disk.createDirectories(DIRECTORY);
    ScriptedFileSystem fs = new ScriptedFileSystem(disk);
    int[] states = {0};
    fs.script =
        call -> {
          for (CrashPolicy policy : LEGAL) {
            for (int seed = 0; seed < 20; seed++) {
              MemoryFileSystem left = disk.afterCrash(policy, new SplittableRandom(seed));
              assertThat(recover(left, 0, 0)).isEmpty();
              states[0]++;
            }
          }
        };
    LogHouse.open(fs, TINY);
    assertThat(states[0]).isGreaterThan(500);
  }

  /** Batches of all levels, quiet, idle work, files removed, a disk that fills and empties. */
  private static void live(LogHouse house, Promises promises, SplittableRandom random, int steps)
      throws IOException {
    long next = house.last + 1;
    for (int step = 0; step < steps; step++) {
      int choice = random.nextInt(20);
      if (choice < 15) {
        int count = random.nextInt(8) == 0 ? 15 : 1 + random.nextInt(4);
        next = write(house, promises, level(random), next, count);
      } else if (choice < 17) {
        Durability level = random.nextBoolean() ? DISK : OS;
        LogResult result = house.write(TestBatch.empty(level, house.last));
        note(promises, result);
      } else if (choice == 17) {
        promises.flushed = Math.max(promises.flushed, promises.durable);
        removeFlushed(house, promises);
      } else if (choice == 18) {
        house.fs.freeBytes = random.nextInt(300);
      } else {
        house.fs.freeBytes = 1 << 20;
      }
      if (house.log.hasIdleWork() && random.nextBoolean()) {
        house.log.idleWork();
      }
      house.log.writeBack();
    }
  }

  private static long write(
      LogHouse house, Promises promises, Durability level, long first, int count) {
    List<Operation> operations = new ArrayList<>();
    List<Long> numbers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      operations.add(TestBatch.operation(first + i, LogHouse.VALUE_BYTES));
      numbers.add(first + i);
    }
    if (!promises.sealed) {
      promises.ends.add(first + count - 1);
      promises.inFlight.addAll(numbers);
    }
    LogResult result = house.write(new TestBatch(house.last, first, level, operations));
    if (promises.sealed) {
      assertThat(result.kind()).isEqualTo(Kind.SEALED);
      return first + count;
    }
    promises.sealed = result.kind().isFinal();
    if (result.kind() == Kind.APPENDED) {
      promises.accepted.addAll(numbers);
    }
    if (result.kind() != Kind.FAILED) {
      promises.inFlight.clear();
    }
    note(promises, result);
    return first + count; // a number that was given is never given again
  }

  private static void note(Promises promises, LogResult result) {
    if (result.kind() == Kind.APPENDED) {
      promises.durable = Math.max(promises.durable, result.syncedThrough());
      promises.withTheSystem = Math.max(promises.withTheSystem, result.appendedThrough());
    }
  }

  private static void removeFlushed(LogHouse house, Promises promises) {
    try {
      house.log.removeThrough(promises.flushed);
    } catch (IOException failure) {
      assertThat(failure).hasMessage("planted"); // it stays, and is removed another time
    }
  }

  private static Durability level(SplittableRandom random) {
    return List.of(Durability.MEMORY, OS, DISK).get(random.nextInt(3));
  }
}
