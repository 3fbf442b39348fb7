package io.aitta.http.route;

import io.aitta.actors.Store;
import io.aitta.actors.StoreFigures;
import io.aitta.core.ErrorCode;
import io.aitta.http.answer.Answers;
import io.aitta.http.json.JsonText;
import io.aitta.http.request.Exchange;
import io.aitta.http.request.RequestRefused;
import io.aitta.http.request.Route;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** The keyspaces there are, and the figures of one. */
final class KeyspaceHandler implements Handler {
  private final Store store;
  private final Answers answers;

  KeyspaceHandler(Store store, Answers answers) {
    this.store = store;
    this.answers = answers;
  }

  @Override
  public CompletionStage<HttpResponse> handle(Exchange exchange) {
    exchange.query().allow(List.of());
    JsonText json = new JsonText(512);
    if (exchange.place().route() == Route.KEYSPACES) {
      json.openObject().name("keyspaces").openArray();
      json.openObject().name("name").text("default").closeObject();
      json.closeArray().closeObject();
    } else {
      exchange.requireKeyspace();
      if (!exchange.method().equals("GET")) {
        throw RequestRefused.of(
            ErrorCode.NOT_SUPPORTED, "keyspaces cannot be created or dropped yet");
      }
      write(json, store.figures());
    }
    return CompletableFuture.completedFuture(answers.json(json));
  }

  private static void write(JsonText json, StoreFigures figures) {
    json.openObject();
    json.name("name").text("default");
    json.name("state").text(stateText(figures));
    json.name("keys").number(figures.keys());
    json.name("durability");
    DurabilityHandler.write(json, figures.watermarks());
    json.name("levels").openArray();
    for (StoreFigures.Level level : figures.levels()) {
      json.openObject().name("level").number(level.level());
      json.name("tables").number(level.tables());
      json.name("bytes").number(level.bytes()).closeObject();
    }
    json.closeArray();
    json.name("memtableBytes").number(figures.memtableBytes());
    json.name("sealedMemtables").number(figures.sealedMemtables());
    json.name("logBytes").number(figures.logBytes());
    json.name("logFiles").number(figures.logFiles());
    json.name("snapshots").number(figures.snapshots());
    json.name("openTables").number(figures.openTables());
    json.name("cacheBytes").number(figures.cacheBytes());
    json.name("inFlightBytes").number(figures.inFlightBytes());
    json.name("counters");
    writeCounters(json, figures.counters());
    json.closeObject();
  }

  private static void writeCounters(JsonText json, StoreFigures.Counters counters) {
    json.openObject();
    json.name("operations").number(counters.operations());
    json.name("groups").number(counters.groups());
    json.name("groupsLargerThanOne").number(counters.groupsLargerThanOne());
    json.name("syncs").number(counters.syncs());
    json.name("logBytesWritten").number(counters.logBytesWritten());
    json.name("refusedWrites").number(counters.refusedWrites());
    json.name("failedConditions").number(counters.failedConditions());
    json.name("gets").number(counters.gets());
    json.name("flushes").number(counters.flushes());
    json.name("flushedBytes").number(counters.flushedBytes());
    json.name("compactions").number(counters.compactions());
    json.name("trivialMoves").number(counters.trivialMoves());
    json.name("compactedBytes").number(counters.compactedBytes());
    json.name("writesHeldBackMillis").number(counters.writesHeldBackMillis());
    json.name("cacheHits").number(counters.cacheHits());
    json.name("cacheMisses").number(counters.cacheMisses());
    json.name("cacheEvictions").number(counters.cacheEvictions());
    json.name("filterNegatives").number(counters.filterNegatives());
    json.name("corruptions").number(counters.corruptions()).closeObject();
  }

  /** The state as users see it, as in {@code disk-full}. */
  static String stateText(StoreFigures figures) {
    return figures.state().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
