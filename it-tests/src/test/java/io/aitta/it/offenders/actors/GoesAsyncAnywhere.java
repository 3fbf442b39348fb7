package io.aitta.it.offenders.actors;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Lets the JDK choose the thread. */
public final class GoesAsyncAnywhere {
  private GoesAsyncAnywhere() {}

  static CompletionStage<Integer> anywhere() {
    return CompletableFuture.supplyAsync(() -> 1).thenApplyAsync(one -> one + 1);
  }
}
