package io.aitta.it.plant;

import io.aitta.it.support.DiskBug;
import java.util.List;

/**
 * A bug to be planted.
 *
 * @param id for {@code -Daitta.plant=ID}
 * @param breaks what it does, in a few words
 * @param scenarios of the list of failure scenarios, those it is an instance of
 * @param edits of the store's own sources; empty for a bug of the disk
 * @param disk what the disk leaves out
 * @param alarm which harness must find it
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
    int triesMax,
    boolean quick) {

  /** A harness. */
  enum Alarm {
    /** The script, and states it can be left in by a crash. */
    MATRIX,
    /** The script with one change of the disk failing. */
    ERRORS,
    /** Random lives on the seeded thread. */
    SIMULATION
  }
}
