package io.aitta.http.base;

import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.Scheduler;
import org.jspecify.annotations.Nullable;
import scala.concurrent.ExecutionContext;

/** Puts a request's own, shorter deadline on an answer of the store. Safe on any thread. */
public final class Deadlines {
  private final Scheduler scheduler;
  private final ExecutionContext executor;

  public Deadlines(Scheduler scheduler, java.util.concurrent.Executor executor) {
    this.scheduler = scheduler;
    this.executor =
        executor instanceof ExecutionContext context
            ? context
            : ExecutionContext.fromExecutor(executor);
  }

  /**
   * The answer, or 504 after {@code limit}. Without a limit the store's own deadline holds.
   *
   * @param limit null for none
   */
  public <T> CompletionStage<T> within(CompletionStage<T> answer, @Nullable Duration limit) {
    if (limit == null) {
      return answer;
    }
    CompletableFuture<T> first = new CompletableFuture<>();
    Cancellable timer =
        scheduler.scheduleOnce(limit, () -> first.completeExceptionally(late(limit)), executor);
    var unused =
        answer.whenComplete(
            (value, failure) -> {
              timer.cancel();
              if (failure == null) {
                first.complete(value);
              } else {
                first.completeExceptionally(failure);
              }
            });
    return first;
  }

  private static StoreException late(Duration limit) {
    return new StoreException(
        ErrorCode.DEADLINE,
        StoreException.Outcome.NONE,
        "no answer within " + limit.toMillis() + " ms");
  }
}
