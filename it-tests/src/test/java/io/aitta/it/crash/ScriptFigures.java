package io.aitta.it.crash;

import io.aitta.actors.StoreEvent;
import io.aitta.actors.StoreFigures;
import io.aitta.core.io.fault.FileClass;
import io.aitta.core.io.fault.FileOperation;
import java.nio.file.Path;

/** What a life by a script did, so that one that left something out is seen. For one thread. */
final class ScriptFigures {
  private long flushes;
  private long merges;
  private long moves;
  private long groupsLargerThanOne;
  private long logsRolled;
  private long manifestsRolled;
  private long deletesDropped;
  private long deletesForSnapshots;

  void life(StoreFigures.Counters counters) {
    flushes += counters.flushes();
    merges += counters.compactions();
    moves += counters.trivialMoves();
    groupsLargerThanOne += counters.groupsLargerThanOne();
  }

  /**
   * A log that begins while the store is open follows one that was full or flushed; a manifest, a
   * full one.
   */
  void change(FileOperation operation, Path file, boolean recovering) {
    if (operation == FileOperation.CREATE && !recovering) {
      logsRolled += FileClass.of(file) == FileClass.LOG ? 1 : 0;
      manifestsRolled += FileClass.of(file) == FileClass.MANIFEST ? 1 : 0;
    }
  }

  void merged(StoreEvent.CompactionEnded ended) {
    deletesDropped += ended.deletesDropped();
    deletesForSnapshots += ended.deletesForSnapshots();
  }

  long flushes() {
    return flushes;
  }

  long merges() {
    return merges;
  }

  long moves() {
    return moves;
  }

  long groupsLargerThanOne() {
    return groupsLargerThanOne;
  }

  long logsRolled() {
    return logsRolled;
  }

  long manifestsRolled() {
    return manifestsRolled;
  }

  long deletesDropped() {
    return deletesDropped;
  }

  long deletesForSnapshots() {
    return deletesForSnapshots;
  }

  @Override
  public String toString() {
    return flushes
        + " flushes, "
        + merges
        + " merges, "
        + moves
        + " moves, "
        + groupsLargerThanOne
        + " groups of more than one write, "
        + logsRolled
        + " logs rolled, "
        + manifestsRolled
        + " manifests rolled, "
        + deletesDropped
        + " tombstones dropped, "
        + deletesForSnapshots
        + " kept for a snapshot";
  }
}
