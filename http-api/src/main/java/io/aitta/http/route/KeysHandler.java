package io.aitta.http.route;

import io.aitta.actors.Store;
import io.aitta.core.Bytes;
import io.aitta.core.Condition;
import io.aitta.core.ErrorCode;
import io.aitta.core.Range;
import io.aitta.core.WriteOptions;
import io.aitta.http.answer.Answers;
import io.aitta.http.request.Exchange;
import io.aitta.http.request.Parameters;
import io.aitta.http.request.Preconditions;
import io.aitta.http.request.Query;
import io.aitta.http.request.RequestRefused;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/** Range delete: one write, and only of a range that was spelled out. */
final class KeysHandler implements Handler {
  private static final List<String> PARAMETERS =
      List.of("prefix", "start", "end", "all", "key-encoding", "durability", "timeout");

  private final Store store;
  private final Answers answers;
  private final int keyBytesMax;

  KeysHandler(Store store, Answers answers, int keyBytesMax) {
    this.store = store;
    this.answers = answers;
    this.keyBytesMax = keyBytesMax;
  }

  @Override
  public CompletionStage<HttpResponse> handle(Exchange exchange) {
    exchange.requireKeyspace();
    Query query = exchange.query();
    query.allow(PARAMETERS);
    Preconditions.none(exchange.request());
    Duration timeout = Parameters.timeout(query);
    WriteOptions options =
        new WriteOptions(
            Parameters.durability(query, store.settings().durability()),
            timeout == null ? store.settings().writeTimeout() : timeout,
            Condition.ALWAYS);
    return store
        .deleteRange(range(query), options)
        .thenApply(committed -> answers.written(204, committed, false));
  }

  private Range range(Query query) {
    Bytes prefix = bounded(Parameters.key(query, "prefix"));
    Bytes start = bounded(Parameters.key(query, "start"));
    Bytes end = bounded(Parameters.key(query, "end"));
    int ways = (prefix != null ? 1 : 0) + (start != null || end != null ? 1 : 0);
    if (query.has("all")) {
      if (ways > 0 || !"true".equals(query.text("all"))) {
        throw refused();
      }
      return Range.all();
    }
    if (ways != 1) {
      throw refused();
    }
    if (prefix != null) {
      if (prefix.isEmpty()) {
        throw refused();
      }
      return Range.prefix(prefix);
    }
    if (start == null || end == null) {
      throw refused();
    }
    Range range = Range.from(start).until(end);
    if (range.isEmpty()) {
      throw RequestRefused.of(ErrorCode.BAD_RANGE, "the range ends before it begins");
    }
    return range;
  }

  private @Nullable Bytes bounded(@Nullable Bytes key) {
    if (key != null && key.length() > keyBytesMax) {
      throw RequestRefused.of(
          ErrorCode.KEY_TOO_LARGE, "a bound has more than " + keyBytesMax + " bytes");
    }
    return key;
  }

  private static RequestRefused refused() {
    return RequestRefused.of(
        ErrorCode.BAD_RANGE,
        "a range delete needs a prefix that is not empty, or both start and end, or all=true");
  }
}
