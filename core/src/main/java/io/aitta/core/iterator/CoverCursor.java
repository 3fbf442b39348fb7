package io.aitta.core.iterator;

/**
 * Asks {@link RangeDeletes} about keys that come in order, forward or reverse: remembers where the
 * last one fell, so that the next mostly costs one or two comparisons. Any order gives right
 * answers. For one thread.
 */
public final class CoverCursor {
  private final RangeDeletes deletes;
  private final int size;

  /** The first fragment whose end is after the last key asked about. */
  private int at;

  public CoverCursor(RangeDeletes deletes) {
    this.deletes = deletes;
    this.size = deletes.size();
  }

  /** As {@link RangeDeletes#coverNumber}. */
  public long coverNumber(byte[] key, int from, int length, long number) {
    if (size == 0) {
      return 0;
    }
    move(key, from, length);
    if (at == size || !deletes.startsAtOrBefore(at, key, from, length)) {
      return 0;
    }
    return deletes.fragment(at).newestAtMost(number);
  }

  private void move(byte[] key, int from, int length) {
    boolean notTooLow = at == size || deletes.endsAfter(at, key, from, length);
    boolean notTooHigh = at == 0 || !deletes.endsAfter(at - 1, key, from, length);
    if (notTooLow && notTooHigh) {
      return;
    }
    if (!notTooLow && (at + 1 == size || deletes.endsAfter(at + 1, key, from, length))) {
      at++;
    } else {
      at = deletes.firstEndingAfter(key, from, length);
    }
  }
}
