package io.aitta.it.concurrency;

import io.aitta.actors.engine.Admission;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.kotlinx.lincheck.annotations.Operation;
import org.jetbrains.kotlinx.lincheck.annotations.Validate;

/**
 * A budget with room for one write and for one read. Who comes in when it is full may be overtaken,
 * so the order of writers is nobody's promise; but the bytes add up, and nobody waits while there
 * is room. Reads take and give in an order.
 */
public class AdmissionModel {
  private static final int COST = 2;

  private final Admission admission = new Admission(COST + 1, 1, 100);
  private final AtomicInteger held = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();

  private final class Writer implements Admission.Waiter {
    @Override
    public long bytes() {
      return COST;
    }

    @Override
    public long deadlineNanos() {
      return Long.MAX_VALUE / 2;
    }

    @Override
    public void admitted() {
      waiting.decrementAndGet();
      held.incrementAndGet();
    }

    @Override
    public void expired() {
      throw new AssertionError("nobody's time is over");
    }
  }

  @Operation
  public void take() {
    if (admission.tryTake(COST)) {
      held.incrementAndGet();
      return;
    }
    waiting.incrementAndGet();
    if (!admission.await(new Writer())) {
      throw new AssertionError("there is room for a hundred to wait");
    }
  }

  @Operation
  public void give() {
    int now = held.get();
    while (now > 0 && !held.compareAndSet(now, now - 1)) {
      now = held.get();
    }
    if (now > 0) {
      admission.give(COST);
    }
  }

  @Operation
  public boolean takeRead() {
    return admission.tryTakeRead();
  }

  @Operation
  public void giveRead() {
    admission.giveRead();
  }

  @Validate
  public void nobodyWaitsWhileThereIsRoom() {
    long bytes = admission.bytesInFlight();
    boolean forgotten = waiting.get() > 0 && bytes == 0;
    if (forgotten || bytes != (long) held.get() * COST) {
      throw new AssertionError(
          bytes + " bytes in flight, " + held.get() + " held, " + waiting.get() + " waiting");
    }
  }
}
