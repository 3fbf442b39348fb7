package io.aitta.http.request;

import io.aitta.core.Bytes;
import io.aitta.core.ErrorCode;
import io.aitta.http.base.Budget;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.util.ByteString;

/** Reads request bodies into memory. Safe on any thread. */
public final class Bodies {
  private final Materializer materializer;
  private final Executor executor;
  private final Budget budget;

  public Bodies(Materializer materializer, Executor executor, Budget budget) {
    this.materializer = materializer;
    this.executor = executor;
    this.budget = budget;
  }

  /**
   * Reads the whole body and goes on with it. A body that came together with its head, as small
   * ones do, is there already, and {@code next} runs at once; for another it runs on the executor.
   *
   * @param bytesMax a larger one is 413, before it is read if it says its length
   * @param tooLarge the code of that 413
   * @param within a slower one is 408
   */
  public <T> CompletionStage<T> read(
      HttpRequest request,
      int bytesMax,
      ErrorCode tooLarge,
      Duration within,
      Function<Bytes, CompletionStage<T>> next) {
    RequestEntity entity = request.entity();
    if (entity instanceof HttpEntity.Strict strict) {
      refuseAbove(bytesMax, tooLarge, OptionalLong.of(strict.getData().size()));
      return next.apply(bytesOf(strict.getData()));
    }
    refuseAbove(bytesMax, tooLarge, entity.getContentLengthOption());
    CompletableFuture<Bytes> body =
        entity
            .withoutSizeLimit()
            .getDataBytes()
            .runWith(new BodySink(bytesMax, tooLarge, within, budget), materializer);
    return body.thenComposeAsync(next, executor);
  }

  private static void refuseAbove(int bytesMax, ErrorCode tooLarge, OptionalLong length) {
    if (length.isPresent() && length.getAsLong() > bytesMax) {
      throw RequestRefused.body(
          tooLarge, "the body is " + length.getAsLong() + " bytes, more than " + bytesMax);
    }
  }

  /** The bytes in an array that nobody else writes to. */
  private static Bytes bytesOf(ByteString data) {
    return data.isEmpty() ? Bytes.EMPTY : Bytes.wrap(data.toArrayUnsafe());
  }
}
