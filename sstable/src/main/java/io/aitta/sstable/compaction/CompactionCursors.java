package io.aitta.sstable.compaction;

import io.aitta.core.Bytes;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far the round through each level has come, so that every part of a level has its turn. Not
 * durable: a lost one costs nothing but the turn. Immutable, safe on any thread.
 */
public final class CompactionCursors {
  /** Every level from its beginning. */
  public static final CompactionCursors START = new CompactionCursors(Map.of());

  private final Map<Integer, Bytes> lastKeys;

  private CompactionCursors(Map<Integer, Bytes> lastKeys) {
    this.lastKeys = lastKeys;
  }

  /** The last key taken of a level, or null if none was. */
  @Nullable Bytes lastKey(int level) {
    return lastKeys.get(level);
  }

  /** How far it has come when {@code choice} is begun. */
  public CompactionCursors after(CompactionChoice choice) {
    if (choice instanceof CompactionChoice.Merge merge && merge.fromLevel() < merge.toLevel()) {
      return with(merge.fromLevel(), TableSpan.of(merge.upper()).last());
    }
    if (choice instanceof CompactionChoice.Move move) {
      return with(move.table().level(), move.table().lastKey());
    }
    return this;
  }

  private CompactionCursors with(int level, Bytes lastKey) {
    Map<Integer, Bytes> next = new TreeMap<>(lastKeys);
    next.put(level, lastKey);
    return new CompactionCursors(Collections.unmodifiableMap(next));
  }
}
