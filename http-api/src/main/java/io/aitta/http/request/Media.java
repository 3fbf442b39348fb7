package io.aitta.http.request;

import io.aitta.core.ErrorCode;
import java.util.List;
import java.util.Locale;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.MediaType;

/** What the client accepts, and what it says its body is. */
public final class Media {
  public static final String BYTES = "application/octet-stream";
  public static final String JSON = "application/json";
  public static final String NDJSON = "application/x-ndjson";

  private Media() {}

  /**
   * The offered type that the request's {@code Accept} likes best; the first of equals.
   *
   * @throws RequestRefused 406 if it likes none
   */
  public static String choose(HttpRequest request, List<String> offered) {
    String accept = Headers.value(request, "accept");
    if (accept == null || accept.isBlank()) {
      return offered.get(0);
    }
    String best = "";
    int bestScore = 0;
    for (String type : offered) {
      int score = score(accept, type);
      if (score > bestScore) {
        best = type;
        bestScore = score;
      }
    }
    if (bestScore == 0) {
      throw RequestRefused.of(
          ErrorCode.NOT_ACCEPTABLE, "this route answers " + String.join(" or ", offered));
    }
    return best;
  }

  /** Quality in thousandths first, then how exactly the type was named; 0 for not at all. */
  private static int score(String accept, String type) {
    int quality = 0;
    int exactness = 0;
    int from = 0;
    while (from <= accept.length()) {
      int end = accept.indexOf(',', from);
      end = end < 0 ? accept.length() : end;
      String element = accept.substring(from, end).toLowerCase(Locale.ROOT).strip();
      int semicolon = element.indexOf(';');
      String range = (semicolon < 0 ? element : element.substring(0, semicolon)).strip();
      int exact =
          range.equals(type) ? 3 : matchesMain(range, type) ? 2 : range.equals("*/*") ? 1 : 0;
      if (exact > exactness) {
        exactness = exact;
        quality = semicolon < 0 ? 1000 : quality(element.substring(semicolon));
      }
      from = end + 1;
    }
    return quality == 0 ? 0 : quality * 4 + exactness;
  }

  private static boolean matchesMain(String range, String type) {
    return range.endsWith("/*")
        && !range.equals("*/*")
        && type.startsWith(range.substring(0, range.length() - 1));
  }

  private static int quality(String parameters) {
    int at = parameters.indexOf("q=");
    if (at < 0) {
      return 1000;
    }
    int end = parameters.indexOf(';', at);
    String text = parameters.substring(at + 2, end < 0 ? parameters.length() : end).strip();
    try {
      return (int) Math.round(Math.max(0, Math.min(1, Double.parseDouble(text))) * 1000);
    } catch (NumberFormatException malformed) {
      return 0;
    }
  }

  /** Refuses an encoded body: nothing here decodes one. */
  public static void plainBody(HttpRequest request) {
    String encoding = Headers.value(request, "content-encoding");
    if (encoding != null && !encoding.strip().equalsIgnoreCase("identity")) {
      throw RequestRefused.body(
          ErrorCode.UNSUPPORTED_MEDIA_TYPE, "a Content-Encoding of the request is not supported");
    }
  }

  /**
   * Refuses a body that says it is something else than JSON. A body that says nothing passes, and
   * so does {@code application/x-www-form-urlencoded}, which curl says without being asked.
   *
   * @param type {@link #JSON} or {@link #NDJSON}
   */
  public static void jsonBody(HttpRequest request, String type) {
    plainBody(request);
    MediaType media = request.entity().getContentType().mediaType();
    String sent = media.mainType() + "/" + media.subType();
    boolean taken =
        switch (sent) {
          case JSON, BYTES, "none/none", "application/x-www-form-urlencoded" -> true;
          case NDJSON, "application/ndjson", "application/jsonl" -> type.equals(NDJSON);
          default -> false;
        };
    if (!taken) {
      throw RequestRefused.body(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "this route takes " + type);
    }
  }
}
