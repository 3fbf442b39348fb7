package io.aitta.it.plant;

import io.aitta.it.crash.CrashHunt;
import io.aitta.it.sim.SimulationHunt;
import io.aitta.it.support.Found;
import org.jspecify.annotations.Nullable;

/** Lets a harness loose on a bug. Called by name, in the loader that has the bug in it. */
public final class Hunt {
  private Hunt() {}

  /**
   * Hunts the bug of this id.
   *
   * @return how many tries it took and, behind a space, what was found; empty if nothing was
   */
  public static String hunt(String id) {
    PlantedBug bug = PlantedBugs.named(id);
    Found found = hunt(bug);
    return found == null ? "" : found.tries() + " " + found.violation();
  }

  private static @Nullable Found hunt(PlantedBug bug) {
    return switch (bug.alarm()) {
      case MATRIX -> CrashHunt.amongCrashes(bug.disk(), bug.triesMax());
      case ERRORS -> CrashHunt.amongErrors(bug.disk(), bug.triesMax());
      case SIMULATION -> SimulationHunt.amongSeeds(bug.disk(), bug.triesMax());
    };
  }
}
