package io.aitta.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.Bytes;
import io.aitta.core.StoreException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What tests of a store ask again and again, each answered within 20 s or failed. */
final class Answers {
  private Answers() {}

  static <T> T await20(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  static StoreException failure(CompletionStage<?> stage) {
    try {
      await20(stage);
    } catch (StoreException why) {
      return why;
    }
    throw new AssertionError("it succeeded");
  }

  static Bytes b(String text) {
    return Bytes.utf8(text);
  }

  static void waitFor(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
