package io.aitta.it.plant;

import io.aitta.it.crash.CrashHunt;
import io.aitta.it.plant.PlantedBug.Alarm;
import io.aitta.it.sim.SimulationHunt;
import io.aitta.it.support.Found;
import org.jspecify.annotations.Nullable;

/** Lets a harness loose on a bug. Called by name, in the loader that has the bug in it. */
public final class Hunt {
  private static final Found NOTHING_YET = new Found(1, "");

  private Hunt() {}

  /**
   * Hunts the bug of this id.
   *
   * @return how many tries it took and, behind a space, what was found; empty if nothing was, or if
   *     one of its witnesses saw nothing
   */
  public static String hunt(String id) {
    PlantedBug bug = PlantedBugs.named(id);
    Found found = hunt(bug);
    for (PlantedBug.Witness witness : bug.witnesses()) {
      Found seen = TaggedTests.failing(witness);
      if (seen == null) {
        return "";
      }
      found = bug.alarm() == Alarm.WITNESSES ? seen : found;
    }
    return found == null ? "" : found.tries() + " " + found.violation();
  }

  private static @Nullable Found hunt(PlantedBug bug) {
    return switch (bug.alarm()) {
      case MATRIX -> CrashHunt.amongCrashes(bug.disk(), bug.triesMax());
      case ERRORS -> CrashHunt.amongErrors(bug.disk(), bug.triesMax());
      case WITNESSES -> NOTHING_YET;
      case SIMULATION ->
          SimulationHunt.amongSeeds(bug.disk(), bug.triesMax(), "-Daitta.plant=" + bug.id());
    };
  }
}
