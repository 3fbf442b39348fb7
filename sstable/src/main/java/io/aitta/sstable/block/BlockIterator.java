package io.aitta.sstable.block;

import io.aitta.core.format.Trailer;
import io.aitta.core.iterator.InternalIterator;
import java.util.Arrays;

/**
 * A cursor over one block after another. Forward it keeps one key and copies only what an entry
 * does not share; backward it takes the entries behind a restart apart once and then walks them
 * from the last to the first. Needs a block ({@link #reset}) before any move. For one thread.
 *
 * <p>Moves throw {@link MalformedBlockException} if the bytes are no block.
 */
public final class BlockIterator implements InternalIterator {
  private static final byte[] NONE = {};

  private byte[] array = NONE;
  private int from;
  private int restartsAt;
  private int restarts;

  private boolean valid;
  private int entryAt;
  private int nextAt;
  private byte[] keyArray = NONE;
  private int keyFrom;
  private int keyLength;
  private long trailer;
  private int valueFrom;
  private int valueLength;

  /** The key of the entry at {@link #entryAt}, when it was reached forward. */
  private byte[] key = new byte[64];

  private final BackwardRun backward = new BackwardRun();

  /** Puts the cursor on no entry of another block, which must have passed the check. */
  public void reset(byte[] block, int blockFrom, int blockLength) {
    int end = blockFrom + blockLength;
    array = block;
    from = blockFrom;
    restarts = BlockFormat.restarts(block, end);
    restartsAt =
        end
            - BlockFormat.TAIL_BYTES
            - BlockFormat.buckets(block, end)
            - restarts * BlockFormat.RESTART_BYTES;
    invalidate();
  }

  private void invalidate() {
    valid = false;
    backward.clear();
  }

  @Override
  public boolean valid() {
    return valid;
  }

  @Override
  public void first() {
    begin(from);
    stepForward();
  }

  @Override
  public void last() {
    backUpTo(restartsAt);
  }

  @Override
  public void seek(byte[] target, int targetFrom, int length, long targetTrailer) {
    int restart =
        BlockSearch.restartBefore(
            array, from, restartsAt, restarts, target, targetFrom, length, targetTrailer);
    begin(restartAt(restart));
    do {
      stepForward();
    } while (valid && compare(target, targetFrom, length, targetTrailer) < 0);
  }

  private int compare(byte[] target, int targetFrom, int length, long targetTrailer) {
    int compared =
        Arrays.compareUnsigned(
            keyArray, keyFrom, keyFrom + keyLength, target, targetFrom, targetFrom + length);
    return compared != 0 ? compared : Trailer.compare(trailer, targetTrailer);
  }

  @Override
  public void seekBefore(byte[] target, int targetFrom, int length, long targetTrailer) {
    seek(target, targetFrom, length, targetTrailer);
    if (valid) {
      previous();
    } else {
      last();
    }
  }

  @Override
  public void next() {
    if (backward.isActive()) {
      key = backward.copyKeyTo(key, keyFrom, keyLength);
      backward.clear();
      keyArray = key;
      keyFrom = 0;
    }
    stepForward();
  }

  /** Stands before the restart at {@code at}. */
  private void begin(int at) {
    invalidate();
    nextAt = at;
    keyArray = key;
    keyFrom = 0;
    keyLength = 0;
  }

  private void stepForward() {
    int at = nextAt;
    valid = false;
    if (at >= restartsAt) {
      return;
    }
    int shared = array[at];
    int unshared = array[at + 1];
    int length = array[at + 2];
    int trailerAt = at + 3;
    if ((shared | unshared | length) < 0) {
      long read = BlockFormat.length(array, at, restartsAt);
      shared = (int) read;
      read = BlockFormat.length(array, (int) (read >>> 32), restartsAt);
      unshared = (int) read;
      read = BlockFormat.length(array, (int) (read >>> 32), restartsAt);
      length = (int) read;
      trailerAt = (int) (read >>> 32);
    }
    int keyAt = trailerAt + Long.BYTES;
    long next = (long) keyAt + unshared + length;
    if (next > restartsAt || shared > keyLength) {
      throw BlockFormat.badEntry(at, from);
    }
    int whole = shared + unshared;
    if (whole > key.length) {
      key = Arrays.copyOf(key, Math.max(whole, 2 * key.length));
      keyArray = key;
    }
    System.arraycopy(array, keyAt, key, shared, unshared);
    keyLength = whole;
    trailer = BlockFormat.getLong(array, trailerAt);
    valueFrom = keyAt + unshared;
    valueLength = length;
    entryAt = at;
    nextAt = (int) next;
    valid = true;
  }

  @Override
  public void previous() {
    if (backward.isActive() && backward.step()) {
      showBackward();
    } else {
      backUpTo(entryAt);
    }
  }

  /** Moves to the last entry that begins before {@code until}. */
  private void backUpTo(int until) {
    invalidate();
    int restart = restartHolding(until - 1);
    if (restart < 0) {
      return;
    }
    begin(restartAt(restart));
    stepForward();
    while (valid) {
      backward.add(key, keyLength, trailer, entryAt, nextAt, valueFrom, valueLength);
      if (nextAt >= until) {
        break;
      }
      stepForward();
    }
    showBackward();
  }

  /** The last restart at or before a position, or -1 if the position lies before the block. */
  private int restartHolding(int position) {
    if (position < from) {
      return -1;
    }
    int low = 0;
    int high = restarts - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (restartAt(middle) <= position) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  private void showBackward() {
    keyArray = backward.keys();
    keyFrom = backward.keyFrom();
    keyLength = backward.keyLength();
    trailer = backward.trailer();
    entryAt = backward.entryAt();
    nextAt = backward.nextAt();
    valueFrom = backward.valueFrom();
    valueLength = backward.valueLength();
    valid = true;
  }

  private int restartAt(int restart) {
    return from + BlockFormat.getInt(array, restartsAt + restart * BlockFormat.RESTART_BYTES);
  }

  @Override
  public byte[] keyArray() {
    return keyArray;
  }

  @Override
  public int keyFrom() {
    return keyFrom;
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
    invalidate();
    array = NONE;
  }
}
