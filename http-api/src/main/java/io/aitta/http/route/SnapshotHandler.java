package io.aitta.http.route;

import io.aitta.actors.Store;
import io.aitta.core.ErrorCode;
import io.aitta.http.answer.Answers;
import io.aitta.http.json.JsonText;
import io.aitta.http.request.Exchange;
import io.aitta.http.request.Parameters;
import io.aitta.http.request.Percent;
import io.aitta.http.request.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** Opens and closes snapshots. */
final class SnapshotHandler implements Handler {
  private static final List<String> OPENING = List.of("ttl");

  private final Store store;
  private final Snapshots snapshots;
  private final Duration ttlMax;
  private final Answers answers;

  SnapshotHandler(Store store, Snapshots snapshots, Duration ttlMax, Answers answers) {
    this.store = store;
    this.snapshots = snapshots;
    this.ttlMax = ttlMax;
    this.answers = answers;
  }

  @Override
  public CompletionStage<HttpResponse> handle(Exchange exchange) {
    return exchange.place().route() == Route.SNAPSHOTS ? open(exchange) : close(exchange);
  }

  private CompletionStage<HttpResponse> open(Exchange exchange) {
    exchange.query().allow(OPENING);
    Duration asked = Parameters.duration(exchange.query(), "ttl");
    Duration lease = asked == null ? store.settings().snapshotLease() : asked;
    if (lease.isZero() || lease.compareTo(ttlMax) > 0) {
      throw Parameters.refused("ttl is from 1ms to " + ttlMax.toSeconds() + "s");
    }
    return snapshots.open(lease).thenApply(this::opened);
  }

  private HttpResponse opened(Snapshots.Held held) {
    JsonText json = new JsonText(128).openObject();
    json.name("id").text(held.id());
    json.name("seq").number(held.snapshot().seq());
    json.name("expiresAt").text(Instant.ofEpochMilli(held.expiresAtMillis()).toString());
    return answers
        .json(201, json.closeObject())
        .addHeader(RawHeader.create("Location", "/v1/snapshots/" + held.id()));
  }

  private CompletionStage<HttpResponse> close(Exchange exchange) {
    exchange.query().allow(List.of());
    String raw = exchange.place().tail();
    snapshots.close(Percent.decode(raw, 0, raw.length(), false, ErrorCode.BAD_PARAMETER).utf8());
    return CompletableFuture.completedFuture(answers.empty(204));
  }
}
