package io.aitta.http.route;

import io.aitta.http.request.Exchange;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Answers the requests of a route. Never blocks; safe on any thread. */
@FunctionalInterface
public interface Handler {
  /**
   * The answer, or a stage that fails with a {@link io.aitta.core.StoreException}; one thrown at
   * once means the same.
   */
  CompletionStage<HttpResponse> handle(Exchange exchange);
}
