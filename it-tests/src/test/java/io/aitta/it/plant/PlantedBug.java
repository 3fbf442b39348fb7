package io.aitta.it.plant;

import io.aitta.it.support.DiskBug;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A bug to be planted.
 *
 * @param id for {@code -Daitta.plant=ID}
 * @param breaks what it does, in a few words
 * @param scenarios of the list of failure scenarios, those it is an instance of
 * @param edits of the store's own sources; empty for a bug of the disk
 * @param disk what the disk leaves out
 * @param alarm which harness must find it
 * @param witnesses tests that must fail as well, each tagged with one of the scenarios
 * @param triesMax within so many tries: seeds of the simulator, states or runs of the matrix
 * @param quick whether every build plants it, or only {@code -Plong}
 */
record PlantedBug(
    String id,
    String breaks,
    List<String> scenarios,
    List<SourceEdit> edits,
    DiskBug disk,
    Alarm alarm,
    List<Witness> witnesses,
    int triesMax,
    boolean quick) {

  /** The tests of a class, of whatever module, that are tagged with a scenario. */
  record Witness(String scenario, String test) {}

  /** This bug, with one more witness. */
  PlantedBug shownBy(String scenario, String test) {
    List<Witness> more = new ArrayList<>(witnesses);
    more.add(new Witness(scenario, test));
    return new PlantedBug(id, breaks, scenarios, edits, disk, alarm, more, triesMax, quick);
  }

  /**
   * The tests that fail under this bug, of which this table is the proof: its witnesses, and the
   * harness that finds it, for those of the scenarios that it is tagged with.
   *
   * @return names of classes
   */
  List<String> failing(String scenario) {
    List<String> failing = new ArrayList<>();
    for (Witness witness : witnesses) {
      if (witness.scenario().equals(scenario)) {
        failing.add(witness.test());
      }
    }
    alarm.test().ifPresent(failing::add);
    return failing;
  }

  /** A harness. */
  enum Alarm {
    /** The script, and states it can be left in by a crash. */
    MATRIX("io.aitta.it.crash.CrashMatrixTest"),
    /** The script with one change of the disk failing. */
    ERRORS("io.aitta.it.crash.CrashMatrixTest"),
    /** Random lives on the seeded thread. */
    SIMULATION("io.aitta.it.sim.StoreSimulationTest"),
    /** None: the witnesses alone. */
    WITNESSES("");

    private final String test;

    Alarm(String test) {
      this.test = test;
    }

    /** The test that every build runs it by. */
    Optional<String> test() {
      return test.isEmpty() ? Optional.empty() : Optional.of(test);
    }
  }
}
