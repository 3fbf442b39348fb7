package io.aitta.http.route;

import io.aitta.actors.Snapshot;
import io.aitta.actors.Store;
import io.aitta.core.Bytes;
import io.aitta.core.Entry;
import io.aitta.core.ErrorCode;
import io.aitta.http.answer.Answers;
import io.aitta.http.base.Deadlines;
import io.aitta.http.base.HttpSettings;
import io.aitta.http.json.Encoding;
import io.aitta.http.json.EntryText;
import io.aitta.http.json.JsonText;
import io.aitta.http.json.MgetBody;
import io.aitta.http.request.Bodies;
import io.aitta.http.request.Exchange;
import io.aitta.http.request.Media;
import io.aitta.http.request.Parameters;
import io.aitta.http.request.RequestRefused;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/** Many keys out of one snapshot, in the order asked. */
final class MgetHandler implements Handler {
  private static final List<String> PARAMETERS = List.of("encoding", "snapshot", "timeout");

  /** Keys asked of the store at once, so that an answer too large is noticed before all is read. */
  private static final int SLICE = 32;

  private final Store store;
  private final HttpSettings.Limits limits;
  private final Answers answers;
  private final Bodies bodies;
  private final Deadlines deadlines;
  private final Snapshots snapshots;
  private final Executor executor;

  MgetHandler(
      Store store,
      HttpSettings.Limits limits,
      Answers answers,
      Bodies bodies,
      Deadlines deadlines,
      Snapshots snapshots,
      Executor executor) {
    this.store = store;
    this.limits = limits;
    this.answers = answers;
    this.bodies = bodies;
    this.deadlines = deadlines;
    this.snapshots = snapshots;
    this.executor = executor;
  }

  @Override
  public CompletionStage<HttpResponse> handle(Exchange exchange) {
    exchange.requireKeyspace();
    exchange.query().allow(PARAMETERS);
    Media.jsonBody(exchange.request(), Media.JSON);
    Encoding encoding = Encoding.of(exchange.query());
    Duration timeout = Parameters.timeout(exchange.query());
    String id = exchange.query().text("snapshot");
    Snapshot given = id == null ? null : snapshots.get(id);
    return bodies.read(
        exchange.request(),
        limits.bodyBytesMax(),
        ErrorCode.BODY_TOO_LARGE,
        timeout == null ? store.settings().writeTimeout() : timeout,
        body ->
            deadlines
                .within(read(MgetBody.parse(body, limits), given, encoding), timeout)
                .thenApplyAsync(answers::json, executor));
  }

  private CompletionStage<JsonText> read(
      List<Bytes> keys, @Nullable Snapshot given, Encoding encoding) {
    if (given != null) {
      return new Reading(given, keys, encoding).begin();
    }
    return store
        .snapshot()
        .thenCompose(
            own ->
                new Reading(own, keys, encoding)
                    .begin()
                    .whenComplete((json, failure) -> own.close()));
  }

  /** One mget on its way through its slices. For one slice at a time. */
  private final class Reading {
    private final Snapshot snapshot;
    private final List<Bytes> keys;
    private final Encoding encoding;
    private final JsonText json = new JsonText(1024);
    private long bytes;

    Reading(Snapshot snapshot, List<Bytes> keys, Encoding encoding) {
      this.snapshot = snapshot;
      this.keys = keys;
      this.encoding = encoding;
    }

    CompletionStage<JsonText> begin() {
      json.openObject().name("seq").number(snapshot.seq()).name("items").openArray();
      return from(0);
    }

    private CompletionStage<JsonText> from(int index) {
      if (index == keys.size()) {
        return CompletableFuture.completedFuture(json.closeArray().closeObject());
      }
      List<Bytes> slice = keys.subList(index, Math.min(index + SLICE, keys.size()));
      return store
          .getAll(snapshot, slice)
          .thenComposeAsync(
              found -> {
                write(slice, found);
                return from(index + slice.size());
              },
              executor);
    }

    private void write(List<Bytes> slice, Map<Bytes, Entry> found) {
      for (Bytes key : slice) {
        Entry entry = found.get(key);
        if (entry == null) {
          json.nothing();
          continue;
        }
        bytes += key.length() + entry.value().length();
        if (bytes > limits.mgetBytesMax()) {
          throw RequestRefused.of(
              ErrorCode.BATCH_TOO_LARGE,
              "the answer is larger than " + limits.mgetBytesMax() + " bytes; ask for fewer keys");
        }
        EntryText.row(json, entry, encoding, false);
      }
    }
  }
}
