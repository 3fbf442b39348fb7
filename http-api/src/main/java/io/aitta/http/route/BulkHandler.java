package io.aitta.http.route;

import io.aitta.core.Condition;
import io.aitta.core.WriteOptions;
import io.aitta.http.base.HttpParts;
import io.aitta.http.request.Exchange;
import io.aitta.http.request.Media;
import io.aitta.http.request.Parameters;
import io.aitta.http.request.Preconditions;
import io.aitta.http.request.WholeBody;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Many entries, each its own write, out of a body of any length. */
final class BulkHandler implements Handler {
  private static final List<String> PARAMETERS = List.of("durability", "timeout");

  private final HttpParts parts;
  private final Streams streams;

  BulkHandler(HttpParts parts, Streams streams) {
    this.parts = parts;
    this.streams = streams;
  }

  @Override
  public CompletionStage<HttpResponse> handle(Exchange exchange) {
    exchange.requireKeyspace();
    exchange.query().allow(PARAMETERS);
    Preconditions.none(exchange.request());
    Media.jsonBody(exchange.request(), Media.NDJSON);
    Duration timeout = Parameters.timeout(exchange.query());
    WriteOptions options =
        new WriteOptions(
            Parameters.durability(exchange.query(), parts.store().settings().durability()),
            timeout == null ? parts.settings().bulk().writeTimeout() : timeout,
            Condition.ALWAYS);
    return streams.begin(
        WholeBody.of(exchange.request().entity())
            .via(
                new BulkLoad(
                    parts.store(),
                    options,
                    parts.settings(),
                    parts.time(),
                    parts.drain(),
                    streams.problems())));
  }
}
