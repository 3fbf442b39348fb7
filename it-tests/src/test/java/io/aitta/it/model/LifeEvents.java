package io.aitta.it.model;

import io.aitta.actors.StoreEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a store told of itself in one life. Safe on any thread. */
final class LifeEvents {
  private final Set<Long> replaced = new HashSet<>();
  private List<Long> merging = List.of();
  private long deletesDropped;
  private long deletesForSnapshots;

  synchronized void happened(StoreEvent event) {
    if (event instanceof StoreEvent.CompactionBegun begun) {
      merging = begun.tables();
    } else if (event instanceof StoreEvent.CompactionEnded ended) {
      replaced.addAll(merging);
      deletesDropped += ended.deletesDropped();
      deletesForSnapshots += ended.deletesForSnapshots();
    }
  }

  /** Tables whose entries stand in others now. */
  synchronized Set<Long> replaced() {
    return Set.copyOf(replaced);
  }

  synchronized long deletesDropped() {
    return deletesDropped;
  }

  synchronized long deletesForSnapshots() {
    return deletesForSnapshots;
  }
}
