package io.aitta.it.model;

import io.aitta.actors.StoreFigures;
import java.util.Map;
import java.util.TreeMap;

/** What a run did, so that none passes for want of having done it. For one thread. */
final class ModelFigures {
  private final Map<String, Long> counted = new TreeMap<>();

  void count(String what) {
    count(what, 1);
  }

  private void count(String what, long more) {
    counted.merge(what, more, Long::sum);
  }

  /** What the store says it did in one life. */
  void life(StoreFigures.Counters counters) {
    count("flushes", counters.flushes());
    count("compactions", counters.compactions());
    count("trivial.moves", counters.trivialMoves());
    count("cache.hits", counters.cacheHits());
    count("cache.misses", counters.cacheMisses());
    count("cache.evictions", counters.cacheEvictions());
    count("filter.negatives", counters.filterNegatives());
    count("syncs", counters.syncs());
    count("groups.larger.than.one", counters.groupsLargerThanOne());
  }

  /** What it told of in one life. */
  void told(LifeEvents events) {
    count("deletes.dropped", events.deletesDropped());
    count("deletes.for.snapshots", events.deletesForSnapshots());
  }

  /** What came to its disk. */
  void disk(ModelDisk disk) {
    count("logs.rolled", disk.logsRolled());
    count("manifests.rolled", disk.manifestsRolled());
  }

  void add(ModelFigures other) {
    other.counted.forEach(this::count);
  }

  long of(String what) {
    return counted.getOrDefault(what, 0L);
  }

  Map<String, Long> all() {
    return new TreeMap<>(counted);
  }
}
