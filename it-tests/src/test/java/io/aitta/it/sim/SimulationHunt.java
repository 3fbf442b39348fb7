package io.aitta.it.sim;

import io.aitta.it.support.DiskBug;
import io.aitta.it.support.Found;
import org.jspecify.annotations.Nullable;

/** The simulator as an alarm: seeds, one after the other, until one breaks a promise. */
public final class SimulationHunt {
  private SimulationHunt() {}

  /**
   * What the first seed that broke a promise broke; null if none of so many did. {@code -Dseed=N}
   * tries that one alone and prints its story.
   *
   * @param again the property that plants the bug, for the command that finds it again
   */
  public static @Nullable Found amongSeeds(DiskBug disk, int seedsMax, String again) {
    Long asked = Long.getLong("seed");
    long from = asked == null ? 1 : asked;
    long last = asked == null ? seedsMax : asked;
    try (StoreSimulation simulation = new StoreSimulation()) {
      for (long seed = from; seed <= last; seed++) {
        StoreSimulation.Result result = simulation.run(seed, disk, asked != null);
        if (!result.kept()) {
          result.story().forEach(asked == null ? line -> {} : System.out::println);
          requireTheSame(result, simulation.run(seed, disk, false));
          return new Found(
              (int) seed,
              result.violations().get(0)
                  + "\nreplay with its whole story:\n  "
                  + StoreSimulation.replay("PlantedBugsTest", seed)
                  + " "
                  + again);
        }
      }
    }
    return null;
  }

  private static void requireTheSame(StoreSimulation.Result first, StoreSimulation.Result again) {
    if (!first.hash().equals(again.hash()) || !first.violations().equals(again.violations())) {
      throw new IllegalStateException(
          "seed " + first.seed() + " told two stories: " + first.hash() + ", " + again.hash());
    }
  }
}
