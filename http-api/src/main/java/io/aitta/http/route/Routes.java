package io.aitta.http.route;

import io.aitta.core.ErrorCode;
import io.aitta.http.answer.Answers;
import io.aitta.http.base.Deadlines;
import io.aitta.http.base.HttpParts;
import io.aitta.http.base.HttpSettings;
import io.aitta.http.metrics.HttpMetrics;
import io.aitta.http.request.Bodies;
import io.aitta.http.request.Exchange;
import io.aitta.http.request.RequestRefused;
import io.aitta.http.request.Route;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Which handler answers which route. Immutable; safe on any thread. */
public final class Routes implements Handler {
  private static final int SECRET_BYTES = 32;

  private final Map<Route, Handler> handlers = new EnumMap<>(Route.class);

  public Routes(HttpParts parts, HttpMetrics metrics, Problems problems) {
    HttpSettings settings = parts.settings();
    HttpSettings.Limits limits = settings.limits();
    Answers answers = new Answers(parts.answers());
    Bodies bodies = new Bodies(parts.materializer(), parts.executor(), parts.bodies());
    Deadlines deadlines = new Deadlines(parts.scheduler(), parts.executor());
    Streams streams = new Streams(answers, problems, parts.materializer(), parts.executor());
    Snapshots snapshots =
        new Snapshots(
            parts.store(),
            parts.time(),
            parts.random(),
            new Seal(random(parts), "snapshot"),
            settings.snapshotsMax());
    Cursors cursors = new Cursors(new Seal(cursorSecret(parts), "cursor"));

    Handler page = new PageHandler(parts.store(), metrics, answers);
    Handler health = new HealthHandler(parts.store(), parts.drain(), answers);
    Handler keyspaces = new KeyspaceHandler(parts.store(), answers);
    Handler snapshot =
        new SnapshotHandler(parts.store(), snapshots, settings.snapshotTtlMax(), answers);
    Handler durability = new DurabilityHandler(parts.store(), answers, deadlines);
    Handler later = new LaterHandler();

    handlers.put(Route.PAGE, page);
    handlers.put(Route.METRICS, page);
    handlers.put(Route.OPENAPI, page);
    handlers.put(Route.LIVE, health);
    handlers.put(Route.READY, health);
    handlers.put(Route.KEYSPACES, keyspaces);
    handlers.put(Route.KEYSPACE, keyspaces);
    handlers.put(
        Route.KEY,
        new KeyHandler(
            parts.store(), limits, answers, bodies, deadlines, snapshots, parts.executor()));
    handlers.put(Route.KEYS, new KeysHandler(parts.store(), answers, limits.keyBytesMax()));
    handlers.put(
        Route.SCAN, new ScanHandler(parts, answers, deadlines, snapshots, cursors, streams));
    handlers.put(
        Route.MGET,
        new MgetHandler(
            parts.store(), limits, answers, bodies, deadlines, snapshots, parts.executor()));
    handlers.put(Route.BULK, new BulkHandler(parts, streams));
    handlers.put(Route.WATCH, later);
    handlers.put(Route.BATCH, new BatchHandler(parts.store(), limits, answers, bodies));
    handlers.put(Route.SNAPSHOTS, snapshot);
    handlers.put(Route.SNAPSHOT, snapshot);
    handlers.put(Route.DURABILITY, durability);
    handlers.put(Route.SYNC, durability);
    handlers.put(Route.ADMIN, later);
  }

  @Override
  public CompletionStage<HttpResponse> handle(Exchange exchange) {
    Route route = exchange.place().route();
    Handler handler = handlers.get(route);
    if (handler == null) {
      throw RequestRefused.of(ErrorCode.NOT_FOUND, "there is no such route; see /openapi.yaml");
    }
    if (!route.takes(exchange.method())) {
      throw RequestRefused.method(route.allow());
    }
    return handler.handle(exchange);
  }

  private static byte[] cursorSecret(HttpParts parts) {
    String secret = parts.settings().cursorSecret();
    return secret.isEmpty() ? random(parts) : secret.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] random(HttpParts parts) {
    byte[] secret = new byte[SECRET_BYTES];
    parts.random().nextBytes(secret);
    return secret;
  }
}
