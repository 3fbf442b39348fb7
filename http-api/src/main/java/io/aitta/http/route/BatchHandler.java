package io.aitta.http.route;

import io.aitta.actors.Store;
import io.aitta.core.Condition;
import io.aitta.core.ErrorCode;
import io.aitta.core.WriteOptions;
import io.aitta.http.answer.Answers;
import io.aitta.http.base.HttpSettings;
import io.aitta.http.json.BatchBody;
import io.aitta.http.request.Bodies;
import io.aitta.http.request.Exchange;
import io.aitta.http.request.Media;
import io.aitta.http.request.Parameters;
import io.aitta.http.request.Preconditions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Several operations, all or nothing. */
final class BatchHandler implements Handler {
  private static final List<String> PARAMETERS = List.of("durability", "timeout");

  private final Store store;
  private final HttpSettings.Limits limits;
  private final Answers answers;
  private final Bodies bodies;

  BatchHandler(Store store, HttpSettings.Limits limits, Answers answers, Bodies bodies) {
    this.store = store;
    this.limits = limits;
    this.answers = answers;
    this.bodies = bodies;
  }

  @Override
  public CompletionStage<HttpResponse> handle(Exchange exchange) {
    exchange.query().allow(PARAMETERS);
    Preconditions.none(exchange.request());
    Media.jsonBody(exchange.request(), Media.JSON);
    Duration timeout = Parameters.timeout(exchange.query());
    WriteOptions options =
        new WriteOptions(
            Parameters.durability(exchange.query(), store.settings().durability()),
            timeout == null ? store.settings().writeTimeout() : timeout,
            Condition.ALWAYS);
    return bodies.read(
        exchange.request(),
        limits.bodyBytesMax(),
        ErrorCode.BODY_TOO_LARGE,
        options.timeout(),
        body -> store.write(BatchBody.parse(body, limits), options).thenApply(answers::committed));
  }
}
