package io.aitta.it.plant;

import io.aitta.it.plant.PlantedBug.Alarm;
import io.aitta.it.support.DiskBug;
import java.util.List;
import java.util.stream.Stream;

/** The table of planted bugs. A new one is a row in one of the lists it is made of. */
final class PlantedBugs {
  private static final List<PlantedBug> ALL =
      Stream.of(
              LogBugs.all(),
              ManifestBugs.all(),
              TreeBugs.all(),
              StoreBugs.all(),
              DiskBugs.all(),
              CoreBugs.all(),
              EngineBugs.all())
          .flatMap(List::stream)
          .toList();

  private PlantedBugs() {}

  static List<PlantedBug> all() {
    return ALL;
  }

  static PlantedBug named(String id) {
    return ALL.stream()
        .filter(bug -> bug.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no planted bug " + id));
  }

  /**
   * @param scenarios ids with a space between them
   */
  static PlantedBug inSource(
      String id,
      String breaks,
      String scenarios,
      Alarm alarm,
      int triesMax,
      boolean quick,
      SourceEdit... edits) {
    return new PlantedBug(
        id,
        breaks,
        List.of(scenarios.split(" ")),
        List.of(edits),
        DiskBug.NONE,
        alarm,
        List.of(),
        triesMax,
        quick);
  }

  /**
   * A bug for the tests of a class that are tagged with its scenario: one of them must fail.
   *
   * @param test the class's name
   */
  static PlantedBug forTests(
      String id, String breaks, String scenario, String test, boolean quick, SourceEdit... edits) {
    return inSource(id, breaks, scenario, Alarm.WITNESSES, 1, quick, edits).shownBy(scenario, test);
  }

  static PlantedBug ofDisk(
      String id, String breaks, String scenarios, Alarm alarm, int triesMax, DiskBug disk) {
    return new PlantedBug(
        id,
        breaks,
        List.of(scenarios.split(" ")),
        List.of(),
        disk,
        alarm,
        List.of(),
        triesMax,
        true);
  }

  static SourceEdit edit(String file, String before, String after) {
    return new SourceEdit(file, before, after);
  }
}
