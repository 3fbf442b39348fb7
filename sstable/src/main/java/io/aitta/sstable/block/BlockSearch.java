package io.aitta.sstable.block;

import io.aitta.core.format.Kind;
import io.aitta.core.format.Trailer;
import io.aitta.core.iterator.Lookup;
import java.util.Arrays;

/**
 * Finds the newest visible version of one key in a block, without allocation. Any thread.
 *
 * <p>No key is put together on the way: while entries before the key pass by, it is enough to know
 * how many bytes the last of them has in common with it. An entry that shares more with its
 * neighbour than that is still before the key; one that shares less is behind it; only one that
 * shares just as much has to be looked at.
 */
public final class BlockSearch {
  private BlockSearch() {}

  /**
   * Offers the newest version of the lookup's key that is visible to it, if the block holds one.
   *
   * @throws MalformedBlockException if the bytes are no block; {@link BlockFormat#check} must have
   *     passed before
   */
  public static void offer(byte[] array, int from, int length, Lookup lookup) {
    int end = from + length;
    int restarts = BlockFormat.restarts(array, end);
    int buckets = BlockFormat.buckets(array, end);
    int bucketsAt = end - BlockFormat.TAIL_BYTES - buckets;
    int restartsAt = bucketsAt - restarts * BlockFormat.RESTART_BYTES;
    int restart = BlockFormat.BUCKET_SEVERAL;
    if (buckets > 0) {
      restart = array[bucketsAt + BlockFormat.bucket(lookup.hash(), buckets)] & 0xFF;
      if (restart == BlockFormat.BUCKET_EMPTY) {
        return;
      }
    }
    if (restart == BlockFormat.BUCKET_SEVERAL) {
      byte[] key = lookup.treeKey();
      long trailer = Trailer.seek(lookup.number());
      restart = restartBefore(array, from, restartsAt, restarts, key, 0, key.length, trailer);
      scan(array, from, restartAt(array, from, restartsAt, restart), restartsAt, lookup);
      return;
    }
    if (restart >= restarts) {
      throw new MalformedBlockException("a bucket below " + restarts, "one of " + restart);
    }
    int until =
        restart + 1 < restarts ? restartAt(array, from, restartsAt, restart + 1) : restartsAt;
    scan(array, from, restartAt(array, from, restartsAt, restart), until, lookup);
  }

  private static int restartAt(byte[] array, int from, int restartsAt, int restart) {
    return from + BlockFormat.getInt(array, restartsAt + restart * BlockFormat.RESTART_BYTES);
  }

  private static void scan(byte[] array, int from, int begin, int until, Lookup lookup) {
    byte[] key = lookup.treeKey();
    long seek = Trailer.seek(lookup.number());
    int matched = 0;
    int at = begin;
    while (at < until) {
      int shared = array[at];
      int unshared = array[at + 1];
      int valueLength = array[at + 2];
      int trailerAt = at + 3;
      if ((shared | unshared | valueLength) < 0) {
        long read = BlockFormat.length(array, at, until);
        shared = (int) read;
        read = BlockFormat.length(array, (int) (read >>> 32), until);
        unshared = (int) read;
        read = BlockFormat.length(array, (int) (read >>> 32), until);
        valueLength = (int) read;
        trailerAt = (int) (read >>> 32);
      }
      int keyAt = trailerAt + Long.BYTES;
      long next = (long) keyAt + unshared + valueLength;
      if (next > until) {
        throw BlockFormat.badEntry(at, from);
      }
      if (shared == 0 || shared == matched) {
        int rest = key.length - shared;
        int mismatch = Arrays.mismatch(array, keyAt, keyAt + unshared, key, shared, shared + rest);
        if (mismatch < 0) {
          long trailer = BlockFormat.getLong(array, trailerAt);
          if (Trailer.compare(trailer, seek) >= 0) {
            offerEntry(lookup, trailer, array, keyAt + unshared, valueLength);
            return;
          }
          matched = key.length;
        } else if (mismatch == rest
            || (mismatch < unshared
                && (array[keyAt + mismatch] & 0xFF) > (key[shared + mismatch] & 0xFF))) {
          return; // behind the key
        } else {
          matched = shared + mismatch;
        }
      } else if (shared < matched) {
        return; // behind the key
      }
      at = (int) next;
    }
  }

  private static void offerEntry(
      Lookup lookup, long trailer, byte[] array, int valueFrom, int valueLength) {
    if (Trailer.kind(trailer) == Kind.EXPIRING_PUT && valueLength < Kind.DEADLINE_BYTES) {
      throw new MalformedBlockException("a deadline of 8 bytes", valueLength + " bytes");
    }
    lookup.offer(trailer, array, valueFrom, valueLength);
  }

  /**
   * The last restart whose entry is at or before (key, trailer), or the first if none is.
   *
   * @return its index
   */
  static int restartBefore(
      byte[] array,
      int from,
      int restartsAt,
      int restarts,
      byte[] key,
      int keyFrom,
      int keyLength,
      long trailer) {
    int low = 0;
    int high = restarts - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      int at = restartAt(array, from, restartsAt, middle);
      if (compareRestart(array, from, at, restartsAt, key, keyFrom, keyLength, trailer) <= 0) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  private static int compareRestart(
      byte[] array,
      int from,
      int at,
      int until,
      byte[] key,
      int keyFrom,
      int keyLength,
      long trailer) {
    long read = BlockFormat.length(array, at, until);
    int shared = (int) read;
    read = BlockFormat.length(array, (int) (read >>> 32), until);
    int unshared = (int) read;
    read = BlockFormat.length(array, (int) (read >>> 32), until);
    int trailerAt = (int) (read >>> 32);
    int keyAt = trailerAt + Long.BYTES;
    if (shared != 0 || (long) keyAt + unshared > until) {
      throw BlockFormat.badEntry(at, from);
    }
    int compared =
        Arrays.compareUnsigned(array, keyAt, keyAt + unshared, key, keyFrom, keyFrom + keyLength);
    return compared != 0
        ? compared
        : Trailer.compare(BlockFormat.getLong(array, trailerAt), trailer);
  }
}
