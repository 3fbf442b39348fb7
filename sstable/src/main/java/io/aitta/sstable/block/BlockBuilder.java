package io.aitta.sstable.block;

import io.aitta.core.format.Varint;
import java.util.Arrays;

/**
 * Builds one block after another in a buffer it keeps. The caller sees to the order of entries. For
 * one thread.
 */
public final class BlockBuilder {
  /** A buffer that grew beyond this for one great value is given up with its block. */
  private static final int BUFFER_BYTES_KEPT = 1 << 20;

  private static final int BUFFER_BYTES_MIN = 8 << 10;
  private static final int U16_END = 1 << 16;

  private final int intervalLog;
  private byte[] buffer = new byte[BUFFER_BYTES_MIN];
  private int length;
  private int[] offsets = new int[64];
  private int count;

  /** The whole key of the restart that the next entries share with, as it stands in the buffer. */
  private int restartKeyAt;

  private int restartKeyLength;

  /** Low halves of the hashes of the keys, and the index of each key's newest entry. */
  private int[] hashes = new int[64];

  private int[] hashEntries = new int[64];
  private int hashCount;

  /**
   * @param restartInterval a power of two up to 1024: every so many entries one stands with its
   *     whole key
   */
  public BlockBuilder(int restartInterval) {
    if (Integer.bitCount(restartInterval) != 1
        || restartInterval > 1 << BlockFormat.INTERVAL_LOG_MAX) {
      throw new IllegalArgumentException("restart interval out of range: " + restartInterval);
    }
    this.intervalLog = Integer.numberOfTrailingZeros(restartInterval);
  }

  /**
   * Adds an entry behind all others.
   *
   * @param hash {@link io.aitta.core.format.KeyHash} of the key
   * @param newKey whether the entry before has another key
   */
  public void add(
      byte[] key,
      int keyFrom,
      int keyLength,
      long hash,
      boolean newKey,
      long trailer,
      byte[] value,
      int valueFrom,
      int valueLength) {
    ensure((long) length + entryBytesMax(keyLength, valueLength));
    boolean restart = (count & ((1 << intervalLog) - 1)) == 0;
    int shared = restart ? 0 : sharedWithRestart(key, keyFrom, keyLength);
    noteEntry();
    if (newKey || count == 1) {
      noteHash((int) hash);
    }
    int unshared = keyLength - shared;
    int at = Varint.put(buffer, length, shared);
    at = Varint.put(buffer, at, unshared);
    if (restart) {
      restartKeyAt = at;
      restartKeyLength = keyLength;
    }
    int suffixFrom = keyFrom + shared;
    if (unshared <= Long.BYTES && suffixFrom + Long.BYTES <= key.length) {
      BlockFormat.putLong(buffer, at, BlockFormat.getLong(key, suffixFrom)); // and the trailer over
    } else {
      System.arraycopy(key, suffixFrom, buffer, at, unshared);
    }
    at += unshared;
    BlockFormat.putLong(buffer, at, trailer);
    at += Long.BYTES;
    System.arraycopy(value, valueFrom, buffer, at, valueLength);
    length = at + valueLength;
  }

  private int sharedWithRestart(byte[] key, int from, int keyLength) {
    int mismatch =
        Arrays.mismatch(
            buffer, restartKeyAt, restartKeyAt + restartKeyLength, key, from, from + keyLength);
    return mismatch < 0 ? keyLength : mismatch;
  }

  private void noteEntry() {
    if (count == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * count);
    }
    offsets[count++] = length;
  }

  private void noteHash(int hash) {
    if (hashCount == hashes.length) {
      hashes = Arrays.copyOf(hashes, 2 * hashCount);
      hashEntries = Arrays.copyOf(hashEntries, 2 * hashCount);
    }
    hashes[hashCount] = hash;
    hashEntries[hashCount++] = count - 1;
  }

  private void ensure(long needed) {
    if (needed > buffer.length) {
      if (needed > Integer.MAX_VALUE - 16) {
        throw new IllegalArgumentException("a block of " + needed + " bytes");
      }
      long grown = Math.max(needed, 2L * buffer.length);
      buffer = Arrays.copyOf(buffer, (int) Math.min(Integer.MAX_VALUE - 16, grown));
    }
  }

  public boolean isEmpty() {
    return count == 0;
  }

  /** Bytes the block would take if it were finished now. */
  public long estimatedBytes() {
    return (long) length
        + (long) count * offsetBytes()
        + bucketCount(bucketShift())
        + BlockFormat.TAIL_BYTES;
  }

  /** Bytes an entry adds at most. */
  public static long entryBytesMax(int keyLength, int valueLength) {
    return 2L * Varint.INT_BYTES_MAX + Long.BYTES + 6 + keyLength + valueLength;
  }

  private int offsetBytes() {
    return length < U16_END ? 2 : 4;
  }

  /** How far an entry's index must be shifted so that a bucket can hold it. */
  private int bucketShift() {
    int shift = 0;
    while ((count - 1) >>> shift >= BlockFormat.BUCKET_EMPTY) {
      shift++;
    }
    return shift;
  }

  /** Three buckets for two keys: a search meets one wrong key on average. */
  private int bucketCount(int shift) {
    return shift > BlockFormat.BUCKET_SHIFT_MAX ? 0 : hashCount + hashCount / 2 + 1;
  }

  /** Ends the block and returns its length; its bytes are in {@link #array()} from 0. */
  public int finish() {
    if (isEmpty()) {
      throw new IllegalStateException("a block needs an entry");
    }
    int offsetBytes = offsetBytes();
    int shift = bucketShift();
    int buckets = bucketCount(shift);
    ensure((long) length + (long) count * offsetBytes + buckets + BlockFormat.TAIL_BYTES);
    for (int i = 0; i < count; i++) {
      if (offsetBytes == 2) {
        BlockFormat.putShort(buffer, length + 2 * i, offsets[i]);
      } else {
        BlockFormat.putInt(buffer, length + 4 * i, offsets[i]);
      }
    }
    length += count * offsetBytes;
    putBuckets(buckets, shift);
    length += buckets;
    BlockFormat.putInt(buffer, length, count);
    BlockFormat.putInt(buffer, length + 4, buckets);
    int usedShift = buckets == 0 ? 0 : shift;
    BlockFormat.putInt(buffer, length + 8, intervalLog | offsetBytes << 8 | usedShift << 16);
    length += BlockFormat.TAIL_BYTES;
    return length;
  }

  private void putBuckets(int buckets, int shift) {
    if (buckets == 0) {
      return;
    }
    Arrays.fill(buffer, length, length + buckets, (byte) BlockFormat.BUCKET_EMPTY);
    for (int i = 0; i < hashCount; i++) {
      int bucket = BlockFormat.bucket(hashes[i], buckets);
      byte index = (byte) (hashEntries[i] >>> shift);
      while (buffer[length + bucket] != (byte) BlockFormat.BUCKET_EMPTY
          && buffer[length + bucket] != index) {
        bucket = bucket + 1 == buckets ? 0 : bucket + 1;
      }
      buffer[length + bucket] = index;
    }
  }

  /** The buffer; it holds until the next {@link #add}. */
  public byte[] array() {
    return buffer;
  }

  /** Begins the next block. */
  public void reset() {
    length = 0;
    count = 0;
    hashCount = 0;
    if (buffer.length > BUFFER_BYTES_KEPT) {
      buffer = new byte[BUFFER_BYTES_MIN];
    }
  }
}
