package io.aitta.http.route;

import io.aitta.actors.Page;
import io.aitta.actors.Store;
import io.aitta.core.Bytes;
import io.aitta.core.Entry;
import io.aitta.core.ErrorCode;
import io.aitta.core.Range;
import io.aitta.http.answer.Answers;
import io.aitta.http.base.Deadlines;
import io.aitta.http.base.HttpParts;
import io.aitta.http.base.HttpSettings;
import io.aitta.http.json.Encoding;
import io.aitta.http.json.EntryText;
import io.aitta.http.json.JsonText;
import io.aitta.http.request.Exchange;
import io.aitta.http.request.Media;
import io.aitta.http.request.Parameters;
import io.aitta.http.request.Query;
import io.aitta.http.request.RequestRefused;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.javadsl.Source;

/** A range in key order, as pages of JSON or as one stream of lines. */
final class ScanHandler implements Handler {
  private static final List<String> FORMS = List.of(Media.JSON, Media.NDJSON);
  private static final List<String> PARAMETERS =
      List.of(
          "prefix",
          "start",
          "end",
          "limit",
          "reverse",
          "keys-only",
          "cursor",
          "snapshot",
          "encoding",
          "key-encoding",
          "timeout");
  private static final List<String> RANGE = List.of("prefix", "start", "end");

  private final Store store;
  private final HttpParts parts;
  private final HttpSettings.Limits limits;
  private final Answers answers;
  private final Deadlines deadlines;
  private final Snapshots snapshots;
  private final Cursors cursors;
  private final Streams streams;

  ScanHandler(
      HttpParts parts,
      Answers answers,
      Deadlines deadlines,
      Snapshots snapshots,
      Cursors cursors,
      Streams streams) {
    this.store = parts.store();
    this.parts = parts;
    this.limits = parts.settings().limits();
    this.answers = answers;
    this.deadlines = deadlines;
    this.snapshots = snapshots;
    this.cursors = cursors;
    this.streams = streams;
  }

  @Override
  public CompletionStage<HttpResponse> handle(Exchange exchange) {
    exchange.requireKeyspace();
    exchange.query().allow(PARAMETERS);
    return Media.choose(exchange.request(), FORMS).equals(Media.JSON)
        ? page(exchange.query())
        : stream(exchange.query());
  }

  private CompletionStage<HttpResponse> page(Query query) {
    ScanPosition position = position(query, limits.pageRowsMax(), limits.pageRowsMax());
    String cursor = query.text("cursor");
    if (cursor != null) {
      position = resumed(cursors.read(cursor), position, query);
    }
    Page.Limits until =
        new Page.Limits(
            position.limit(),
            limits.pageBytesMax(),
            limits.pageExaminedMax(),
            limits.pageMillisMax());
    ScanPosition here = position;
    String snapshot = here.snapshot();
    CompletionStage<Page> page =
        snapshot == null
            ? store.page(here.rest(), until)
            : store.page(snapshots.get(snapshot), here.rest(), until);
    return deadlines
        .within(page, Parameters.timeout(query))
        .thenApplyAsync(found -> answers.json(write(found, here)), parts.executor());
  }

  /** The cursor's position; whatever the query says again must be what the cursor says. */
  private static ScanPosition resumed(ScanPosition cursor, ScanPosition asked, Query query) {
    boolean rangeAgain = RANGE.stream().anyMatch(query::has);
    ScanPosition repeated =
        new ScanPosition(
            new Range(
                rangeAgain ? asked.range().from() : cursor.range().from(),
                rangeAgain ? asked.range().until() : cursor.range().until(),
                query.has("reverse") ? asked.range().reversed() : cursor.range().reversed()),
            query.has("keys-only") ? asked.keysOnly() : cursor.keysOnly(),
            query.has("encoding") ? asked.encoding() : cursor.encoding(),
            query.has("snapshot") ? asked.snapshot() : cursor.snapshot(),
            cursor.limit(),
            cursor.last());
    if (!cursor.asksTheSameAs(repeated)) {
      throw RequestRefused.of(
          ErrorCode.BAD_CURSOR, "the cursor belongs to a scan with other parameters");
    }
    return query.has("limit") ? cursor.withLimit(asked.limit()) : cursor;
  }

  private JsonText write(Page page, ScanPosition position) {
    JsonText json = new JsonText(4096).openObject().name("items").openArray();
    for (Entry entry : page.entries()) {
      EntryText.row(json, entry, position.encoding(), position.keysOnly());
    }
    json.closeArray();
    Bytes last = page.last();
    json.name("next");
    if (last == null) {
      json.nothing();
    } else {
      json.text(cursors.write(position.behind(last)));
    }
    return json.name("seq").number(page.seq()).closeObject();
  }

  private CompletionStage<HttpResponse> stream(Query query) {
    if (query.has("cursor") || query.has("timeout")) {
      throw Parameters.refused("cursor and timeout are for pages of JSON");
    }
    ScanPosition position = position(query, Integer.MAX_VALUE, Integer.MAX_VALUE);
    String snapshot = position.snapshot();
    Source<List<Entry>, NotUsed> entries =
        snapshot == null
            ? store.scanBatches(position.range())
            : store.scanBatches(snapshots.get(snapshot), position.range());
    return streams.begin(
        entries.via(
            new RowLines(
                position.encoding(),
                position.keysOnly(),
                position.limit(),
                parts.drain(),
                streams.problems())));
  }

  private static ScanPosition position(Query query, int limitMax, int limitOtherwise) {
    Range range = range(query);
    return new ScanPosition(
        Parameters.flag(query, "reverse") ? range.reverse() : range,
        Parameters.flag(query, "keys-only"),
        Encoding.of(query),
        query.text("snapshot"),
        (int) Parameters.number(query, "limit", 1, limitMax, limitOtherwise),
        null);
  }

  private static Range range(Query query) {
    Bytes prefix = Parameters.key(query, "prefix");
    Bytes start = Parameters.key(query, "start");
    Bytes end = Parameters.key(query, "end");
    if (prefix == null) {
      return new Range(start == null ? Bytes.EMPTY : start, end, false);
    }
    if (start != null || end != null) {
      throw Parameters.refused("a scan takes prefix, or start and end, not both");
    }
    return Range.prefix(prefix);
  }
}
