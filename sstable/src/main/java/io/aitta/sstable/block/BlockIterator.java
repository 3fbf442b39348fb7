package io.aitta.sstable.block;

import io.aitta.core.format.ShortCopy;
import io.aitta.core.iterator.InternalIterator;
import java.util.Arrays;

/**
 * A cursor over one block after another. Any entry can be shown from itself and its restart, so all
 * moves cost the same. Needs a block ({@link #reset}) before any move. For one thread.
 *
 * <p>Moves throw {@link MalformedBlockException} if the bytes are no block.
 */
public final class BlockIterator implements InternalIterator {
  private static final byte[] NO_BYTES = {};
  private static final int NONE = -1;

  /** So many entries are touched ahead in a search. */
  private static final int TOUCHED_MAX = 16;

  private static final int RESTARTS_TOUCHED_MAX = 4;

  private byte[] array = NO_BYTES;
  private int from;
  private int end;
  private int entries;
  private int offsetsAt;
  private int offsetBytes;
  private int intervalLog;

  /** The entry the cursor is on, or {@link #NONE}; where it begins and where it ends. */
  private int index = NONE;

  private int at;
  private int nextAt;
  private long trailer;
  private int valueFrom;
  private int valueLength;

  private byte[] key = new byte[64];
  private int keyLength;

  /** The restart whose key is at {@link #restartKeyAt}, or {@link #NONE}. */
  private int restart = NONE;

  private int restartKeyAt;
  private int restartKeyLength;

  private int touched;
  private boolean kept;

  /** How many of the first bytes in {@link #key} are still those of the restart. */
  private int intact;

  /** As {@link #reset}, of a block that a cache keeps. */
  public void resetToKept(byte[] block, int length) {
    reset(block, 0, length);
    kept = true;
  }

  /** Puts the cursor on no entry of another block, which must have passed the check. */
  public void reset(byte[] block, int blockFrom, int blockLength) {
    kept = false;
    array = block;
    from = blockFrom;
    end = blockFrom + blockLength;
    entries = BlockFormat.entries(block, end);
    offsetsAt = BlockFormat.offsetsAt(block, end);
    offsetBytes = BlockFormat.offsetBytes(block, end);
    intervalLog = BlockFormat.intervalLog(block, end);
    index = NONE;
    restart = NONE;
  }

  @Override
  public boolean valid() {
    return index >= 0;
  }

  @Override
  public void first() {
    show(0, from, entryAt(1));
  }

  @Override
  public void last() {
    showAt(entries - 1);
  }

  @Override
  public void seek(byte[] target, int targetFrom, int length, long targetTrailer) {
    int found = firstNotBefore(target, targetFrom, length, targetTrailer);
    if (found < entries) {
      showAt(found);
    }
  }

  @Override
  public void seekBefore(byte[] target, int targetFrom, int length, long targetTrailer) {
    int found = firstNotBefore(target, targetFrom, length, targetTrailer);
    if (found > 0) {
      showAt(found - 1);
    }
  }

  private int firstNotBefore(byte[] target, int targetFrom, int length, long targetTrailer) {
    index = NONE;
    touchRestarts();
    int found =
        BlockSearch.lastRestartBefore(array, from, end, target, targetFrom, length, targetTrailer);
    if (found < 0) {
      return 0;
    }
    touch(found, Math.min(entries, found + Math.min(1 << intervalLog, TOUCHED_MAX)));
    return BlockSearch.firstNotBeforeIn(
        array, from, end, found, target, targetFrom, length, targetTrailer);
  }

  /**
   * Reads a byte of each of a few entries, which a search or the walk after it will read anyway:
   * all at once, so that their cache misses overlap.
   */
  private void touch(int first, int until) {
    int sum = 0;
    for (int i = first; i < until; i++) {
      sum += array[entryAt(i)];
    }
    touched += sum;
  }

  /** The same for the restarts, if they are few; they are looked at one after the other. */
  private void touchRestarts() {
    int restarts = ((entries - 1) >>> intervalLog) + 1;
    if (restarts <= RESTARTS_TOUCHED_MAX) {
      int sum = 0;
      for (int i = 0; i < restarts; i++) {
        sum += array[entryAt(i << intervalLog)];
      }
      touched += sum;
    }
  }

  /** Not for use: keeps the touches from being optimised away. */
  int touched() {
    return touched;
  }

  @Override
  public void next() {
    int next = index + 1;
    if (next < entries) {
      show(next, nextAt, entryAt(next + 1));
    } else {
      index = NONE;
    }
  }

