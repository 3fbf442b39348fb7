package io.aitta.http.route;

import io.aitta.actors.Store;
import io.aitta.core.Durability;
import io.aitta.http.answer.Answers;
import io.aitta.http.base.Deadlines;
import io.aitta.http.json.JsonText;
import io.aitta.http.request.Exchange;
import io.aitta.http.request.Parameters;
import io.aitta.http.request.Route;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** The watermarks, and waiting for the disk. */
final class DurabilityHandler implements Handler {
  private static final List<String> SYNC = List.of("seq", "timeout");

  private final Store store;
  private final Answers answers;
  private final Deadlines deadlines;

  DurabilityHandler(Store store, Answers answers, Deadlines deadlines) {
    this.store = store;
    this.answers = answers;
    this.deadlines = deadlines;
  }

  @Override
  public CompletionStage<HttpResponse> handle(Exchange exchange) {
    return exchange.place().route() == Route.SYNC ? sync(exchange) : watermarks(exchange);
  }

  private CompletionStage<HttpResponse> watermarks(Exchange exchange) {
    exchange.query().allow(List.of());
    JsonText json = new JsonText(96);
    write(json, store.watermarks());
    return CompletableFuture.completedFuture(answers.json(json));
  }

  private CompletionStage<HttpResponse> sync(Exchange exchange) {
    exchange.query().allow(SYNC);
    Duration timeout = Parameters.timeout(exchange.query());
    long seq = Parameters.number(exchange.query(), "seq", 0, (1L << 53) - 1, -1);
    return deadlines
        .within(seq < 0 ? store.sync() : store.sync(seq), timeout)
        .thenApply(answers::committed);
  }

  /** Appends the watermarks as one object. */
  static void write(JsonText json, Durability.Watermarks marks) {
    json.openObject();
    json.name("memorySeq").number(marks.memorySeq());
    json.name("osSeq").number(marks.osSeq());
    json.name("diskSeq").number(marks.diskSeq()).closeObject();
  }
}
