package io.aitta.it.offenders.actors;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Keeps a deadline where nobody sees it. */
public final class LetsTheJdkKeepTime {
  private LetsTheJdkKeepTime() {}

  static CompletableFuture<Void> late(CompletableFuture<Void> stage) {
    return stage.orTimeout(1, TimeUnit.SECONDS);
  }
}
