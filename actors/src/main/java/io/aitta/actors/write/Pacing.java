package io.aitta.actors.write;

import io.aitta.actors.StoreEvent;
import io.aitta.actors.engine.Events;
import io.aitta.actors.engine.Meters;
import io.aitta.actors.engine.Pressure;

/**
 * How much the writer may take now: everything, so many bytes a second while compaction is behind,
 * or nothing. For the writer alone.
 */
final class Pacing {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final Events events;
  private final Meters meters;
  private Pressure pressure = Pressure.NONE;
  private long budgetBytes;
  private long refilledNanos;
  private long heldBackSinceNanos;
  private boolean heldBack;

  Pacing(Events events, Meters meters) {
    this.events = events;
    this.meters = meters;
  }

  void set(Pressure next, long nowNanos) {
    if (!next.isNone() && !heldBack) {
      heldBack = true;
      heldBackSinceNanos = nowNanos;
      refilledNanos = nowNanos;
      budgetBytes = 0;
      events.tell(new StoreEvent.WritersHeldBack(next.reason()));
    } else if (next.isNone() && heldBack) {
      heldBack = false;
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
    long elapsed = Math.min(nowNanos - refilledNanos, NANOS_PER_SECOND);
    long refill = (long) ((double) pressure.bytesPerSecond() * elapsed / NANOS_PER_SECOND);
    if (refill > 0) {
      budgetBytes = Math.min(budgetBytes + refill, pressure.bytesPerSecond());
      refilledNanos = nowNanos;
    }
    return budgetBytes > 0;
  }

  void took(long bytes) {
    budgetBytes -= bytes; // may fall below zero: the next group waits until that is paid
  }
}
