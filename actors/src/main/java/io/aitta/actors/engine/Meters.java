package io.aitta.actors.engine;

import io.aitta.actors.StoreFigures;
import io.aitta.sstable.cache.BlockCache;
import java.util.concurrent.atomic.LongAdder;

/** What a store counts. Safe on any thread. */
public final class Meters {
  public final LongAdder operations = new LongAdder();
  public final LongAdder groups = new LongAdder();
  public final LongAdder groupsLargerThanOne = new LongAdder();
  public final LongAdder syncs = new LongAdder();
  public final LongAdder snapshots = new LongAdder();
  public final LongAdder refusedWrites = new LongAdder();
  public final LongAdder failedConditions = new LongAdder();
  public final LongAdder gets = new LongAdder();
  public final LongAdder flushes = new LongAdder();
  public final LongAdder flushedBytes = new LongAdder();
  public final LongAdder compactions = new LongAdder();
  public final LongAdder trivialMoves = new LongAdder();
  public final LongAdder compactedBytes = new LongAdder();
  public final LongAdder writesHeldBackMillis = new LongAdder();
  public final LongAdder corruptions = new LongAdder();
  public final LongAdder scrubs = new LongAdder();
  public final LongAdder scrubbedBytes = new LongAdder();

  public StoreFigures.Counters counters(BlockCache cache, long logBytesWritten) {
    return new StoreFigures.Counters(
        operations.sum(),
        groups.sum(),
        groupsLargerThanOne.sum(),
        syncs.sum(),
        logBytesWritten,
        refusedWrites.sum(),
        failedConditions.sum(),
        gets.sum(),
        flushes.sum(),
        flushedBytes.sum(),
        compactions.sum(),
        trivialMoves.sum(),
        compactedBytes.sum(),
        writesHeldBackMillis.sum(),
        cache.hits(),
        cache.misses(),
        cache.evictions(),
        cache.spared(),
        corruptions.sum(),
        scrubs.sum(),
        scrubbedBytes.sum());
  }
}
