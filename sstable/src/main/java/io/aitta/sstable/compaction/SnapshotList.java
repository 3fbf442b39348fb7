package io.aitta.sstable.compaction;

import java.util.Arrays;
import java.util.Collection;
import java.util.TreeSet;

/**
 * Who may still read the past: the numbers of all live snapshots and the visible number, which is
 * one snapshot more, all taken in one answer; and the time by which the oldest of them judges
 * deadlines. It cuts the numbers of operations into <em>stripes</em>: two operations of one stripe
 * are seen by the same readers, so only the newer one of a key matters. Stripe 0 is seen by
 * everybody; the last one, of operations above the visible number, by readers still to come, each
 * at a number of its own. Immutable, safe on any thread.
 */
public final class SnapshotList {
  private final long[] numbers;
  private final long oldestTimeMillis;

  private SnapshotList(long[] numbers, long oldestTimeMillis) {
    this.numbers = numbers;
    this.oldestTimeMillis = oldestTimeMillis;
  }

  /**
   * @param snapshots the numbers of the live snapshots, in any order, none above {@code
   *     visibleNumber}
   * @param visibleNumber the visible number of that moment
   * @param oldestTimeMillis no reader judges deadlines by an earlier time, in milliseconds since
   *     1970
   */
  public static SnapshotList of(
      Collection<Long> snapshots, long visibleNumber, long oldestTimeMillis) {
    TreeSet<Long> all = new TreeSet<>(snapshots);
    if (!all.isEmpty() && (all.first() < 0 || all.last() > visibleNumber)) {
      throw new IllegalArgumentException(
          "snapshots " + all + " with visible number " + visibleNumber);
    }
    all.add(visibleNumber);
    return new SnapshotList(all.stream().mapToLong(Long::longValue).toArray(), oldestTimeMillis);
  }

  /** The number of the oldest reader. */
  public long oldest() {
    return numbers[0];
  }

  public long visibleNumber() {
    return numbers[numbers.length - 1];
  }

  public long oldestTimeMillis() {
    return oldestTimeMillis;
  }

  /** How many stripes there are, the last one included. */
  public int stripes() {
    return numbers.length + 1;
  }

  /** The stripe of an operation: how many readers are too old to see it. */
  public int stripe(long number) {
    if (number <= numbers[0]) {
      return 0;
    }
    int found = Arrays.binarySearch(numbers, number);
    return found >= 0 ? found : -found - 1;
  }

  /** The greatest number an operation of this stripe may have; the stripe is not open. */
  public long newestOf(int stripe) {
    return numbers[stripe];
  }

  /** Whether readers to come may stand between two operations of this stripe. */
  public boolean isOpen(int stripe) {
    return stripe == numbers.length;
  }

  /** Whether whoever sees the one sees the other, now and for ever. */
  public boolean seenByTheSame(long number, long other) {
    int stripe = stripe(number);
    return !isOpen(stripe) && stripe == stripe(other);
  }

  @Override
  public String toString() {
    return "snapshots " + Arrays.toString(numbers) + " at " + oldestTimeMillis;
  }
}
