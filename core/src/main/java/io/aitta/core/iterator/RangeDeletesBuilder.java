package io.aitta.core.iterator;

import io.aitta.core.format.TreeKey;
import io.aitta.core.iterator.RangeDeletes.Fragment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Cuts overlapping range deletes into disjoint fragments: a sweep over all starts and ends. Takes
 * them in any order; touching fragments of equal numbers become one. For one thread.
 */
public final class RangeDeletesBuilder {
  private record Delete(byte[] start, byte[] end, long number) {}

  private static final Comparator<Delete> BY_START =
      (left, right) -> TreeKey.compare(left.start, right.start);
  private static final Comparator<Delete> BY_END =
      (left, right) -> TreeKey.compare(left.end, right.end);

  private final List<Delete> deletes = new ArrayList<>();

  /**
   * Adds the delete of the keys from {@code start}, inclusive, until {@code end}, exclusive, by
   * {@code number}. Nobody changes the arrays afterwards. An empty range adds nothing.
   */
  public RangeDeletesBuilder add(byte[] start, byte[] end, long number) {
    if (TreeKey.compare(start, end) < 0) {
      deletes.add(new Delete(start, end, number));
    }
    return this;
  }

  /** Adds every delete of every fragment. */
  public RangeDeletesBuilder addAll(RangeDeletes others) {
    for (int i = 0; i < others.size(); i++) {
      Fragment fragment = others.fragment(i);
      for (long number : fragment.numbers()) {
        add(fragment.start(), fragment.end(), number);
      }
    }
    return this;
  }

  /** The fragments of all that was added. The builder can go on. */
  public RangeDeletes build() {
    List<Delete> opening = new ArrayList<>(deletes);
    opening.sort(BY_START);
    List<Delete> closing = new ArrayList<>(deletes);
    closing.sort(BY_END);
    // numbers over the place of the sweep, newest first; the same number may come in pieces
    NavigableMap<Long, Integer> open = new TreeMap<>(Collections.reverseOrder());
    List<Fragment> fragments = new ArrayList<>();
    int opened = 0;
    int closed = 0;
    while (closed < closing.size()) {
      byte[] at = boundary(opening, opened, closing, closed);
      while (closed < closing.size() && TreeKey.compare(closing.get(closed).end, at) == 0) {
        open.merge(closing.get(closed++).number, -1, RangeDeletesBuilder::countOrNone);
      }
      while (opened < opening.size() && TreeKey.compare(opening.get(opened).start, at) == 0) {
        open.merge(opening.get(opened++).number, 1, Integer::sum);
      }
      if (!open.isEmpty()) {
        append(fragments, at, boundary(opening, opened, closing, closed), numbers(open));
      }
    }
    return RangeDeletes.ofSorted(fragments);
  }

  @SuppressWarnings("NullAway") // Map.merge removes what a function of null gives
  private static Integer countOrNone(Integer count, Integer change) {
    int left = count + change;
    return left == 0 ? null : left;
  }

  /** The next start or end of the sweep. There is one: whatever opened also closes. */
  private static byte[] boundary(
      List<Delete> opening, int opened, List<Delete> closing, int closed) {
    byte[] end = closing.get(closed).end;
    if (opened == opening.size()) {
      return end;
    }
    byte[] start = opening.get(opened).start;
    return TreeKey.compare(start, end) < 0 ? start : end;
  }

  private static long[] numbers(NavigableMap<Long, Integer> open) {
    long[] numbers = new long[open.size()];
    int i = 0;
    for (long number : open.keySet()) {
      numbers[i++] = number;
    }
    return numbers;
  }

  private static void append(List<Fragment> fragments, byte[] start, byte[] end, long[] numbers) {
    if (!fragments.isEmpty()) {
      Fragment last = fragments.get(fragments.size() - 1);
      if (Arrays.equals(last.end(), start) && Arrays.equals(last.numbers(), numbers)) {
        fragments.set(fragments.size() - 1, new Fragment(last.start(), end, numbers));
        return;
      }
    }
    fragments.add(new Fragment(start, end, numbers));
  }
}
