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
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * A store that flushes and compacts all the time, under writes, deletes, gets and walks over
 * snapshots: heap, direct memory, handles, threads and files stay what they were after a third of
 * the time, gets do not slow down, and at the end everything is there and whole. To be run as a
 * process of its own, whose heap is nobody else's.
 */
final class Soak {
  private static final int ROUNDS = 12;
  private static final int STEPS_BETWEEN_LOOKS = 200;
  private static final long MIB = 1L << 20;
  private static final long HEAP_GROWTH_BYTES_MAX = 8 * MIB;
  private static final long DIRECT_GROWTH_BYTES_MAX = 4 * MIB;
  private static final int LOGS_MAX = 4;
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

  private final ActorSystem<Void> system = RunningStore.system("soak");
  private final int seconds;

  private Soak(int seconds) {
    this.seconds = seconds;
  }

  /** Takes the directory, how many seconds, and the seed; ends well or with what did not hold. */
  public static void main(String[] arguments) throws IOException {
    Soak soak = new Soak(Integer.parseInt(arguments[1]));
    try {
      soak.requireNoGrowth(Path.of(arguments[0]), Long.parseLong(arguments[2]));
    } finally {
      RunningStore.terminate(soak.system);
    }
  }

  private void requireNoGrowth(Path directory, long seed) throws IOException {
    List<Holdings> holdings = new ArrayList<>();
    List<Long> p99Nanos = new ArrayList<>();
    try (RunningStore running = open(directory)) {
      SoakLoad load = new SoakLoad(running.store(), seed);
      for (int round = 0; round < ROUNDS; round++) {
        run(load, TimeUnit.SECONDS.toNanos(seconds) / ROUNDS);
        holdings.add(Holdings.now());
        p99Nanos.add(load.getNanosP99());
      }
      load.compare();
      requireOnlyLiveFiles(running.store(), directory);
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

  /**
   * Tables that no view and no snapshot needs, old logs and old manifests are gone from the disk.
   */
  private static void requireOnlyLiveFiles(Store store, Path directory) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              assertThat(files(directory, name -> name.endsWith(".sst")))
                  .isEqualTo(
                      store.figures().levels().stream()
                          .mapToLong(StoreFigures.Level::tables)
                          .sum());
              assertThat(files(directory, name -> name.endsWith(".log")))
                  .isLessThanOrEqualTo(LOGS_MAX);
              assertThat(files(directory, name -> name.startsWith("MANIFEST"))).isEqualTo(1);
            });
  }

  private static long files(Path directory, Predicate<String> of) throws IOException {
    return FileSystem.disk().list(directory).stream().filter(of).count();
  }

  private static Holdings greatest(List<Holdings> holdings) {
    return holdings.stream().reduce(Holdings::max).orElseThrow();
  }

  private static void requireNothingGrew(List<Holdings> holdings) {
    Holdings before = greatest(holdings.subList(ROUNDS / 6, ROUNDS / 2));
    Holdings after = greatest(holdings.subList(ROUNDS * 2 / 3, ROUNDS));
    assertThat(after.heapBytes())
        .as("heap; %s", holdings)
        .isLessThan(before.heapBytes() + HEAP_GROWTH_BYTES_MAX);
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

  private void print(
      SoakLoad load, StoreFigures.Counters counters, List<Holdings> holdings, List<Long> p99Nanos) {
    Holdings most = greatest(holdings);
    Figures.print("soak.seconds", seconds);
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
