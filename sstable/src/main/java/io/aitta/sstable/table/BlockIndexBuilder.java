package io.aitta.sstable.table;

import io.aitta.core.format.Varint;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Gathers where each data block ends, in keys and in bytes, and encodes it. For one thread. */
final class BlockIndexBuilder {
  private byte[] separators = new byte[1 << 10];
  private int[] ends = new int[64];
  private int[] lengths = new int[64];
  private long[] trailers = new long[64];
  private int count;

  /**
   * Adds a block behind the others.
   *
   * @param separator a key not before the block's last and before the next block's first
   * @param trailer 0, or the block's last trailer if both keys are the same
   * @param storedLength the block's length in the file, without the block trailer
   */
  void add(byte[] separator, int length, long trailer, int storedLength) {
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, 2 * count);
      lengths = Arrays.copyOf(lengths, 2 * count);
      trailers = Arrays.copyOf(trailers, 2 * count);
    }
    int begin = count == 0 ? 0 : ends[count - 1];
    if (begin + length > separators.length) {
      separators = Arrays.copyOf(separators, Math.max(begin + length, 2 * separators.length));
    }
    System.arraycopy(separator, 0, separators, begin, length);
    ends[count] = begin + length;
    trailers[count] = trailer;
    lengths[count++] = storedLength;
  }

  int blocks() {
    return count;
  }

  /** Bytes the index takes at most if it were encoded now. */
  long estimatedBytes() {
    return count == 0 ? 0 : ends[count - 1] + 8L * count;
  }

  byte[] encode() {
    int prefix = commonPrefix();
    long bytes =
        (2L + 2L * count) * Varint.INT_BYTES_MAX
            + (long) Varint.LONG_BYTES_MAX * count
            + (count == 0 ? 0 : ends[count - 1]);
    ByteBuffer target = ByteBuffer.allocate(Math.toIntExact(bytes));
    Varint.put(target, count);
    Varint.put(target, prefix);
    target.put(separators, 0, prefix);
    for (int i = 0; i < count; i++) {
      Varint.put(target, lengths[i]);
      Varint.put(target, ends[i] - begin(i) - prefix);
      Varint.put(target, trailers[i]);
    }
    for (int i = 0; i < count; i++) {
      target.put(separators, begin(i) + prefix, ends[i] - begin(i) - prefix);
    }
    byte[] encoded = new byte[target.position()];
    target.flip().get(encoded);
    return encoded;
  }

  private int begin(int block) {
    return block == 0 ? 0 : ends[block - 1];
  }

  /** Separators ascend: what the first and the last share, all share. */
  private int commonPrefix() {
    if (count == 0) {
      return 0;
    }
    int lastBegin = begin(count - 1);
    int mismatch = Arrays.mismatch(separators, 0, ends[0], separators, lastBegin, ends[count - 1]);
    return mismatch < 0 ? ends[0] : mismatch;
  }

  /**
   * Writes the shortest key that is not before {@code last} and before {@code next} to {@code
   * target}, which has room for {@code last} and one byte more.
   *
   * @param shared how many bytes the two have in common
   * @return its length
   */
  static int separator(
      byte[] last,
      int lastLength,
      byte[] next,
      int nextFrom,
      int nextLength,
      int shared,
      byte[] target) {
    System.arraycopy(last, 0, target, 0, lastLength);
    if (shared == lastLength) {
      return lastLength;
    }
    int below = last[shared] & 0xFF;
    int above = next[nextFrom + shared] & 0xFF;
    if (below + 1 < above) {
      target[shared] = (byte) (below + 1);
      return shared + 1;
    }
    if (nextLength > shared + 1) {
      target[shared] = (byte) above;
      return shared + 1;
    }
    for (int i = shared + 1; i < lastLength; i++) {
      if (last[i] != (byte) 0xFF) {
        target[i]++;
        return i + 1;
      }
    }
    return lastLength;
  }
}
