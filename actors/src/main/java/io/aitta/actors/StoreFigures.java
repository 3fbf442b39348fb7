package io.aitta.actors;

import io.aitta.core.Durability;
import java.util.List;

/**
 * What a store has done and holds, at one moment. Counters count since the store opened; bytes are
 * bytes.
 *
 * @param compactionDebtBytes beyond what each level should hold; 0 once compaction has done what
 *     there is to do by size, unless a damaged table keeps it from that
 */
public record StoreFigures(
    StoreState state,
    Durability.Watermarks watermarks,
    long keys,
    List<Level> levels,
    long compactionDebtBytes,
    long memtableBytes,
    int sealedMemtables,
    long logBytes,
    int logFiles,
    long inFlightBytes,
    int snapshots,
    int openTables,
    long cacheBytes,
    Counters counters) {

  /** One level of the tree. */
  public record Level(int level, int tables, long bytes) {}

  /** What was done since the store opened. */
  public record Counters(
      long operations,
      long groups,
      long groupsLargerThanOne,
      long syncs,
      long logBytesWritten,
      long refusedWrites,
      long failedConditions,
      long gets,
      long flushes,
      long flushedBytes,
      long compactions,
      long trivialMoves,
      long compactedBytes,
      long writesHeldBackMillis,
      long cacheHits,
      long cacheMisses,
      long cacheEvictions,
      long filterNegatives,
      long corruptions,
      long scrubs,
      long scrubbedBytes) {}
}
