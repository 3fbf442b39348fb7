package io.aitta.http.route;

import io.aitta.core.ErrorCode;
import io.aitta.http.request.Exchange;
import io.aitta.http.request.RequestRefused;
import io.aitta.http.request.Route;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Routes of the contract that a later release serves: refused by name, never ignored. */
final class LaterHandler implements Handler {
  @Override
  public CompletionStage<HttpResponse> handle(Exchange exchange) {
    if (exchange.place().route() == Route.WATCH) {
      exchange.requireKeyspace();
      throw RequestRefused.of(ErrorCode.NOT_SUPPORTED, "watch is not supported yet");
    }
    throw RequestRefused.of(ErrorCode.NOT_SUPPORTED, "admin verbs are not supported yet");
  }
}
