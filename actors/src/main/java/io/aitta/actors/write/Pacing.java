package io.aitta.actors.write;

import io.aitta.actors.StoreEvent;
import io.aitta.actors.engine.Events;
import io.aitta.actors.engine.Meters;
import io.aitta.actors.engine.Pressure;

/**
 * How much the writer may take now: everything, a share of what it took while nothing was behind,
 * or nothing. For the writer alone.
 */
final class Pacing {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /** What writers count as having taken at least: those that write little do not wait for it. */
  private static final long USUAL_BYTES_PER_SECOND_MIN = 64L << 20;

  /** The usual rate rises at once, and falls by one part in so many a second. */
  private static final long FALLS_BY = 8;

  private final Events events;
  private final Meters meters;
  private Pressure pressure = Pressure.NONE;
  private long heldBackSinceNanos;

  // while writers are held back
  private long budgetBytes;
  private long refilledNanos;

  // while they are not
  private long usualBytesPerSecond = USUAL_BYTES_PER_SECOND_MIN;
  private long countedBytes;
  private long countedSinceNanos;

  Pacing(Events events, Meters meters, long nowNanos) {
    this.events = events;
    this.meters = meters;
    this.countedSinceNanos = nowNanos;
  }

  void set(Pressure next, long nowNanos) {
    if (pressure.isNone() && !next.isNone()) {
      heldBackSinceNanos = nowNanos;
      refilledNanos = nowNanos;
      budgetBytes = 0;
      events.tell(new StoreEvent.WritersHeldBack(next.reason()));
    } else if (!pressure.isNone() && next.isNone()) {
      countedSinceNanos = nowNanos;
      countedBytes = 0;
      long millis = (nowNanos - heldBackSinceNanos) / 1_000_000;
      meters.writesHeldBackMillis.add(millis);
      events.tell(new StoreEvent.WritersReleased(millis));
    }
    pressure = next;
  }

  Pressure pressure() {
    return pressure;
  }

  /** Whether a group may be formed now. */
  boolean mayTake(long nowNanos) {
    if (pressure.stopped()) {
      return false;
    }
    if (pressure.isNone()) {
      return true;
    }
    double bytesPerSecond = usualBytesPerSecond * pressure.share();
    long elapsed = Math.min(nowNanos - refilledNanos, NANOS_PER_SECOND);
    long refill = (long) (bytesPerSecond * elapsed / NANOS_PER_SECOND);
    if (refill > 0) {
      budgetBytes = Math.min(budgetBytes + refill, (long) bytesPerSecond);
      refilledNanos = nowNanos;
    }
    return budgetBytes > 0;
  }

  void took(long bytes, long nowNanos) {
    if (!pressure.isNone()) {
      budgetBytes -= bytes; // may fall below zero: the next group waits until that is paid
      return;
    }
    countedBytes += bytes;
    long elapsed = nowNanos - countedSinceNanos;
    if (elapsed >= NANOS_PER_SECOND) {
      long bytesPerSecond = (long) ((double) countedBytes * NANOS_PER_SECOND / elapsed);
      long fallen = usualBytesPerSecond - usualBytesPerSecond / FALLS_BY;
      usualBytesPerSecond = Math.max(USUAL_BYTES_PER_SECOND_MIN, Math.max(fallen, bytesPerSecond));
      countedSinceNanos = nowNanos;
      countedBytes = 0;
    }
  }
}
