package io.aitta.sstable.table;

import io.aitta.core.format.Trailer;
import io.aitta.core.format.Varint;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which block holds a key, and where it stands: the whole index in packed arrays. A block's
 * separator is a key (and, where a key's versions go on in the next block, a trailer) not before
 * its last entry and before the next block's first. What all separators share stands once; the
 * eight bytes behind it are a number, and the search goes over these alone until two are equal.
 * Immutable, safe on any thread; searching allocates nothing.
 */
final class BlockIndex {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** So many heads are two cache lines, or three. */
  private static final int GROUP_LOG = 4;

  private static final int GROUP = 1 << GROUP_LOG;

  private final byte[] prefix;

  /** The eight bytes after the prefix, zeros behind a shorter separator, in signed order. */
  private final long[] heads;

  /** The last of every full {@link #GROUP} of heads: few enough to stay near the processor. */
  private final long[] groupEnds;

  private final byte[] suffixes;
  private final int[] suffixEnds;

  /** Null if no key spans blocks, which is the rule. */
  private final long @Nullable [] trailers;

  /** Where block <i>i</i> begins; one more than there are blocks. */
  private final long[] offsets;

  private BlockIndex(
      byte[] prefix,
      byte[] suffixes,
      int[] suffixEnds,
      long @Nullable [] trailers,
      long[] offsets) {
    this.prefix = prefix;
    this.suffixes = suffixes;
    this.suffixEnds = suffixEnds;
    this.trailers = trailers;
    this.offsets = offsets;
    this.heads = new long[suffixEnds.length];
    for (int i = 0; i < heads.length; i++) {
      heads[i] = head(suffixes, suffixBegin(i), suffixEnds[i]);
    }
    this.groupEnds = new long[heads.length >>> GROUP_LOG];
    for (int i = 0; i < groupEnds.length; i++) {
      groupEnds[i] = heads[(i << GROUP_LOG) + GROUP - 1];
    }
  }

  /**
   * @throws IllegalArgumentException if the bytes are no index, or its blocks end elsewhere than at
   *     {@code dataEnd}
   */
  static BlockIndex decode(byte[] array, long dataEnd) {
    ByteBuffer source = ByteBuffer.wrap(array);
    int count = Varint.getLength(source, countMax(array.length, dataEnd));
    byte[] prefix = Decoding.bytes(source);
    long[] offsets = new long[count + 1];
    int[] ends = new int[count];
    long[] trailers = null;
    long end = 0;
    for (int i = 0; i < count; i++) {
      int length = Varint.getLength(source, TableFormat.BLOCK_BYTES_MAX);
      offsets[i + 1] = offsets[i] + length + TableFormat.BLOCK_TRAILER_BYTES;
      end += Varint.getLength(source, array.length);
      ends[i] = (int) Math.min(end, Integer.MAX_VALUE);
      long trailer = Varint.get(source);
      if (trailer != 0) {
        trailers = trailers == null ? new long[count] : trailers;
        trailers[i] = trailer;
      }
    }
    if (end != source.remaining() || offsets[count] != dataEnd) {
      throw new IllegalArgumentException(
          "an index of "
              + end
              + " bytes of keys in "
              + source.remaining()
              + ", whose blocks end at "
              + offsets[count]
              + " where data ends at "
              + dataEnd);
    }
    byte[] suffixes = new byte[source.remaining()];
    source.get(suffixes);
    return new BlockIndex(prefix, suffixes, ends, trailers, offsets);
  }

  /**
   * How many blocks to believe in before room is made for them: each has three numbers in the index
   * and at least a byte and a trailer in the data.
   */
  private static int countMax(int indexBytes, long dataEnd) {
    return (int) Math.min(indexBytes / 3, dataEnd / (1 + TableFormat.BLOCK_TRAILER_BYTES));
  }

  int blocks() {
    return heads.length;
  }

  /** Where a block begins in the file. */
  long offset(int block) {
    return offsets[block];
  }

  /** A block's length in the file without its trailer. */
  int length(int block) {
    return (int) (offsets[block + 1] - offsets[block]) - TableFormat.BLOCK_TRAILER_BYTES;
  }

  /** Where a block's trailer ends in the file. */
  long end(int block) {
    return offsets[block + 1];
  }

  /** A copy of a block's separator: no entry of the block comes after it. */
  byte[] separator(int block) {
    int begin = suffixBegin(block);
    byte[] separator = Arrays.copyOf(prefix, prefix.length + suffixEnds[block] - begin);
    System.arraycopy(suffixes, begin, separator, prefix.length, suffixEnds[block] - begin);
    return separator;
  }

  /** Bytes of heap the index takes. */
  long bytes() {
    int perBlock = Long.BYTES + Long.BYTES + Integer.BYTES + (trailers == null ? 0 : Long.BYTES);
    return (long) perBlock * heads.length
        + (long) Long.BYTES * groupEnds.length
        + suffixes.length
        + prefix.length;
  }

  /**
   * The only block that can hold the first entry at or after (key, trailer) of that key; the entry
   * after that in the order of all keys stands in it or begins the next.
   *
   * @return -1 if all entries are before it
   */
  int find(byte[] key, int from, int length, long trailer) {
    int common = Math.min(length, prefix.length);
    int mismatch = Arrays.mismatch(prefix, 0, common, key, from, from + common);
    if (mismatch >= 0) {
      boolean before = (key[from + mismatch] & 0xFF) < (prefix[mismatch] & 0xFF);
      return before && heads.length > 0 ? 0 : -1;
    }
    if (length < prefix.length) {
      return heads.length > 0 ? 0 : -1;
    }
    int suffixFrom = from + prefix.length;
    int end = from + length;
    long head = head(key, suffixFrom, end);
    int low = firstNotBelow(head);
    if (low < heads.length && heads[low] == head) {
      int high = head == Long.MAX_VALUE ? heads.length : firstNotBelow(head + 1);
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (compare(middle, key, suffixFrom, end, trailer) < 0) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
    }
    return low < heads.length ? low : -1;
  }

  /**
   * The first head that is not below {@code head}: its group by the ends of groups, then all of the
   * group at once, so that at most two cache misses follow each other. Without branches to guess.
   */
  private int firstNotBelow(long head) {
    int group = 0;
    int rest = groupEnds.length;
    while (rest > 0) {
      int half = (rest + 1) >>> 1;
      group = groupEnds[group + half - 1] < head ? group + half : group;
      rest -= half;
    }
    int first = group << GROUP_LOG;
    int until = Math.min(first + GROUP, heads.length);
    int below = 0;
    for (int i = first; i < until; i++) {
      below += heads[i] < head ? 1 : 0;
    }
    return first + below;
  }

  private int compare(int block, byte[] key, int suffixFrom, int end, long trailer) {
    int compared =
        Arrays.compareUnsigned(
            suffixes, suffixBegin(block), suffixEnds[block], key, suffixFrom, end);
    return compared != 0
        ? compared
        : Trailer.compare(trailers == null ? 0 : trailers[block], trailer);
  }

  private int suffixBegin(int block) {
    return block == 0 ? 0 : suffixEnds[block - 1];
  }

  private static long head(byte[] array, int from, int end) {
    if (end - from >= Long.BYTES) {
      return (long) LONG.get(array, from) ^ Long.MIN_VALUE;
    }
    long head = 0;
    for (int i = from; i < end; i++) {
      head |= (array[i] & 0xFFL) << (56 - 8 * (i - from));
    }
    return head ^ Long.MIN_VALUE;
  }
}
