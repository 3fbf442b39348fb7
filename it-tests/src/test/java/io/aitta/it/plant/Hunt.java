package io.aitta.it.plant;

import io.aitta.it.crash.CrashHunt;
import io.aitta.it.plant.PlantedBug.Alarm;
import io.aitta.it.sim.SimulationHunt;
import io.aitta.it.support.DiskBug;
import io.aitta.it.support.Found;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lets a harness loose on a bug. Called by name, in the loader that has the bug in it. */
public final class Hunt {
  private static final int CONTROL_TRIES = 30;
  private static final int CONTROL_SEEDS = 2;
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

  /**
   * Lets every harness and every witness loose on the store as it is.
   *
   * @return what they found, which must be nothing
   */
  public static List<String> huntNothing() {
    List<String> found = new ArrayList<>();
    note(found, "matrix", CrashHunt.amongCrashes(DiskBug.NONE, CONTROL_TRIES));
    note(found, "errors", CrashHunt.amongErrors(DiskBug.NONE, CONTROL_TRIES));
    note(found, "simulation", SimulationHunt.amongSeeds(DiskBug.NONE, CONTROL_SEEDS, ""));
    Set<PlantedBug.Witness> witnesses = new LinkedHashSet<>();
    PlantedBugs.all().forEach(bug -> witnesses.addAll(bug.witnesses()));
    for (PlantedBug.Witness witness : witnesses) {
      note(found, witness.test() + " " + witness.scenario(), TaggedTests.failing(witness));
    }
    return found;
  }

  private static void note(List<String> found, String by, @Nullable Found what) {
    if (what != null) {
      found.add(by + ": " + what.violation());
    }
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
