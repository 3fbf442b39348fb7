package io.aitta.actors.write;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long a group that is to be synced waits for writers who were just answered and are likely to
 * write again: with them it is one sync, without them the few that came meanwhile have one for
 * themselves, and all others wait for that. Never longer than the sync before took, and not for a
 * while if it did not pay. For the writer alone.
 *
 * <p>The idea is that of PostgreSQL's {@code commit_delay}, which has its length set by people.
 */
final class CommitDelay {
  /**
   * What a group waits for.
   *
   * @param answered how many operations were in the group before
   * @param behind whether that was still at the disk: what waits already is not of those answered
   * @param nanos how long at most; 0 for not at all
   * @param begun told when the log begins with it, on the log's thread
   */
  record Wish(int answered, boolean behind, long nanos, Runnable begun) {
    /** How many operations it waits for, if it has so many when the log could begin with it. */
    int operations(int now) {
      if (!behind) {
        return answered;
      }
      return answered >= 2 * now ? answered + now : now;
    }
  }

  /** A group of so much is at the disk for as long as its bytes take: two cost what one would. */
  static final int LARGE_BYTES = 128 << 10;

  private static final int GROUPS_WITHOUT = 8;

  private final long nanosMax;
  private final LongSupplier clock;
  private volatile long begunNanos;
  private long syncNanos;
  private long endNanos;
  private int answered;
  private int without;

  CommitDelay(long nanosMax, LongSupplier clock) {
    this.nanosMax = nanosMax;
    this.clock = clock;
  }

  /**
   * For a new group.
   *
   * @param before the group before, if that is still at the disk
   */
  Wish wish(@Nullable Group before) {
    int operations = before == null ? answered : before.operations();
    long nanos = before == null ? leftNanos() : limitNanos();
    return new Wish(
        operations,
        before != null,
        operations > 1 ? nanos : 0,
        () -> begunNanos = clock.getAsLong());
  }

  /** Whether a group that is given to an idle log now waits there. */
  boolean isOn() {
    return answered > 1 && leftNanos() > 0;
  }

  private long leftNanos() {
    return Math.max(0, endNanos + limitNanos() - clock.getAsLong());
  }

  private long limitNanos() {
    return without > 0 ? 0 : Math.min(syncNanos, nanosMax);
  }

  /** A group that had a wish is synced. */
  void synced(Group group) {
    endNanos = clock.getAsLong();
    syncNanos = endNanos - begunNanos;
    answered = group.bytes() < LARGE_BYTES ? group.operations() : 0;
    without = group.waitedInVain() ? GROUPS_WITHOUT : Math.max(0, without - 1);
  }
}
