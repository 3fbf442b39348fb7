package io.aitta.core.iterator;

import io.aitta.core.format.TreeKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The range deletes of one source, cut into disjoint fragments in key order; immutable, safe on any
 * thread. Within a fragment the numbers stand newest first.
 */
public final class RangeDeletes {
  /**
   * The keys from {@code start}, inclusive, until {@code end}, exclusive (tree keys), were deleted
   * by each of {@code numbers}, newest first. Nobody changes the arrays.
   */
  public record Fragment(byte[] start, byte[] end, long[] numbers) {
    /** The newest delete of number {@code number} or lower, or 0. */
    public long newestAtMost(long number) {
      if (numbers[0] <= number) {
        return numbers[0]; // nearly always: the reader is newer than the delete
      }
      int low = 0;
      int high = numbers.length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (numbers[middle] > number) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low == numbers.length ? 0 : numbers[low];
    }

    long memoryBytes() {
      return FRAGMENT_BYTES + start.length + end.length + 8L * numbers.length;
    }
  }

  /** The record, its place in the array, and the headers of its three arrays. */
  private static final long FRAGMENT_BYTES = 24 + 8 + 3 * 16;

  /** No range deletes. */
  public static final RangeDeletes NONE = new RangeDeletes(new Fragment[0], 0);

  private final Fragment[] fragments;
  private final long memoryBytes;

  private RangeDeletes(Fragment[] fragments, long memoryBytes) {
    this.fragments = fragments;
    this.memoryBytes = memoryBytes;
  }

  /** Of fragments that are disjoint, not empty, in key order, and of numbers newest first. */
  static RangeDeletes ofSorted(List<Fragment> sorted) {
    if (sorted.isEmpty()) {
      return NONE;
    }
    return new RangeDeletes(sorted.toArray(new Fragment[0]), memoryBytes(sorted));
  }

  /**
   * Range deletes from several sources, or cut at different keys, as one.
   *
   * @param sources in any order
   */
  public static RangeDeletes merge(List<RangeDeletes> sources) {
    RangeDeletes only = NONE;
    int filled = 0;
    for (RangeDeletes source : sources) {
      if (!source.isEmpty()) {
        only = source;
        filled++;
      }
    }
    if (filled <= 1) {
      return only;
    }
    RangeDeletesBuilder builder = new RangeDeletesBuilder();
    for (RangeDeletes source : sources) {
      builder.addAll(source);
    }
    return builder.build();
  }

  public List<Fragment> fragments() {
    return Collections.unmodifiableList(Arrays.asList(fragments));
  }

  public boolean isEmpty() {
    return fragments.length == 0;
  }

  /** How many fragments there are. */
  public int size() {
    return fragments.length;
  }

  /** The fragment at {@code index}, counted in key order. */
  public Fragment fragment(int index) {
    return fragments[index];
  }

  /** What the fragments take in memory, arrays they share counted for each. */
  public long memoryBytes() {
    return memoryBytes;
  }

  /**
   * The number of the newest range delete over the key that is {@code number} or lower, or 0 if
   * there is none.
   */
  public long coverNumber(byte[] key, int from, int length, long number) {
    if (fragments.length == 0) {
      return 0;
    }
    int index = firstEndingAfter(key, from, length);
    if (index == fragments.length || !startsAtOrBefore(index, key, from, length)) {
      return 0;
    }
    return fragments[index].newestAtMost(number);
  }

  /** As these, and the keys from {@code start} until {@code end} deleted by {@code number}. */
  public RangeDeletes with(byte[] start, byte[] end, long number) {
    if (TreeKey.compare(start, end) >= 0) {
      return this; // no key lies in it
    }
    int low = firstEndingAfter(start, 0, start.length);
    int high = low;
    while (high < fragments.length && TreeKey.compare(fragments[high].start, end) < 0) {
      high++;
    }
    List<Fragment> cut = cut(low, high, start.clone(), end.clone(), number);
    Fragment[] result = new Fragment[fragments.length - (high - low) + cut.size()];
    System.arraycopy(fragments, 0, result, 0, low);
    for (int i = 0; i < cut.size(); i++) {
      result[low + i] = cut.get(i);
    }
    System.arraycopy(fragments, high, result, low + cut.size(), fragments.length - high);
    List<Fragment> replaced = Arrays.asList(fragments).subList(low, high);
    return new RangeDeletes(result, memoryBytes - memoryBytes(replaced) + memoryBytes(cut));
  }

  /** The fragments {@code low} until {@code high}, all of which the new delete touches, with it. */
  private List<Fragment> cut(int low, int high, byte[] start, byte[] end, long number) {
    List<Fragment> cut = new ArrayList<>(2 * (high - low) + 1);
    long[] alone = {number};
    byte[] at = start;
    for (int i = low; i < high; i++) {
      Fragment old = fragments[i];
      if (TreeKey.compare(old.start, at) < 0) {
        cut.add(new Fragment(old.start, at, old.numbers));
      } else if (TreeKey.compare(at, old.start) < 0) {
        cut.add(new Fragment(at, old.start, alone));
        at = old.start;
      }
      byte[] until = TreeKey.compare(old.end, end) <= 0 ? old.end : end;
      cut.add(new Fragment(at, until, insert(old.numbers, number)));
      if (TreeKey.compare(until, old.end) < 0) {
        cut.add(new Fragment(until, old.end, old.numbers));
      }
      at = until;
    }
    if (TreeKey.compare(at, end) < 0) {
      cut.add(new Fragment(at, end, alone));
    }
    return cut;
  }

  private static long[] insert(long[] numbers, long number) {
    int at = 0;
    while (at < numbers.length && numbers[at] > number) {
      at++;
    }
    if (at < numbers.length && numbers[at] == number) {
      return numbers;
    }
    long[] result = new long[numbers.length + 1];
    System.arraycopy(numbers, 0, result, 0, at);
    result[at] = number;
    System.arraycopy(numbers, at, result, at + 1, numbers.length - at);
    return result;
  }

  /**
   * Only what lies at or after {@code from} and before {@code until}.
   *
   * @param until the end, exclusive; null for no end
   */
  public RangeDeletes clip(byte[] from, byte @Nullable [] until) {
    List<Fragment> kept = new ArrayList<>();
    for (Fragment fragment : fragments) {
      byte[] start = TreeKey.compare(fragment.start, from) < 0 ? from : fragment.start;
      byte[] end = until != null && TreeKey.compare(until, fragment.end) < 0 ? until : fragment.end;
      if (TreeKey.compare(start, end) < 0) {
        kept.add(new Fragment(start, end, fragment.numbers));
      }
    }
    return ofSorted(kept);
  }

  /** The index of the first fragment whose end is after the key; their count if there is none. */
  int firstEndingAfter(byte[] key, int from, int length) {
    int low = 0;
    int high = fragments.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      byte[] end = fragments[middle].end;
      if (TreeKey.compare(end, 0, end.length, key, from, length) > 0) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  boolean startsAtOrBefore(int index, byte[] key, int from, int length) {
    byte[] start = fragments[index].start;
    return TreeKey.compare(start, 0, start.length, key, from, length) <= 0;
  }

  boolean endsAfter(int index, byte[] key, int from, int length) {
    byte[] end = fragments[index].end;
    return TreeKey.compare(end, 0, end.length, key, from, length) > 0;
  }

  private static long memoryBytes(List<Fragment> fragments) {
    long bytes = 0;
    for (Fragment fragment : fragments) {
      bytes += fragment.memoryBytes();
    }
    return bytes;
  }

  @Override
  public String toString() {
    return "RangeDeletes[" + fragments.length + " fragments]";
  }
}
