package io.aitta.sstable.block;

import io.aitta.core.format.Kind;
import io.aitta.core.format.Trailer;
import io.aitta.core.iterator.Lookup;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Finds one key in a block by its buckets, without allocation and without putting a key together.
 * Blocks must have passed {@link BlockFormat#check}. Any thread.
 *
 * <p>A search begins at the end of the block, its directory: counts, buckets and offsets. It goes
 * on at an entry in the middle. Those are two cache misses, of which the second waits for the
 * first, so a search may be given a copy of the directory: those of many blocks lie close together,
 * and stay near where the blocks do not.
 */
public final class PointSearch {
  private static final int LINE_BYTES = 64;

  /** A copy of a directory is worth it if that is so small a part of the block. */
  private static final int DIRECTORY_PART = 16;

  private PointSearch() {}

  /** How many bytes the block's directory has, or 0 if a copy of it is not worth it. */
  public static int directoryBytes(byte[] block) {
    int bytes = block.length - BlockFormat.offsetsAt(block, block.length);
    boolean worthIt = BlockFormat.buckets(block, block.length) > 0;
    return worthIt && bytes <= block.length / DIRECTORY_PART ? bytes : 0;
  }

  /**
   * Copies a directory to the end of a place that holds zeros. Its count of entries comes last:
   * whoever finds that finds all of it.
   */
  public static void copyDirectory(byte[] block, int bytes, byte[] target, int targetEnd) {
    int before = bytes - BlockFormat.TAIL_BYTES;
    System.arraycopy(block, block.length - bytes, target, targetEnd - bytes, before);
    int rest = BlockFormat.TAIL_BYTES - Integer.BYTES;
    System.arraycopy(block, block.length - rest, target, targetEnd - rest, rest);
    VarHandle.releaseFence();
    int entries = BlockFormat.entries(block, block.length);
    BlockFormat.putInt(target, targetEnd - BlockFormat.TAIL_BYTES, entries);
  }

  /** As {@link #offer(byte[], int, byte[], int, Lookup)}, of a block that fills its array. */
  public static void offer(byte[] block, Lookup lookup) {
    offer(block, block.length, block, block.length, lookup);
  }

  /**
   * Offers the newest version of the lookup's key that is visible to it, if the block holds one.
   *
   * @param length of the block, which begins the array
   * @param directory an array that holds a copy of the block's directory, or zeros where it will
   *     be; or the block's own
   * @param directoryEnd where that ends
   * @throws MalformedBlockException if the bytes are no block
   */
  public static void offer(
      byte[] array, int length, byte[] directory, int directoryEnd, Lookup lookup) {
    if (touch(directory, directoryEnd) == length << 8) {
      Thread.onSpinWait(); // never: only so that the touches are not optimised away
    }
    int entries = BlockFormat.entries(directory, directoryEnd); // at a multiple of 4: read whole
    VarHandle.acquireFence(); // whatever belongs to that count
    if (entries == 0) {
      offer(array, length, array, length, lookup);
      return;
    }
    int buckets = BlockFormat.buckets(directory, directoryEnd);
    if (buckets == 0) {
      offerVisible(array, length, lookup);
      return;
    }
    int shift = BlockFormat.bucketShift(directory, directoryEnd);
    int bucketsAt = directoryEnd - BlockFormat.TAIL_BYTES - buckets;
    int offsetBytes = BlockFormat.offsetBytes(directory, directoryEnd);
    int offsetsAt = bucketsAt - entries * offsetBytes;
    int entriesEnd = length - (directoryEnd - offsetsAt);
    int intervalLog = BlockFormat.intervalLog(directory, directoryEnd);
    byte[] key = lookup.treeKey();
    int bucket = BlockFormat.bucket(lookup.hash(), buckets);
    for (int i = 0; i < buckets; i++) {
      int named = directory[bucketsAt + bucket] & 0xFF;
      if (named == BlockFormat.BUCKET_EMPTY) {
        return;
      }
      int first = named << shift;
      int until = Math.min(entries, first + (1 << shift));
      for (int index = first; index < until; index++) {
        int restart = index >>> intervalLog << intervalLog;
        int restartAt = offset(directory, offsetsAt, offsetBytes, restart);
        int at = offset(directory, offsetsAt, offsetBytes, index);
        if (index == first && touchEntry(array, length, restartAt, at) == length << 8) {
          Thread.onSpinWait();
        }
        int behind =
            index + 1 < entries ? offset(directory, offsetsAt, offsetBytes, index + 1) : entriesEnd;
        int behindRestart =
            restart + 1 < entries
                ? offset(directory, offsetsAt, offsetBytes, restart + 1)
                : entriesEnd;
        int valueFrom =
            valueIfKey(array, length, index, at, behind, restart, restartAt, behindRestart, key);
        if (valueFrom >= 0) {
          long trailer = BlockFormat.getLong(array, valueFrom - Long.BYTES);
          boolean newest =
              index == 0 || index > first || shift == 0 || !isKey(array, length, index - 1, key);
          if (newest && Trailer.number(trailer) <= lookup.number()) {
            offerEntry(array, trailer, valueFrom, behind, lookup);
          } else {
            offerVisible(array, length, lookup);
          }
          return;
        }
      }
      bucket = bucket + 1 == buckets ? 0 : bucket + 1;
    }
  }

  private static int offset(byte[] directory, int offsetsAt, int offsetBytes, int index) {
    return offsetBytes == 2
        ? BlockFormat.getShort(directory, offsetsAt + 2 * index)
        : BlockFormat.getInt(directory, offsetsAt + 4 * index);
  }

  /**
   * Reads a byte of each line at the end of a directory: counts, buckets and offsets of as many
   * entries as are usual. All at once, so that their cache misses overlap.
   *
   * @return something that hangs on all of them, from -384 to 381
   */
  public static int touch(byte[] directory, int directoryEnd) {
    int last = directoryEnd - 1;
    return directory[last]
        + directory[Math.max(0, last - LINE_BYTES)]
        + directory[Math.max(0, last - 2 * LINE_BYTES)];
  }

  /** Reads the entry that a search for this hash looks at first, likewise. */
  public static int touchEntry(
      byte[] array, int length, byte[] directory, int directoryEnd, long hash) {
    int entries = BlockFormat.entries(directory, directoryEnd);
    VarHandle.acquireFence(); // as in a search
    int buckets = BlockFormat.buckets(directory, directoryEnd);
    if (entries == 0 || buckets == 0) {
      return 0;
    }
    int bucketsAt = directoryEnd - BlockFormat.TAIL_BYTES - buckets;
    int named = directory[bucketsAt + BlockFormat.bucket(hash, buckets)] & 0xFF;
    int index = named << BlockFormat.bucketShift(directory, directoryEnd);
    if (named == BlockFormat.BUCKET_EMPTY || index >= entries) {
      return 0;
    }
    int offsetBytes = BlockFormat.offsetBytes(directory, directoryEnd);
    int offsetsAt = bucketsAt - entries * offsetBytes;
    int intervalLog = BlockFormat.intervalLog(directory, directoryEnd);
    return touchEntry(
        array,
        length,
        offset(directory, offsetsAt, offsetBytes, index >>> intervalLog << intervalLog),
        offset(directory, offsetsAt, offsetBytes, index));
  }

  /** Of an entry the lines that its key and a short value are on, and its restart. */
  private static int touchEntry(byte[] array, int length, int restartAt, int at) {
    return array[restartAt]
        + array[at]
        + array[Math.min(at + LINE_BYTES, length - 1)]
        + array[Math.min(at + 2 * LINE_BYTES, length - 1)];
  }

  private static void offerVisible(byte[] array, int length, Lookup lookup) {
    byte[] key = lookup.treeKey();
    long seek = Trailer.seek(lookup.number());
    int index = BlockSearch.firstNotBefore(array, 0, length, key, 0, key.length, seek);
    if (index < BlockFormat.entries(array, length)) {
      int valueFrom = valueIfKey(array, length, index, key);
      if (valueFrom >= 0) {
        long trailer = BlockFormat.getLong(array, valueFrom - Long.BYTES);
        int behind = BlockSearch.entryAt(array, 0, length, index + 1);
        offerEntry(array, trailer, valueFrom, behind, lookup);
      }
    }
  }

  private static boolean isKey(byte[] array, int length, int index, byte[] key) {
    return valueIfKey(array, length, index, key) >= 0;
  }

  private static int valueIfKey(byte[] array, int length, int index, byte[] key) {
    int intervalLog = BlockFormat.intervalLog(array, length);
    int restart = index >>> intervalLog << intervalLog;
    return valueIfKey(
        array,
        length,
        index,
        BlockSearch.entryAt(array, 0, length, index),
        BlockSearch.entryAt(array, 0, length, index + 1),
        restart,
        BlockSearch.entryAt(array, 0, length, restart),
        BlockSearch.entryAt(array, 0, length, restart + 1),
        key);
  }

  private static void offerEntry(
      byte[] array, long trailer, int valueFrom, int behind, Lookup lookup) {
    int valueLength = behind - valueFrom;
    if (Trailer.kind(trailer) == Kind.EXPIRING_PUT && valueLength < Kind.DEADLINE_BYTES) {
      throw new MalformedBlockException("a deadline of 8 bytes", valueLength + " bytes");
    }
    lookup.offer(trailer, array, valueFrom, valueLength);
  }

  /** Where the value of an entry begins if the entry has that key; else -1. */
  private static int valueIfKey(
      byte[] array,
      int length,
      int index,
      int at,
      int behind,
      int restart,
      int restartAt,
      int behindRestart,
      byte[] key) {
    int shared = array[at];
    int unshared = array[at + 1];
    int keyAt = at + 2;
    if ((shared | unshared) < 0) {
      long read = BlockFormat.length(array, at, length);
      shared = (int) read;
      read = BlockFormat.length(array, (int) (read >>> 32), length);
      unshared = (int) read;
      keyAt = (int) (read >>> 32);
    }
    if ((long) shared + unshared != key.length
        || !matches(array, keyAt, unshared, length, key, shared)) {
      return -1;
    }
    if (shared > 0) {
      long restartKey = BlockSearch.restartKeyAt(array, restartAt, behindRestart, restart);
      if (shared > (int) restartKey
          || !matches(array, (int) (restartKey >>> 32), shared, length, key, 0)) {
        return -1;
      }
    }
    int valueFrom = keyAt + unshared + Long.BYTES;
    if (valueFrom > behind) {
      throw BlockFormat.badEntry(index);
    }
    return valueFrom;
  }

  private static boolean matches(
      byte[] array, int at, int bytes, int end, byte[] key, int keyFrom) {
    return at + bytes <= end && Arrays.equals(array, at, at + bytes, key, keyFrom, keyFrom + bytes);
  }
}
