package io.aitta.http.route;

import io.aitta.actors.Store;
import io.aitta.core.Bytes;
import io.aitta.core.Condition;
import io.aitta.core.Entry;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.VersionMismatchException;
import io.aitta.core.WriteOptions;
import io.aitta.http.answer.Answers;
import io.aitta.http.base.Deadlines;
import io.aitta.http.base.HttpSettings;
import io.aitta.http.json.Encoding;
import io.aitta.http.json.EntryText;
import io.aitta.http.request.Bodies;
import io.aitta.http.request.Exchange;
import io.aitta.http.request.Media;
import io.aitta.http.request.Parameters;
import io.aitta.http.request.Percent;
import io.aitta.http.request.Preconditions;
import io.aitta.http.request.RequestRefused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** One key: GET, HEAD, PUT, POST, DELETE. */
final class KeyHandler implements Handler {
  private static final List<String> FORMS = List.of(Media.BYTES, Media.JSON);
  private static final List<String> READ = with("key-encoding", "encoding", "timeout", "snapshot");
  private static final List<String> WRITE = with("key-encoding", "durability", "timeout");

  private final Store store;
  private final HttpSettings.Limits limits;
  private final Answers answers;
  private final Bodies bodies;
  private final Deadlines deadlines;
  private final Snapshots snapshots;
  private final Executor executor;

  KeyHandler(
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
    return switch (exchange.method()) {
      case "PUT", "POST" -> put(exchange);
      case "DELETE" -> delete(exchange);
      default -> get(exchange);
    };
  }

  private CompletionStage<HttpResponse> get(Exchange exchange) {
    exchange.query().allow(READ);
    Bytes key = key(exchange);
    Preconditions demand = Preconditions.of(exchange.request(), exchange.query());
    Encoding encoding = Encoding.of(exchange.query());
    boolean json = Media.choose(exchange.request(), FORMS).equals(Media.JSON);
    if (!json && exchange.query().has("encoding")) {
      throw Parameters.refused("encoding needs Accept: application/json");
    }
    CompletionStage<Optional<Entry>> found =
        deadlines.within(lookup(exchange, key), Parameters.timeout(exchange.query()));
    return json
        ? found.thenApplyAsync(entry -> answer(entry, demand, encoding), executor)
        : found.thenApply(entry -> answer(entry, demand));
  }

  private CompletionStage<Optional<Entry>> lookup(Exchange exchange, Bytes key) {
    String snapshot = exchange.query().text("snapshot");
    return snapshot == null
        ? store.get(key)
        : store
            .getAll(snapshots.get(snapshot), List.of(key))
            .thenApply(found -> Optional.ofNullable(found.get(key)));
  }

  private HttpResponse answer(Optional<Entry> found, Preconditions demand) {
    Entry entry = present(found, demand);
    return demand.isUnchanged(entry.version())
        ? answers.unchanged(entry.version())
        : answers.value(entry.value(), entry.version());
  }

  private HttpResponse answer(Optional<Entry> found, Preconditions demand, Encoding encoding) {
    Entry entry = present(found, demand);
    return demand.isUnchanged(entry.version())
        ? answers.unchanged(entry.version())
        : answers.entry(EntryText.whole(entry, encoding), entry.version());
  }

  private static Entry present(Optional<Entry> found, Preconditions demand) {
    long version = found.map(Entry::version).orElse(0L);
    if (demand.failsFor(version)) {
      throw new VersionMismatchException(0, version);
    }
    return found.orElseThrow(
        () ->
            new StoreException(
                ErrorCode.KEY_NOT_FOUND, StoreException.Outcome.NONE, "there is no such key"));
  }

  private CompletionStage<HttpResponse> put(Exchange exchange) {
    exchange.query().allow(WRITE);
    Bytes key = key(exchange);
    Media.plainBody(exchange.request());
    WriteOptions options = options(exchange);
    int status = options.condition().equals(Condition.ABSENT) ? 201 : 204;
    return bodies.read(
        exchange.request(),
        limits.valueBytesMax(),
        ErrorCode.VALUE_TOO_LARGE,
        options.timeout(),
        value ->
            store
                .put(key, value, options)
                .thenApply(committed -> answers.written(status, committed, true)));
  }

  private CompletionStage<HttpResponse> delete(Exchange exchange) {
    exchange.query().allow(WRITE);
    return store
        .delete(key(exchange), options(exchange))
        .thenApply(committed -> answers.written(204, committed, false));
  }

  private WriteOptions options(Exchange exchange) {
    Duration timeout = Parameters.timeout(exchange.query());
    return new WriteOptions(
        Parameters.durability(exchange.query(), store.settings().durability()),
        timeout == null ? store.settings().writeTimeout() : timeout,
        Preconditions.forWrite(exchange.request(), exchange.query()));
  }

  private Bytes key(Exchange exchange) {
    String raw = exchange.place().tail();
    Bytes key =
        Parameters.keyOf(
            exchange.query(), Percent.decode(raw, 0, raw.length(), false, ErrorCode.BAD_KEY));
    if (key.isEmpty()) {
      throw RequestRefused.of(ErrorCode.BAD_KEY, "a key in a path has at least one byte");
    }
    if (key.length() > limits.pathKeyBytesMax()) {
      throw RequestRefused.of(
          ErrorCode.KEY_TOO_LARGE,
          "the key is " + key.length() + " bytes, more than " + limits.pathKeyBytesMax());
    }
    return key;
  }

  private static List<String> with(String... more) {
    List<String> names = new ArrayList<>(List.of(more));
    names.addAll(Preconditions.PARAMETERS);
    return List.copyOf(names);
  }
}
