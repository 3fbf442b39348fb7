package io.aitta.it.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.aitta.it.support.ChildJvm;
import io.aitta.it.support.DiskBug;
import io.aitta.it.support.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The real actors keep their promises through crashes, on a disk that forgets: fixed seeds in every
 * build, and {@code -Dseed=N} for the whole story of one. {@code -Dsim.from} and {@code
 * -Dsim.seeds} choose others.
 */
class StoreSimulationTest {
  private static final long FROM = Long.getLong("sim.from", 1);
  private static final int SEEDS = Integer.getInteger("sim.seeds", 2_000);
  private static final int COMPARED = 20;
  private static final int HASHES_A_LINE = 8;

  @Test
  @Tag("C02")
  @Tag("C04")
  @Tag("C06")
  @Tag("F09")
  @Tag("L03")
  @Tag("S01")
  @Tag("S05")
  @Tag("W05")
  @Tag("W09")
  @Tag("W12")
  @Tag("W22")
  @Tag("W23")
  void everyPromiseIsKeptInEverySeed() {
    if (Long.getLong("seed") != null) {
      replay(Long.getLong("seed"));
      return;
    }
    SeedFigures all = new SeedFigures();
    List<String> hashes = new ArrayList<>();
    int leastOperations = Integer.MAX_VALUE;
    int leastCrashes = Integer.MAX_VALUE;
    long steps = 0;
    try (StoreSimulation simulation = new StoreSimulation()) {
      for (long seed = FROM; seed < FROM + SEEDS; seed++) {
        StoreSimulation.Result result = simulation.run(seed, DiskBug.NONE, false);
        if (!result.kept()) {
          fail(result.report());
        }
        hashes.add(seed + "=" + result.hash());
        all.add(result.figures());
        steps += result.steps();
        leastOperations = Math.min(leastOperations, result.figures().operations());
        leastCrashes = Math.min(leastCrashes, result.figures().crashes());
      }
    }
    print(hashes);
    print(all, leastOperations, steps);
    assertThat(leastOperations).isGreaterThanOrEqualTo(SeedRun.OPERATIONS_MIN);
    assertThat(leastCrashes).isPositive();
    assertNothingIsMissing(all);
  }

  private static void replay(long seed) {
    try (StoreSimulation simulation = new StoreSimulation()) {
      StoreSimulation.Result result = simulation.run(seed, DiskBug.NONE, true);
      result.story().forEach(System.out::println);
      System.out.println("seed " + seed + " " + result.hash() + " " + result.figures());
      assertThat(result.violations()).isEmpty();
    }
  }

  private static void print(List<String> hashes) {
    for (int i = 0; i < hashes.size(); i += HASHES_A_LINE) {
      System.out.println(
          "sim "
              + hashes.subList(i, Math.min(hashes.size(), i + HASHES_A_LINE)).stream()
                  .collect(Collectors.joining(" ")));
    }
  }

  private static void print(SeedFigures all, int leastOperations, long steps) {
    Figures.print("sim.seeds", SEEDS);
    Figures.print("sim.operations.min", leastOperations);
    Figures.print("sim.operations", all.operations());
    Figures.print("sim.steps", steps);
    Figures.print("sim.crashes", all.crashes());
    Figures.print("sim.crashes.in.recovery", all.crashesInRecovery());
    Figures.print("sim.crashes.with.unsynced", all.crashesWithUnsynced());
    Figures.print("sim.torn.tails", all.tornTails());
    Figures.print("sim.reopens", all.reopens());
    Figures.print("sim.groups.larger.than.one", all.groupsLargerThanOne());
    Figures.print("sim.flushes", all.flushes());
    Figures.print("sim.compactions", all.compactions());
    Figures.print("sim.trivial.moves", all.trivialMoves());
    Figures.print("sim.scrubbed.bytes", all.scrubbedBytes());
    Figures.print("sim.faults.changes", all.changesFailed());
    Figures.print("sim.faults.reads", all.readsFailed());
    Figures.print("sim.faults.full.disks", all.disksFull());
    Figures.print("sim.refused", all.refused());
    Figures.print("sim.cancelled", all.cancelledRequests());
    Figures.print("sim.failed.conditions", all.failedConditions());
    Figures.print("sim.histories", all.erasJudged());
    Figures.print("sim.histories.calls", all.callsJudged());
    System.out.println("sim crashes " + all.crashesByPolicy() + ", refused " + all.refusals());
  }

  private static void assertNothingIsMissing(SeedFigures all) {
    assertThat(all.groupsLargerThanOne()).as("groups larger than one").isPositive();
    assertThat(all.flushes()).as("flushes").isPositive();
    assertThat(all.compactions()).as("compactions").isPositive();
    assertThat(all.scrubbedBytes()).as("bytes scrubbed").isPositive();
    assertThat(all.crashesWithUnsynced()).as("crashes with unsynced data").isPositive();
    assertThat(all.crashesInRecovery()).as("crashes in recovery").isPositive();
    assertThat(all.tornTails()).as("recoveries with a torn tail").isPositive();
    assertThat(all.changesFailed()).as("changes of the disk that failed").isPositive();
    assertThat(all.readsFailed()).as("reads that failed").isPositive();
    assertThat(all.disksFull()).as("disks that were full").isPositive();
    assertThat(all.refused()).as("refused writes").isPositive();
    assertThat(all.cancelledRequests()).as("requests their callers cancelled").isPositive();
    assertThat(all.failedConditions()).as("failed conditions").isPositive();
    assertThat(all.erasJudged()).as("histories judged").isGreaterThanOrEqualTo(SEEDS);
  }

  @Test
  void aSeedTellsTheSameStoryTwiceAndInAnotherJvm() throws Exception {
    List<String> first = hashes();

    assertThat(hashes()).isEqualTo(first);
    assertThat(
            ChildJvm.linesOf(
                StoreSimulation.class,
                List.of("-XX:ActiveProcessorCount=8"),
                List.of("1", String.valueOf(COMPARED))))
        .isEqualTo(first);
    Figures.print("sim.seeds.compared", COMPARED);
  }

  private static List<String> hashes() {
    List<String> hashes = new ArrayList<>();
    try (StoreSimulation simulation = new StoreSimulation()) {
      for (long seed = 1; seed <= COMPARED; seed++) {
        hashes.add(simulation.run(seed, DiskBug.NONE, false).hash());
      }
    }
    return hashes;
  }
}
