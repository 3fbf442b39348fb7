package io.aitta.actors;

import java.util.List;

/**
 * What happens in a store, in one vocabulary for the log, the metrics, the tests and {@link
 * Store#events}. Each prints as one line.
 */
public sealed interface StoreEvent {
  record Opened(long keys, long operationsReplayed, long tornBytes, long millis)
      implements StoreEvent {}

  record MemtableSealed(long id, long bytes, long entries) implements StoreEvent {}

  record TableFlushed(long table, long bytes, long entries, long millis) implements StoreEvent {}

  record CompactionBegun(int fromLevel, int toLevel, List<Long> tables) implements StoreEvent {}

  /**
   * @param deletesDropped deletes, range deletes and expired values of which nothing was left to
   *     delete
   * @param deletesForSnapshots those that only a snapshot kept
   */
  record CompactionEnded(
      int fromLevel,
      int toLevel,
      int tablesIn,
      int tablesOut,
      long bytesIn,
      long bytesOut,
      long deletesDropped,
      long deletesForSnapshots,
      long millis)
      implements StoreEvent {}

  record TableMoved(long table, int fromLevel, int toLevel) implements StoreEvent {}

  record WritersHeldBack(String reason) implements StoreEvent {}

  record WritersReleased(long heldBackMillis) implements StoreEvent {}

  record LogRolled(long log) implements StoreEvent {}

  record FileRemoved(String file) implements StoreEvent {}

  record FileNotRemoved(String file, String reason) implements StoreEvent {}

  record CompactionFailed(String reason, boolean damaged) implements StoreEvent {}

  record FlushFailed(String reason) implements StoreEvent {}

  record StoreSealed(String reason) implements StoreEvent {}

  record DamageFound(String file, long offset) implements StoreEvent {}

  /** All tables were read and checked once. */
  record ScrubEnded(long tables, long bytes, long damages) implements StoreEvent {}

  record ScrubFailed(String file, String reason) implements StoreEvent {}

  record SpaceLow(String reason) implements StoreEvent {}

  record SpaceBack() implements StoreEvent {}

  record ClosedUncleanly(String reason) implements StoreEvent {}

  record StoreClosed() implements StoreEvent {}
}
