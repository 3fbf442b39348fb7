package io.aitta.it.plant;

import java.util.Set;
import java.util.TreeSet;

/** Which scenarios some planted bug is an instance of. */
public final class PlantedScenarios {
  private PlantedScenarios() {}

  /** Their ids. */
  public static Set<String> all() {
    Set<String> ids = new TreeSet<>();
    PlantedBugs.all().forEach(bug -> ids.addAll(bug.scenarios()));
    return ids;
  }
}
