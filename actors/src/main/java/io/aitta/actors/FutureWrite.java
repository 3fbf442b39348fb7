package io.aitta.actors;

import io.aitta.actors.write.PendingWrite;
import io.aitta.core.Committed;
import io.aitta.core.Condition;
import io.aitta.core.Durability;
import io.aitta.core.StoreException;
import io.aitta.core.format.Operation;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A write whose answer completes a future. */
final class FutureWrite extends PendingWrite {
  private final CompletableFuture<Committed> answer = new CompletableFuture<>();

  FutureWrite(
      Operation[] operations,
      Condition @Nullable [] conditions,
      Durability level,
      long deadlineNanos) {
    super(operations, conditions, level, deadlineNanos);
  }

  CompletableFuture<Committed> answer() {
    return answer;
  }

  @Override
  protected void onCommitted(Committed committed) {
    answer.complete(committed);
  }

  @Override
  protected void onRefused(StoreException why) {
    answer.completeExceptionally(why);
  }
}
