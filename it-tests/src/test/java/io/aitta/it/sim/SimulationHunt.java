package io.aitta.it.sim;

import io.aitta.it.support.DiskBug;
import io.aitta.it.support.Found;
import org.jspecify.annotations.Nullable;

/** The simulator as an alarm: seeds, one after the other, until one breaks a promise. */
public final class SimulationHunt {
  private SimulationHunt() {}

  /** What the first seed that broke a promise broke; null if none of so many did. */
  public static @Nullable Found amongSeeds(DiskBug disk, int seedsMax) {
    try (StoreSimulation simulation = new StoreSimulation()) {
      for (int seed = 1; seed <= seedsMax; seed++) {
        StoreSimulation.Result result = simulation.run(seed, disk, false);
        if (!result.kept()) {
          return new Found(seed, result.violations().get(0));
        }
      }
    }
    return null;
  }
}
