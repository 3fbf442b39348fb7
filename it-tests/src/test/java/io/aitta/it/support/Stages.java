package io.aitta.it.support;

import io.aitta.core.StoreException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what a store promises to answer. */
public final class Stages {
  private static final long SECONDS_MAX = 60;

  private Stages() {}

  /** The stage's value; its StoreException, if it failed. */
  public static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(SECONDS_MAX, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StoreException refused) {
        throw refused;
      }
      throw new AssertionError("failed with something else than a StoreException", e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("no answer within " + SECONDS_MAX + " s", e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  /** How the stage failed. */
  public static StoreException failure(CompletionStage<?> stage) {
    try {
      Object value = get(stage);
      throw new AssertionError("did not fail, and answered " + value);
    } catch (StoreException e) {
      return e;
    }
  }
}
