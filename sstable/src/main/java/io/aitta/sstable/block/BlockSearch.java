package io.aitta.sstable.block;

import io.aitta.core.format.Trailer;
import java.util.Arrays;

/**
 * Finds where keys stand in the order of a block, without allocation and without putting a key
 * together. Blocks must have passed {@link BlockFormat#check}. Any thread.
 */
final class BlockSearch {
  private BlockSearch() {}

  /** Where an entry begins; for one behind the last, where the last ends. */
  static int entryAt(byte[] array, int from, int end, int index) {
    int offsetsAt = BlockFormat.offsetsAt(array, end);
    return BlockFormat.entryAt(
        array,
        from,
        offsetsAt,
        BlockFormat.offsetBytes(array, end),
        BlockFormat.entries(array, end),
        index);
  }

  /**
   * The key of a restart: its length in the low 32 bits, where it stands above.
   *
   * @throws MalformedBlockException if the entry does not stand with its whole key
   */
  static long restartKey(byte[] array, int from, int end, int restart) {
    int at = entryAt(array, from, end, restart);
    return restartKeyAt(array, at, entryAt(array, from, end, restart + 1), restart);
  }

  /** As {@link #restartKey}, of an entry that begins and ends there. */
  static long restartKeyAt(byte[] array, int at, int until, int restart) {
    long read = BlockFormat.length(array, at + 1, until);
    int keyAt = (int) (read >>> 32);
    if (array[at] != 0 || (long) keyAt + (int) read + Long.BYTES > until) {
      throw BlockFormat.badEntry(restart);
    }
    return read;
  }

  /**
   * The index of the first entry at or after (key, trailer); the count of entries if there is none.
   *
   * @throws MalformedBlockException if the bytes are no block
   */
  static int firstNotBefore(
      byte[] array, int from, int end, byte[] key, int keyFrom, int keyLength, long trailer) {
    int restart = lastRestartBefore(array, from, end, key, keyFrom, keyLength, trailer);
    return restart < 0
        ? 0
        : firstNotBeforeIn(array, from, end, restart, key, keyFrom, keyLength, trailer);
  }

  /** The index of the last restart before (key, trailer), or -1. */
  static int lastRestartBefore(
      byte[] array, int from, int end, byte[] key, int keyFrom, int keyLength, long trailer) {
    int intervalLog = BlockFormat.intervalLog(array, end);
    int low = -1;
    int high = (BlockFormat.entries(array, end) - 1) >>> intervalLog;
    while (low < high) {
      int middle = (low + high + 1) >> 1;
      int restart = middle << intervalLog;
      if (compareRestart(array, from, end, restart, key, keyFrom, keyLength, trailer) < 0) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low < 0 ? -1 : low << intervalLog;
  }

  private static int compareRestart(
      byte[] array,
      int from,
      int end,
      int restart,
      byte[] key,
      int keyFrom,
      int keyLength,
      long trailer) {
    long read = restartKey(array, from, end, restart);
    int at = (int) (read >>> 32);
    int behind = at + (int) read;
    int compared = Arrays.compareUnsigned(array, at, behind, key, keyFrom, keyFrom + keyLength);
    return compared != 0 ? compared : Trailer.compare(BlockFormat.getLong(array, behind), trailer);
  }

  /**
   * Searches the entries of one restart that is before the target. It is enough to know how many
   * bytes restart and target have in common: an entry that shares more with the restart is before
   * the target like it; one that shares less is behind; only one that shares just as much has to be
   * looked at.
   */
  static int firstNotBeforeIn(
      byte[] array,
      int from,
      int end,
      int restart,
      byte[] key,
      int keyFrom,
      int keyLength,
      long trailer) {
    long read = restartKey(array, from, end, restart);
    int restartAt = (int) (read >>> 32);
    int mismatch =
        Arrays.mismatch(
            array, restartAt, restartAt + (int) read, key, keyFrom, keyFrom + keyLength);
    int common = mismatch < 0 ? keyLength : mismatch;
    int low = restart + 1;
    int high =
        Math.min(
            BlockFormat.entries(array, end), restart + (1 << BlockFormat.intervalLog(array, end)));
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (isBefore(array, from, end, middle, common, key, keyFrom, keyLength, trailer)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static boolean isBefore(
      byte[] array,
      int from,
      int end,
      int index,
      int common,
      byte[] key,
      int keyFrom,
      int keyLength,
      long trailer) {
    int at = entryAt(array, from, end, index);
    int shared = array[at];
    int unshared = array[at + 1];
    int keyAt = at + 2;
    if ((shared | unshared) < 0) {
      long read = BlockFormat.length(array, at, end);
      shared = (int) read;
      read = BlockFormat.length(array, (int) (read >>> 32), end);
      unshared = (int) read;
      keyAt = (int) (read >>> 32);
    }
    if (shared != common) {
      return shared > common;
    }
    int behind = keyAt + unshared;
    if ((long) keyAt + unshared + Long.BYTES > entryAt(array, from, end, index + 1)) {
      throw BlockFormat.badEntry(index);
    }
    int compared =
        Arrays.compareUnsigned(array, keyAt, behind, key, keyFrom + common, keyFrom + keyLength);
    return compared != 0
        ? compared < 0
        : Trailer.compare(BlockFormat.getLong(array, behind), trailer) < 0;
  }
}
