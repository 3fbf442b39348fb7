package io.aitta.it.history;

import io.aitta.it.history.Call.Outcome;
import io.aitta.it.history.Call.Sight;
import io.aitta.it.history.Call.Wrote;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Writes down what clients do, as it happens. Safe on any thread. */
final class Recorder {
  private final AtomicLong clock = new AtomicLong();
  private final AtomicLong values = new AtomicLong();
  private final AtomicInteger ids = new AtomicInteger();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger inFlightMax = new AtomicInteger();
  private final AtomicInteger left;
  private final int halfway;
  private final CountDownLatch half = new CountDownLatch(1);
  private final ConcurrentLinkedQueue<Call> calls = new ConcurrentLinkedQueue<>();

  Recorder(int operations) {
    this.left = new AtomicInteger(operations);
    this.halfway = operations / 2;
  }

  /** Whether another operation is to be done. */
  boolean wantsMore() {
    int now = left.decrementAndGet();
    if (now == halfway) {
      half.countDown();
    }
    return now >= 0;
  }

  /** Opens when half of the operations have begun. */
  CountDownLatch half() {
    return half;
  }

  /** A value that nobody has written. */
  long value() {
    return values.incrementAndGet();
  }

  long begin() {
    inFlightMax.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
    return clock.incrementAndGet();
  }

  /** The moment of the answer. */
  long end() {
    inFlight.decrementAndGet();
    return clock.incrementAndGet();
  }

  void wrote(long invoked, long returned, List<Wrote> changes, Reply reply) {
    long first = reply.number() - changes.size() + 1;
    List<Wrote> numbered = new java.util.ArrayList<>();
    for (int i = 0; i < changes.size(); i++) {
      numbered.add(
          reply.outcome() == Outcome.DONE ? changes.get(i).numbered(first + i) : changes.get(i));
    }
    long end = reply.outcome() == Outcome.UNKNOWN ? Call.PENDING : returned;
    add(invoked, end, reply.outcome(), numbered, reply.saw());
  }

  void saw(long invoked, long returned, List<Sight> sights) {
    add(invoked, returned, Outcome.DONE, List.of(), sights);
  }

  private void add(
      long invoked, long returned, Outcome outcome, List<Wrote> wrote, List<Sight> saw) {
    calls.add(new Call(ids.getAndIncrement(), invoked, returned, outcome, wrote, saw));
  }

  /** Everything, by invocation. */
  List<Call> calls() {
    return calls.stream().sorted(Comparator.comparingLong(Call::invoked)).toList();
  }

  /** The most requests that were under way at once. */
  int concurrency() {
    return inFlightMax.get();
  }
}
