package io.aitta.actors.engine;

import io.aitta.core.io.TimeSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The time by which expiry is judged: the wall clock, but never backwards, not even over a restart.
 * A mark ahead of it is written with every group of the log. Safe on any thread.
 */
public final class StoreTime {
  private static final long AHEAD_MILLIS = 10_000;

  private final TimeSource clock;
  private final AtomicLong latest;

  /**
   * @param recoveredMarkMillis the greatest mark found at recovery; time goes on from there
   */
  public StoreTime(TimeSource clock, long recoveredMarkMillis) {
    this.clock = clock;
    this.latest = new AtomicLong(recoveredMarkMillis);
  }

  /** Milliseconds since 1970. */
  public long millis() {
    long wall = clock.wallMillis();
    long before = latest.get();
    while (wall > before) {
      if (latest.compareAndSet(before, wall)) {
        return wall;
      }
      before = latest.get();
    }
    return before;
  }

  /** What is to be persisted now, so that no later time of this life is ever undercut. */
  public long markMillis() {
    return millis() + AHEAD_MILLIS;
  }
}
