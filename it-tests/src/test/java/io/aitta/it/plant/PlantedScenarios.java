package io.aitta.it.plant;

import java.util.Set;
import java.util.TreeSet;

/** Which scenarios some planted bug is an instance of. */
public final class PlantedScenarios {
  private PlantedScenarios() {}

  /** The classes of tests that are shown to fail under a bug that is an instance of a scenario. */
  public static Set<String> testsThatFail(String scenario) {
    Set<String> tests = new TreeSet<>();
    for (PlantedBug bug : PlantedBugs.all()) {
      if (bug.scenarios().contains(scenario)) {
        tests.addAll(bug.failing(scenario));
      }
    }
    return tests;
  }

  /** Their ids. */
  public static Set<String> all() {
    Set<String> ids = new TreeSet<>();
    PlantedBugs.all().forEach(bug -> ids.addAll(bug.scenarios()));
    return ids;
  }
}
