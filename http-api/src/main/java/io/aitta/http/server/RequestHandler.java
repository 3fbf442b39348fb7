package io.aitta.http.server;

import io.aitta.http.answer.Answers;
import io.aitta.http.answer.Problem;
import io.aitta.http.base.HttpParts;
import io.aitta.http.metrics.HttpMetrics;
import io.aitta.http.request.Exchange;
import io.aitta.http.request.Place;
import io.aitta.http.request.Query;
import io.aitta.http.request.RawTarget;
import io.aitta.http.request.Route;
import io.aitta.http.request.SafetyRules;
import io.aitta.http.route.Problems;
import io.aitta.http.route.Routes;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * The whole API as one function from a request to its answer; needs no socket. The request must
 * carry Pekko's {@code Raw-Request-URI} header, on which it is routed, and a {@code Host}. Never
 * blocks, never throws, and its stage never fails: whatever goes wrong is a problem. Safe on any
 * thread.
 */
public final class RequestHandler {
  private final HttpParts parts;
  private final SafetyRules safety;
  private final Routes routes;
  private final HttpMetrics metrics = new HttpMetrics();
  private final Problems problems;

  public RequestHandler(HttpParts parts) {
    this.parts = parts;
    this.problems = new Problems(parts.random());
    this.safety =
        new SafetyRules(
            parts.settings().host(),
            parts.settings().allowedHosts(),
            parts.settings().allowedOrigins());
    this.routes = new Routes(parts, metrics, problems);
  }

  /** The answer to a request. */
  public CompletionStage<HttpResponse> handle(HttpRequest request) {
    long begunNanos = parts.time().nanos();
    String method = request.method().value();
    metrics.begun();
    Route route = Route.OTHER;
    try {
      RawTarget target = RawTarget.of(request);
      safety.check(request, target);
      Place place = Place.of(target.path());
      route = place.route();
      Route known = route;
      Exchange exchange = new Exchange(request, method, place, Query.parse(target.query()));
      return routes
          .handle(exchange)
          .handle(
              (response, failure) ->
                  counted(
                      failure == null ? response : problem(failure, known, method),
                      known,
                      method,
                      begunNanos));
    } catch (RuntimeException refused) {
      return CompletableFuture.completedFuture(
          counted(problem(refused, route, method), route, method, begunNanos));
    }
  }

  private HttpResponse problem(Throwable failure, Route route, String method) {
    Problem problem = problems.of(failure, route.writes(method));
    return Answers.problem(problem);
  }

  private HttpResponse counted(HttpResponse response, Route route, String method, long begunNanos) {
    metrics.answered(
        route, method, response.status().intValue(), parts.time().nanos() - begunNanos);
    return response;
  }
}
