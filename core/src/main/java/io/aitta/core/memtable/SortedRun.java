package io.aitta.core.memtable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Keys in order: of each the address of its first version and a head, the 8 bytes after the prefix
 * that all keys of the run share (zeros where a key ends). Different heads are in the order of
 * their keys; equal heads say nothing. Immutable, safe on any thread.
 */
final class SortedRun {
  /** Of a longer common prefix only so much is used. */
  private static final int PREFIX_MAX = 256;

  private static final int HEAD_BYTES = 8;

  /** This object, and its arrays' headers. */
  private static final long FIXED_BYTES = 32 + 4 * Arena.ARRAY_BYTES;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** Keys between two fences. */
  private static final int FENCE_KEYS = 32;

  private final byte[] prefix;
  private final long[] heads;

  /** Every 32nd head: a search misses the cache here a few times less than among all. */
  private final long[] fences;

  private final int[] firsts;

  private SortedRun(byte[] prefix, long[] heads, int[] firsts) {
    this.prefix = prefix;
    this.heads = heads;
    this.fences = new long[(heads.length + FENCE_KEYS - 1) / FENCE_KEYS];
    for (int i = 0; i < fences.length; i++) {
      fences[i] = heads[i * FENCE_KEYS];
    }
    this.firsts = firsts;
  }

  /** Sorts a few keys; {@code count} is at least 1. */
  static SortedRun sort(Arena arena, int[] unsorted, int count) {
    byte[] prefix = commonPrefix(arena, unsorted, count);
    long[] heads = new long[count];
    int[] firsts = new int[count];
    for (int i = 0; i < count; i++) {
      int first = unsorted[i];
      long head = head(arena, first, prefix.length);
      int at = i;
      // by insertion: keys often come in order, and there are few
      while (at > 0 && isBefore(arena, head, first, heads[at - 1], firsts[at - 1], prefix.length)) {
        heads[at] = heads[at - 1];
        firsts[at] = firsts[at - 1];
        at--;
      }
      heads[at] = head;
      firsts[at] = first;
    }
    return new SortedRun(prefix, heads, firsts);
  }

  /** Merges runs that have no key in common; at least 1. */
  static SortedRun merge(Arena arena, SortedRun[] runs) {
    int count = 0;
    for (SortedRun run : runs) {
      count += run.size();
    }
    long[] heads = new long[count];
    int[] firsts = new int[count];
    OrderCursor cursor = OrderCursor.forMerge(arena, runs);
    cursor.first();
    for (int i = 0; i < count; i++) {
      heads[i] = cursor.head();
      firsts[i] = cursor.firstVersion();
      cursor.next();
    }
    byte[] prefix = Arrays.copyOf(runs[0].prefix, commonPrefixLength(runs));
    return new SortedRun(prefix, heads, firsts);
  }

  private static boolean isBefore(
      Arena arena, long leftHead, int left, long rightHead, int right, int shared) {
    int heads = Long.compareUnsigned(leftHead, rightHead);
    return heads != 0 ? heads < 0 : arena.compareKeys(left, right, shared) < 0;
  }

  private static byte[] commonPrefix(Arena arena, int[] addresses, int count) {
    byte[] array = arena.array(addresses[0]);
    int offset = Arena.offset(addresses[0]);
    int from = Arena.keyFrom(array, offset);
    int shared = Math.min(PREFIX_MAX, Arena.keyLength(array, offset));
    for (int i = 1; i < count; i++) {
      byte[] other = arena.array(addresses[i]);
      int otherOffset = Arena.offset(addresses[i]);
      int otherFrom = Arena.keyFrom(other, otherOffset);
      int length = Math.min(shared, Arena.keyLength(other, otherOffset));
      int mismatch =
          Arrays.mismatch(array, from, from + length, other, otherFrom, otherFrom + length);
      shared = mismatch < 0 ? length : mismatch;
    }
    return Arrays.copyOfRange(array, from, from + shared);
  }

  /** How long a prefix all keys of all runs share, as far as the runs know. */
  static int commonPrefixLength(SortedRun[] runs) {
    byte[] shared = runs[0].prefix;
    int length = shared.length;
    for (SortedRun run : runs) {
      int shorter = Math.min(length, run.prefix.length);
      int mismatch = Arrays.mismatch(shared, 0, shorter, run.prefix, 0, shorter);
      length = mismatch < 0 ? shorter : mismatch;
    }
    return length;
  }

  private static long head(Arena arena, int address, int skipped) {
    byte[] array = arena.array(address);
    int offset = Arena.offset(address);
    int from = Arena.keyFrom(array, offset);
    return head(array, from + skipped, Arena.keyLength(array, offset) - skipped);
  }

  /** The first 8 of {@code length} bytes, zeros where there are fewer. */
  private static long head(byte[] array, int from, int length) {
    if (length >= HEAD_BYTES) {
      return (long) LONG.get(array, from);
    }
    long head = 0;
    for (int i = 0; i < length; i++) {
      head |= (array[from + i] & 0xFFL) << (56 - 8 * i);
    }
    return head;
  }

  int size() {
    return firsts.length;
  }

  /** The address of the first version of the key at {@code index}. */
  int first(int index) {
    return firsts[index];
  }

  long head(int index) {
    return heads[index];
  }

  /** How far heads must shift right to be heads after a shorter prefix: up to 64 bits. */
  int shift(int prefixLength) {
    return 8 * Math.min(HEAD_BYTES, prefix.length - prefixLength);
  }

  /** What comes before the shifted heads: the end of this run's prefix. */
  long base(int prefixLength) {
    return head(prefix, prefixLength, prefix.length - prefixLength);
  }

  /** The index of the first key at or after the given one; the size if there is none. */
  int lowerBound(Arena arena, byte[] key, int from, int length) {
    int shorter = Math.min(prefix.length, length);
    int toPrefix = Arrays.compareUnsigned(key, from, from + shorter, prefix, 0, shorter);
    if (toPrefix != 0 || length < prefix.length) {
      return toPrefix > 0 ? size() : 0;
    }
    long head = head(key, from + prefix.length, length - prefix.length);
    int fence = lowerBound(fences, 0, fences.length, head);
    int low =
        fence == 0
            ? 0
            : lowerBound(
                heads,
                (fence - 1) * FENCE_KEYS + 1,
                Math.min(heads.length, fence * FENCE_KEYS),
                head);
    return low == heads.length || heads[low] != head
        ? low
        : lowerBoundAmongEqualHeads(arena, low, key, from, length);
  }

  /** The first index from {@code low} on whose head is not below; {@code high} if there is none. */
  private static int lowerBound(long[] heads, int low, int high, long head) {
    int first = low;
    int last = high;
    while (first < last) {
      int middle = (first + last) >>> 1;
      if (Long.compareUnsigned(heads[middle], head) < 0) {
        first = middle + 1;
      } else {
        last = middle;
      }
    }
    return first;
  }

  private int lowerBoundAmongEqualHeads(
      Arena arena, int firstEqual, byte[] key, int from, int length) {
    long head = heads[firstEqual];
    int distance = 1;
    while (firstEqual + distance < heads.length && heads[firstEqual + distance] == head) {
      distance *= 2;
    }
    int low = firstEqual;
    int high = Math.min(heads.length, firstEqual + distance);
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (heads[middle] == head && arena.compareKey(firsts[middle], key, from, length) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  long memoryBytes() {
    return FIXED_BYTES + prefix.length + 12L * firsts.length + 8L * fences.length;
  }
}
