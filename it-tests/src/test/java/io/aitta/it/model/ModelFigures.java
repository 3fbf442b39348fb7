package io.aitta.it.model;

import io.aitta.actors.StoreFigures;
import java.util.Map;
import java.util.TreeMap;

/** What a run did, so that none passes for want of having done it. For one thread. */
final class ModelFigures {
  private final Map<String, Long> counted = new TreeMap<>();

  private void count(String what, long more) {
    counted.merge(what, more, Long::sum);
  }

  void operation() {
    count("operations", 1);
  }

  /** A condition did not hold. */
  void refused() {
    count("refused", 1);
  }

  void reopened() {
    count("reopens", 1);
  }

  /** What the store says it did in one life. */
  void life(StoreFigures.Counters counters) {
    count("flushes", counters.flushes());
    count("compactions", counters.compactions());
    count("trivial.moves", counters.trivialMoves());
    count("cache.hits", counters.cacheHits());
    count("cache.misses", counters.cacheMisses());
    count("syncs", counters.syncs());
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
