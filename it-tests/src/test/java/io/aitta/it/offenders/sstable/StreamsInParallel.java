package io.aitta.it.offenders.sstable;

import java.util.List;

/** Takes the host's threads. */
public final class StreamsInParallel {
  private StreamsInParallel() {}

  static long count(List<String> all) {
    return all.parallelStream().count();
  }
}
