package io.aitta.http.testing;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for facts, with a limit that only a broken test reaches. */
public final class Wait {
  private static final long SECONDS_MAX = 30;

  private Wait() {}

  public static <T> T forIt(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(SECONDS_MAX, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("failed: " + e.getCause(), e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("waited in vain", e);
    }
  }
}
