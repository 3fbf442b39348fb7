package io.aitta.it.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aitta.actors.Store;
import io.aitta.actors.StoreFigures;
import io.aitta.actors.offline.Verification;
import io.aitta.core.io.FileSystem;
import io.aitta.it.support.Figures;
import io.aitta.it.support.RunningStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A store that flushes and compacts all the time, under writes, deletes, gets and walks over
 * snapshots: heap, direct memory, handles, threads and files stay what they were after a third of
 * the time, gets do not slow down, and at the end everything is there and whole. {@code
 * -Dsoak.seconds=N -Dseed=N}.
 */
class SoakTest {
  private static final int SECONDS = Integer.getInteger("soak.seconds", 60);
  private static final long SEED = Long.getLong("seed", 20261123);
  private static final int ROUNDS = 12;
  private static final int STEPS_BETWEEN_LOOKS = 200;
  private static final long MIB = 1L << 20;
  private static final long HEAP_GROWTH_BYTES_MAX = 24 * MIB;
  private static final long DIRECT_GROWTH_BYTES_MAX = 16 * MIB;
  private static final int HANDLES_MORE_MAX = 24;
  private static final int THREADS_MORE_MAX = 8;
  private static final long P99_NANOS_ALLOWED = TimeUnit.MILLISECONDS.toNanos(40);
  private static final int P99_TIMES_ALLOWED = 4;

  private static final String SETTINGS =
      """
      memtable { size = 1 MiB }
      table { size = 512 KiB, direct-io = on }
      wal { file-size = 2 MiB }
      manifest { file-size = 16 KiB }
      cache = 4 MiB
      open-files = 20
      """;

  @TempDir private Path scratch;
  private ActorSystem<Void> system;

  @BeforeEach
  void begin() {
    system = RunningStore.system("soak");
  }

  @AfterEach
  void end() {
    RunningStore.terminate(system);
  }

  @Test
  void whatAStoreHoldsDoesNotGrowAndNothingSlowsDown() throws IOException {
    Figures.seed("soak", SEED);
    Path directory = scratch.resolve("data");
    List<Holdings> holdings = new ArrayList<>();
    List<Long> p99Nanos = new ArrayList<>();
    try (RunningStore running = open(directory)) {
      SoakLoad load = new SoakLoad(running.store(), SEED);
      for (int round = 0; round < ROUNDS; round++) {
        run(load, TimeUnit.SECONDS.toNanos(SECONDS) / ROUNDS);
        holdings.add(Holdings.now());
        p99Nanos.add(load.getNanosP99());
      }
      load.compare();
      requireOnlyLiveTables(running.store(), directory);
      print(load, running.store().figures().counters(), holdings, p99Nanos);
    }
    requireNothingGrew(holdings);
    requireNothingSlowedDown(p99Nanos);
    requireWhole(directory);
  }

  private RunningStore open(Path directory) {
    return RunningStore.open(system, RunningStore.settings(directory, SETTINGS), FileSystem.disk());
  }

  private static void run(SoakLoad load, long nanos) {
    long began = System.nanoTime();
    while (System.nanoTime() - began < nanos) {
      for (int i = 0; i < STEPS_BETWEEN_LOOKS; i++) {
        load.step();
      }
    }
    load.settle();
  }

  /** Tables that no view and no snapshot needs are gone from the disk. */
  private static void requireOnlyLiveTables(Store store, Path directory) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(
                        FileSystem.disk().list(directory).stream()
                            .filter(name -> name.endsWith(".sst"))
                            .count())
                    .isEqualTo(
                        store.figures().levels().stream()
                            .mapToLong(StoreFigures.Level::tables)
                            .sum()));
  }

  private static Holdings greatest(List<Holdings> holdings) {
    return holdings.stream().reduce(Holdings::max).orElseThrow();
  }

  private static void requireNothingGrew(List<Holdings> holdings) {
    Holdings before = greatest(holdings.subList(ROUNDS / 6, ROUNDS / 2));
    Holdings after = greatest(holdings.subList(ROUNDS * 2 / 3, ROUNDS));
    assertThat(after.heapBytes()).as("heap").isLessThan(before.heapBytes() + HEAP_GROWTH_BYTES_MAX);
    assertThat(after.directBytes())
        .as("direct memory")
        .isLessThan(before.directBytes() + DIRECT_GROWTH_BYTES_MAX);
    assertThat(after.handles()).as("handles").isLessThan(before.handles() + HANDLES_MORE_MAX);
    assertThat(after.threads()).as("threads").isLessThan(before.threads() + THREADS_MORE_MAX);
  }

  private static void requireNothingSlowedDown(List<Long> p99Nanos) {
    long before = median(p99Nanos.subList(ROUNDS / 6, ROUNDS / 2));
    long after = median(p99Nanos.subList(ROUNDS * 2 / 3, ROUNDS));
    assertThat(after).isLessThan(P99_TIMES_ALLOWED * before + P99_NANOS_ALLOWED);
  }

  private static long median(List<Long> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private static void requireWhole(Path directory) throws IOException {
    List<String> found = new ArrayList<>();
    Verification.Summary summary =
        Verification.verify(
            FileSystem.disk(), directory, damage -> found.add(damage.file() + ": " + damage));
    assertThat(found).isEmpty();
    assertThat(summary.tables()).isPositive();
  }

  private static void print(
      SoakLoad load, StoreFigures.Counters counters, List<Holdings> holdings, List<Long> p99Nanos) {
    Holdings most = greatest(holdings);
    Figures.print("soak.seconds", SECONDS);
    Figures.print("soak.operations", load.operations());
    Figures.print("soak.flushes", counters.flushes());
    Figures.print("soak.compactions", counters.compactions());
    Figures.print("soak.heap.mib", most.heapBytes() / MIB);
    Figures.print("soak.direct.mib", most.directBytes() / MIB);
    Figures.print("soak.handles", most.handles());
    Figures.print("soak.threads", most.threads());
    Figures.print("soak.get.p99.micros", median(p99Nanos) / 1_000);
  }
}
