package io.aitta.sstable.block;

import io.aitta.core.format.Kind;
import io.aitta.core.format.Trailer;
import io.aitta.core.iterator.Lookup;
import java.util.Arrays;

/**
 * Finds entries in a block without allocation and without putting a key together. Blocks must have
 * passed {@link BlockFormat#check}. Any thread.
 */
public final class BlockSearch {
  private static final int LINE_BYTES = 64;

  private BlockSearch() {}

  /**
   * Offers the newest version of the lookup's key that is visible to it, if the block holds one.
   *
   * @throws MalformedBlockException if the bytes are no block
   */
  public static void offer(byte[] array, int from, int length, Lookup lookup) {
    int end = from + length;
    if (touch(array, from, length) == length << 8) {
      Thread.onSpinWait(); // never: only so that the touches are not optimised away
    }
    int entries = BlockFormat.entries(array, end);
    int buckets = BlockFormat.buckets(array, end);
    if (buckets == 0) {
      offerVisible(array, from, end, lookup);
      return;
    }
    int shift = BlockFormat.bucketShift(array, end);
    int bucketsAt = end - BlockFormat.TAIL_BYTES - buckets;
    int bucket = BlockFormat.bucket(lookup.hash(), buckets);
    for (int i = 0; i < buckets; i++) {
      int named = array[bucketsAt + bucket] & 0xFF;
      if (named == BlockFormat.BUCKET_EMPTY) {
        return;
      }
      int first = named << shift;
      int until = Math.min(entries, first + (1 << shift));
      if (first < until && touchEntry(array, from, end, first) == length << 8) {
        Thread.onSpinWait();
      }
      for (int index = first; index < until; index++) {
        int valueFrom = valueIfKey(array, from, end, index, lookup.treeKey());
        if (valueFrom >= 0) {
          offerFrom(array, from, end, index, valueFrom, shift, lookup);
          return;
        }
      }
      bucket = bucket + 1 == buckets ? 0 : bucket + 1;
    }
  }

  /**
   * Reads a byte of each line at the end of a block, where a search begins: counts, buckets and
   * offsets of as many entries as are usual. All at once, so that their cache misses overlap.
   *
   * @return something that hangs on all of them, from -384 to 381
   */
  public static int touch(byte[] array, int from, int length) {
    int last = from + length - 1;
    return array[last]
        + array[Math.max(from, last - LINE_BYTES)]
        + array[Math.max(from, last - 2 * LINE_BYTES)];
  }

  /** Reads the entry that a search for this hash looks at first, likewise. */
  public static int touchEntry(byte[] array, int from, int length, long hash) {
    int end = from + length;
    int buckets = BlockFormat.buckets(array, end);
    if (buckets == 0) {
      return 0;
    }
    int bucketsAt = end - BlockFormat.TAIL_BYTES - buckets;
    int named = array[bucketsAt + BlockFormat.bucket(hash, buckets)] & 0xFF;
    int index = named << BlockFormat.bucketShift(array, end);
    if (named == BlockFormat.BUCKET_EMPTY || index >= BlockFormat.entries(array, end)) {
      return 0;
    }
    return touchEntry(array, from, end, index);
  }

  /** Of an entry the lines that its key and a short value are on, and its restart. */
  private static int touchEntry(byte[] array, int from, int end, int index) {
    int intervalLog = BlockFormat.intervalLog(array, end);
    int restartAt = entryAt(array, from, end, index >>> intervalLog << intervalLog);
    int at = entryAt(array, from, end, index);
    return array[restartAt]
        + array[at]
        + array[Math.min(at + LINE_BYTES, end - 1)]
        + array[Math.min(at + 2 * LINE_BYTES, end - 1)];
  }

  /**
   * Entry {@code index} has the lookup's key; if it is the newest and visible, it is the answer.
   */
  private static void offerFrom(
      byte[] array, int from, int end, int index, int valueFrom, int shift, Lookup lookup) {
    long trailer = BlockFormat.getLong(array, valueFrom - Long.BYTES);
    boolean newest =
        shift == 0 || index == 0 || valueIfKey(array, from, end, index - 1, lookup.treeKey()) < 0;
    if (newest && Trailer.number(trailer) <= lookup.number()) {
      offerEntry(array, from, end, index, valueFrom, lookup);
    } else {
      offerVisible(array, from, end, lookup);
    }
  }

  private static void offerVisible(byte[] array, int from, int end, Lookup lookup) {
    byte[] key = lookup.treeKey();
    long seek = Trailer.seek(lookup.number());
    int index = firstNotBefore(array, from, end, key, 0, key.length, seek);
    if (index < BlockFormat.entries(array, end)) {
      int valueFrom = valueIfKey(array, from, end, index, key);
      if (valueFrom >= 0) {
        offerEntry(array, from, end, index, valueFrom, lookup);
      }
    }
  }

  private static void offerEntry(
      byte[] array, int from, int end, int index, int valueFrom, Lookup lookup) {
    long trailer = BlockFormat.getLong(array, valueFrom - Long.BYTES);
    int valueLength = entryAt(array, from, end, index + 1) - valueFrom;
    if (Trailer.kind(trailer) == Kind.EXPIRING_PUT && valueLength < Kind.DEADLINE_BYTES) {
      throw new MalformedBlockException("a deadline of 8 bytes", valueLength + " bytes");
    }
    lookup.offer(trailer, array, valueFrom, valueLength);
  }

  private static int entryAt(byte[] array, int from, int end, int index) {
    int offsetsAt = BlockFormat.offsetsAt(array, end);
    return BlockFormat.entryAt(
        array,
        from,
        offsetsAt,
        BlockFormat.offsetBytes(array, end),
        BlockFormat.entries(array, end),
        index);
  }

  /** Where the value of an entry begins if the entry has that key; else -1. */
  private static int valueIfKey(byte[] array, int from, int end, int index, byte[] key) {
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
    if ((long) shared + unshared != key.length
        || !matches(array, keyAt, unshared, end, key, shared)) {
      return -1;
    }
    if (shared > 0 && !sharesWithRestart(array, from, end, index, key, shared)) {
      return -1;
    }
    return checkedValue(array, from, end, index, keyAt + unshared + Long.BYTES);
  }

  private static boolean matches(
      byte[] array, int at, int length, int end, byte[] key, int keyFrom) {
    return at + length <= end
        && Arrays.equals(array, at, at + length, key, keyFrom, keyFrom + length);
  }

  private static boolean sharesWithRestart(
      byte[] array, int from, int end, int index, byte[] key, int shared) {
    int restart =
        index >>> BlockFormat.intervalLog(array, end) << BlockFormat.intervalLog(array, end);
    long restartKey = restartKey(array, from, end, restart);
    return shared <= (int) restartKey
        && matches(array, (int) (restartKey >>> 32), shared, end, key, 0);
  }

  private static int checkedValue(byte[] array, int from, int end, int index, int valueFrom) {
    if (valueFrom > entryAt(array, from, end, index + 1)) {
      throw BlockFormat.badEntry(index);
    }
    return valueFrom;
  }

  /**
   * The key of a restart: its length in the low 32 bits, where it stands above.
   *
   * @throws MalformedBlockException if the entry does not stand with its whole key
   */
  static long restartKey(byte[] array, int from, int end, int restart) {
    int at = entryAt(array, from, end, restart);
    int until = entryAt(array, from, end, restart + 1);
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
