package io.aitta.sstable.block;

import io.aitta.core.format.Varint;
import java.util.Arrays;

/**
 * Builds one block after another in a buffer it keeps. The caller sees to the order of entries and
 * says how much of each key is shared with the one before. For one thread.
 */
public final class BlockBuilder {
  /** A buffer that grew beyond this for one great value is given up with its block. */
  private static final int BUFFER_BYTES_KEPT = 1 << 20;

  private final int restartInterval;
  private byte[] buffer = new byte[8 << 10];
  private int length;
  private int[] restarts = new int[16];
  private int restartCount;
  private int sinceRestart;

  /** Low halves of the hashes of the keys, and the restart each stands behind. */
  private int[] hashes = new int[64];

  private int[] hashRestarts = new int[64];
  private int hashCount;

  /**
   * @param restartInterval how many entries share prefixes, at least 1
   */
  public BlockBuilder(int restartInterval) {
    if (restartInterval < 1) {
      throw new IllegalArgumentException("restart interval out of range: " + restartInterval);
    }
    this.restartInterval = restartInterval;
  }

  /**
   * Adds an entry behind all others.
   *
   * @param shared how many bytes the key has in common with the key before; ignored at a restart
   * @param hash {@link io.aitta.core.format.KeyHash} of the key
   */
  public void add(
      byte[] key,
      int keyFrom,
      int keyLength,
      int shared,
      long hash,
      long trailer,
      byte[] value,
      int valueFrom,
      int valueLength) {
    int common = shared;
    if (restartCount == 0 || sinceRestart == restartInterval) {
      beginRestart();
      common = 0;
    }
    sinceRestart++;
    noteHash((int) hash);
    int unshared = keyLength - common;
    ensure((long) length + 3 * Varint.INT_BYTES_MAX + Long.BYTES + unshared + valueLength);
    int at = Varint.put(buffer, length, common);
    at = Varint.put(buffer, at, unshared);
    at = Varint.put(buffer, at, valueLength);
    BlockFormat.putLong(buffer, at, trailer);
    at += Long.BYTES;
    System.arraycopy(key, keyFrom + common, buffer, at, unshared);
    at += unshared;
    System.arraycopy(value, valueFrom, buffer, at, valueLength);
    length = at + valueLength;
  }

  private void beginRestart() {
    if (restartCount == restarts.length) {
      restarts = Arrays.copyOf(restarts, 2 * restartCount);
    }
    restarts[restartCount++] = length;
    sinceRestart = 0;
  }

  /** Versions of one key follow each other: one note a key and restart is enough. */
  private void noteHash(int hash) {
    int restart = restartCount - 1;
    if (hashCount > 0 && hashes[hashCount - 1] == hash && hashRestarts[hashCount - 1] == restart) {
      return;
    }
    if (hashCount == hashes.length) {
      hashes = Arrays.copyOf(hashes, 2 * hashCount);
      hashRestarts = Arrays.copyOf(hashRestarts, 2 * hashCount);
    }
    hashes[hashCount] = hash;
    hashRestarts[hashCount++] = restart;
  }

  private void ensure(long needed) {
    if (needed > buffer.length) {
      if (needed > Integer.MAX_VALUE - 16) {
        throw new IllegalArgumentException("a block of " + needed + " bytes");
      }
      buffer =
          Arrays.copyOf(
              buffer, (int) Math.min(Integer.MAX_VALUE - 16, Math.max(needed, 2L * buffer.length)));
    }
  }

  public boolean isEmpty() {
    return restartCount == 0;
  }

  /** Bytes the block would take if it were finished now, give or take the buckets. */
  public long estimatedBytes() {
    return (long) length
        + (long) restartCount * BlockFormat.RESTART_BYTES
        + bucketCount()
        + BlockFormat.TAIL_BYTES;
  }

  /** Bytes an entry adds at most. */
  public static long entryBytesMax(int keyLength, int valueLength) {
    return 3L * Varint.INT_BYTES_MAX
        + Long.BYTES
        + BlockFormat.RESTART_BYTES
        + keyLength
        + valueLength;
  }

  private int bucketCount() {
    return restartCount > BlockFormat.BUCKET_RESTARTS_MAX ? 0 : hashCount + hashCount / 3 + 1;
  }

  /** Ends the block and returns its length; its bytes are in {@link #array()} from 0. */
  public int finish() {
    if (isEmpty()) {
      throw new IllegalStateException("a block needs an entry");
    }
    int buckets = bucketCount();
    long whole =
        (long) length
            + (long) restartCount * BlockFormat.RESTART_BYTES
            + buckets
            + BlockFormat.TAIL_BYTES;
    ensure(whole);
    for (int i = 0; i < restartCount; i++) {
      BlockFormat.putInt(buffer, length, restarts[i]);
      length += BlockFormat.RESTART_BYTES;
    }
    putBuckets(buckets);
    length += buckets;
    BlockFormat.putInt(buffer, length, restartCount);
    BlockFormat.putInt(buffer, length + 4, buckets);
    length += BlockFormat.TAIL_BYTES;
    return length;
  }

  private void putBuckets(int buckets) {
    if (buckets == 0) {
      return;
    }
    Arrays.fill(buffer, length, length + buckets, (byte) BlockFormat.BUCKET_EMPTY);
    for (int i = 0; i < hashCount; i++) {
      int at = length + BlockFormat.bucket(hashes[i], buckets);
      int held = buffer[at] & 0xFF;
      boolean several = held != BlockFormat.BUCKET_EMPTY && held != hashRestarts[i];
      buffer[at] = (byte) (several ? BlockFormat.BUCKET_SEVERAL : hashRestarts[i]);
    }
  }

  /** The buffer; it holds until the next {@link #add}. */
  public byte[] array() {
    return buffer;
  }

  /** Begins the next block. */
  public void reset() {
    length = 0;
    restartCount = 0;
    sinceRestart = 0;
    hashCount = 0;
    if (buffer.length > BUFFER_BYTES_KEPT) {
      buffer = new byte[8 << 10];
    }
  }
}
