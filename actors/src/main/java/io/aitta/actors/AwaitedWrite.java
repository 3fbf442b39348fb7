package io.aitta.actors;

import io.aitta.actors.write.PendingWrite;
import io.aitta.core.Committed;
import io.aitta.core.Condition;
import io.aitta.core.Durability;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.format.Operation;
import io.aitta.core.io.Signal;
import org.jspecify.annotations.Nullable;

/** A write whose answer a thread waits for: the one that made it. */
final class AwaitedWrite extends PendingWrite {
  private final Signal decided = new Signal();
  private @Nullable Committed committed; // written before the signal, read behind it
  private @Nullable StoreException refused;

  AwaitedWrite(
      Operation[] operations,
      Condition @Nullable [] conditions,
      Durability level,
      long deadlineNanos) {
    super(operations, conditions, level, deadlineNanos);
  }

  boolean isDecided() {
    return decided.isRaised();
  }

  /**
   * Waits for the answer. An interrupt does not end the wait, and is there again afterwards: the
   * write goes on all the same.
   *
   * @param nanosMax a bound for when nobody is left who could answer
   * @throws StoreException why it is not, or may not be, done
   */
  Committed await(long nanosMax) {
    if (!decided.await(nanosMax)) {
      throw new StoreException(
          ErrorCode.OUTCOME_UNKNOWN,
          StoreException.Outcome.UNKNOWN,
          "nobody answered the write in time");
    }
    Committed done = committed;
    if (done != null) {
      return done;
    }
    StoreException why = refused;
    throw why == null ? new IllegalStateException("decided without an answer") : why;
  }

  @Override
  protected boolean runsCallersCode() {
    return false;
  }

  @Override
  protected void onCommitted(Committed done) {
    committed = done;
    decided.raise();
  }

  @Override
  protected void onRefused(StoreException why) {
    refused = why;
    decided.raise();
  }
}
