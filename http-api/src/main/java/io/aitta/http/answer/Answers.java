package io.aitta.http.answer;

import io.aitta.core.Bytes;
import io.aitta.core.Committed;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.http.base.Budget;
import io.aitta.http.json.JsonText;
import io.aitta.http.request.RequestRefused;
import io.aitta.http.request.Statuses;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.ResponseEntity;
import org.apache.pekko.http.javadsl.model.headers.Connection;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** Makes responses. Large ones count against a budget while they are being sent. Thread-safe. */
public final class Answers {
  /**
   * From this size on an answer is counted; smaller ones are bounded by the connections' number.
   */
  private static final int LARGE_BYTES = 64 << 10;

  private static final int DETAIL_MAX = 600;

  private static final ContentType JSON = ContentTypes.APPLICATION_JSON;
  private static final ContentType BYTES = ContentTypes.APPLICATION_OCTET_STREAM;
  private static final ContentType NDJSON = binary("application", "x-ndjson");
  private static final ContentType PROBLEM = binary("application", "problem+json");

  private static final HttpHeader VARY = RawHeader.create("Vary", "Accept");
  private static final HttpHeader NO_STORE = RawHeader.create("Cache-Control", "no-store");
  private static final HttpHeader NO_SNIFF = RawHeader.create("X-Content-Type-Options", "nosniff");
  private static final HttpHeader CLOSE = Connection.create("close");

  private final Budget budget;

  public Answers(Budget budget) {
    this.budget = budget;
  }

  /** 200 with JSON. */
  public HttpResponse json(JsonText json) {
    return json(200, json);
  }

  public HttpResponse json(int status, JsonText json) {
    return HttpResponse.create()
        .withStatus(status)
        .addHeader(NO_STORE)
        .withEntity(entity(JSON, json.toByteString()));
  }

  /** 200 with a value as it was stored. */
  public HttpResponse value(Bytes value, long version) {
    ByteString data =
        ByteString.fromArrayUnsafe(value.sharedArray(), value.sharedFrom(), value.length());
    return HttpResponse.create()
        .withHeaders(List.of(etag(version), VARY, NO_STORE, NO_SNIFF))
        .withEntity(entity(BYTES, data));
  }

  /** 200 with an entry as JSON. */
  public HttpResponse entry(JsonText json, long version) {
    return HttpResponse.create()
        .withHeaders(List.of(etag(version), VARY, NO_STORE))
        .withEntity(entity(JSON, json.toByteString()));
  }

  /** 304. */
  public HttpResponse unchanged(long version) {
    return HttpResponse.create()
        .withStatus(304)
        .withHeaders(List.of(etag(version), VARY, NO_STORE));
  }

  /**
   * A write that is done.
   *
   * @param withTag whether the key now has a version to name
   */
  public HttpResponse written(int status, Committed committed, boolean withTag) {
    List<HttpHeader> headers = new ArrayList<>(3);
    if (withTag) {
      headers.add(etag(committed.seq()));
    }
    headers.add(RawHeader.create("Aitta-Seq", Long.toString(committed.seq())));
    headers.add(RawHeader.create("Aitta-Durability", committed.level().text()));
    return HttpResponse.create().withStatus(status).withHeaders(headers);
  }

  /** {@code {"seq":…,"durability":…}}. */
  public HttpResponse committed(Committed committed) {
    JsonText json = new JsonText(64).openObject();
    json.name("seq").number(committed.seq());
    json.name("durability").text(committed.level().text());
    return json(json.closeObject());
  }

  /** 200 with lines that are still being made. */
  public HttpResponse lines(Source<ByteString, NotUsed> lines) {
    return HttpResponse.create()
        .addHeader(NO_STORE)
        .withEntity(HttpEntities.createChunked(NDJSON, lines));
  }

  /** 200 with a text of a fixed type. */
  public HttpResponse text(ContentType type, ByteString text) {
    return HttpResponse.create()
        .withHeaders(List.of(NO_STORE, NO_SNIFF))
        .withEntity(HttpEntities.create(type, text));
  }

  /** A status without a body. */
  public HttpResponse empty(int status) {
    return HttpResponse.create().withStatus(status);
  }

  /** A problem, with the headers that its code brings along. */
  public static HttpResponse problem(Problem problem) {
    StoreException error = problem.error();
    List<HttpHeader> headers = new ArrayList<>(4);
    headers.add(NO_STORE);
    int retryAfter = Statuses.retryAfterSeconds(error.errorCode());
    if (retryAfter > 0) {
      headers.add(RawHeader.create("Retry-After", Integer.toString(retryAfter)));
    }
    if (error instanceof RequestRefused refused) {
      String allow = refused.allow();
      if (allow != null) {
        headers.add(RawHeader.create("Allow", allow));
      }
      if (refused.closing()) {
        headers.add(CLOSE);
      }
    }
    return HttpResponse.create()
        .withStatus(problem.status())
        .withHeaders(headers)
        .withEntity(
            HttpEntities.create(
                PROBLEM, problem.write(new JsonText(512), DETAIL_MAX).toByteString()));
  }

  /** The response with {@code Connection: close}. */
  public static HttpResponse closing(HttpResponse response) {
    return response.getHeader(Connection.class).isPresent() ? response : response.addHeader(CLOSE);
  }

  private ResponseEntity entity(ContentType type, ByteString data) {
    if (data.size() < LARGE_BYTES) {
      return HttpEntities.create(type, data);
    }
    if (!budget.hasRoomFor(data.size())) {
      throw RequestRefused.of(
          ErrorCode.OVERLOADED, "too many large answers are being sent at once");
    }
    return HttpEntities.create(
        type, data.size(), Source.single(data).via(new CountedWhileSent(budget, data.size())));
  }

  private static HttpHeader etag(long version) {
    return RawHeader.create("ETag", "\"" + version + "\"");
  }

  private static ContentType binary(String main, String sub) {
    return ContentTypes.create(MediaTypes.customBinary(main, sub, true));
  }
}
