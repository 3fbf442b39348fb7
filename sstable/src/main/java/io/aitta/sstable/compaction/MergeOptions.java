package io.aitta.sstable.compaction;

import io.aitta.sstable.table.TableOptions;

/**
 * How a merge writes. Immutable, safe on any thread.
 *
 * @param table what shapes the outputs' bytes
 * @param tableBytes an output ends at about this size
 * @param grandparentBytesMax an output ends when it lies over more than this of the level below
 * @param stepBytes about how much of the inputs one step takes
 */
public record MergeOptions(
    TableOptions table, long tableBytes, long grandparentBytesMax, long stepBytes) {
  /** Small enough to stop soon, great enough that stopping costs nothing. */
  public static final long STEP_BYTES = 1 << 20;

  public static MergeOptions of(TableOptions table, LeveledOptions options) {
    return new MergeOptions(table, options.tableBytes(), options.grandparentBytesMax(), STEP_BYTES);
  }
}