  @Override
  public void previous() {
    if (index > 0) {
      show(index - 1, entryAt(index - 1), at);
    } else {
      index = NONE;
    }
  }

  /** Keys of other lengths differ, and most others do so in their last byte. */
  @Override
  public boolean isNewestOfKey() {
    if (index <= 0) {
      return false; // the entry before is in another block, or there is none
    }
    int before = entryAt(index - 1);
    int shared = array[before];
    int unshared = array[before + 1];
    if ((shared | unshared) < 0) {
      return false;
    }
    int lastAt = before + 1 + unshared;
    return shared + unshared != keyLength
        || (unshared > 0 && lastAt < at && array[lastAt] != key[keyLength - 1]);
  }

  private int entryAt(int wanted) {
    return BlockFormat.entryAt(array, from, offsetsAt, offsetBytes, entries, wanted);
  }

  private void showAt(int wanted) {
    show(wanted, entryAt(wanted), entryAt(wanted + 1));
  }

  /** Shows an entry that begins and ends at these places. */
  private void show(int wanted, int begin, int until) {
    index = NONE; // should the bytes turn out to be none
    int shared = array[begin];
    int unshared = array[begin + 1];
    int keyAt = begin + 2;
    if ((shared | unshared) < 0) {
      long read = BlockFormat.length(array, begin, end);
      shared = (int) read;
      read = BlockFormat.length(array, (int) (read >>> 32), end);
      unshared = (int) read;
      keyAt = (int) (read >>> 32);
    }
    if ((long) keyAt + unshared + Long.BYTES > until) {
      throw BlockFormat.badEntry(wanted);
    }
    if (shared > 0) {
      restoreShared(wanted, shared);
    }
    int whole = shared + unshared;
    ensureKey(whole);
    if (unshared <= Long.BYTES) { // as a rule; behind it at least the trailer stands
      BlockFormat.putLong(key, shared, BlockFormat.getLong(array, keyAt));
    } else {
      ShortCopy.copy(array, keyAt, key, shared, unshared);
    }
    intact = shared;
    keyLength = whole;
    if (wanted >>> intervalLog << intervalLog == wanted) {
      restart = wanted;
      restartKeyAt = keyAt;
      restartKeyLength = unshared;
      intact = unshared;
    }
    int trailerAt = keyAt + unshared;
    trailer = BlockFormat.getLong(array, trailerAt);
    valueFrom = trailerAt + Long.BYTES;
    valueLength = until - valueFrom;
    at = begin;
    nextAt = until;
    index = wanted;
  }

  /** Makes the first bytes of the key those of the entry's restart again. */
  private void restoreShared(int wanted, int shared) {
    int wantedRestart = wanted >>> intervalLog << intervalLog;
    if (wantedRestart != restart) {
      restart = NONE;
      long read = BlockSearch.restartKey(array, from, end, wantedRestart);
      restartKeyAt = (int) (read >>> 32);
      restartKeyLength = (int) read;
      restart = wantedRestart;
      intact = 0;
    }
    if (shared > intact) {
      if (shared > restartKeyLength) {
        throw BlockFormat.badEntry(wanted);
      }
      ensureKey(shared);
      if (shared - intact <= Long.BYTES) {
        BlockFormat.putLong(key, intact, BlockFormat.getLong(array, restartKeyAt + intact));
      } else {
        ShortCopy.copy(array, restartKeyAt + intact, key, intact, shared - intact);
      }
    }
  }

  /** Makes room for a key, and a word behind it: copies of a few bytes write so much. */
  private void ensureKey(int length) {
    if (length > key.length - Long.BYTES) {
      key = Arrays.copyOf(key, Math.max(length + Long.BYTES, 2 * key.length));
    }
  }

  @Override
  public boolean isKept() {
    return kept;
  }

  @Override
  public byte[] keyArray() {
    return key;
  }

  @Override
  public int keyFrom() {
    return 0;
  }

  @Override
  public int keyLength() {
    return keyLength;
  }

  @Override
  public long trailer() {
    return trailer;
  }

  @Override
  public byte[] valueArray() {
    return array;
  }

  @Override
  public int valueFrom() {
    return valueFrom;
  }

  @Override
  public int valueLength() {
    return valueLength;
  }

  /** Forgets the block. */
  @Override
  public void close() {
    index = NONE;
    restart = NONE;
    entries = 0;
    array = NO_BYTES;
  }
}
