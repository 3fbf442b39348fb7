package io.aitta.http.route;

import io.aitta.actors.Store;
import io.aitta.actors.StoreState;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.http.answer.Answers;
import io.aitta.http.base.Drain;
import io.aitta.http.json.JsonText;
import io.aitta.http.request.Exchange;
import io.aitta.http.request.Route;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Alive as long as it answers; ready as long as it takes writes. */
final class HealthHandler implements Handler {
  private final Store store;
  private final Drain drain;
  private final Answers answers;

  HealthHandler(Store store, Drain drain, Answers answers) {
    this.store = store;
    this.drain = drain;
    this.answers = answers;
  }

  @Override
  public CompletionStage<HttpResponse> handle(Exchange exchange) {
    exchange.query().allow(List.of());
    boolean live = exchange.place().route() == Route.LIVE;
    if (!live) {
      requireReady();
    }
    JsonText json = new JsonText(32).openObject();
    json.name("status").text(live ? "live" : "ready").closeObject();
    return CompletableFuture.completedFuture(answers.json(json));
  }

  private void requireReady() {
    if (drain.isAnnounced()) {
      throw refused(ErrorCode.DRAINING, "the server is stopping");
    }
    StoreState state = store.state();
    switch (state) {
      case OPEN -> {}
      case STARTING -> throw refused(ErrorCode.STARTING, "the store is recovering");
      case DISK_FULL -> throw refused(ErrorCode.DISK_FULL, "the disk is full; reads go on");
      case SEALED ->
          throw refused(ErrorCode.SEALED, "the log failed; reads go on, writes need a restart");
      case CLOSING, CLOSED -> throw refused(ErrorCode.DRAINING, "the store is closing");
      case FAILED -> throw refused(ErrorCode.CLOSED, "the store did not open");
    }
  }

  private static StoreException refused(ErrorCode code, String detail) {
    return new StoreException(code, StoreException.Outcome.NONE, detail);
  }
}
