package io.aitta.http.request;

import io.aitta.core.ErrorCode;
import java.util.Locale;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.RawRequestURI;
import org.jspecify.annotations.Nullable;

/**
 * The request target exactly as it was sent, split at the first question mark.
 *
 * @param path still percent-encoded; begins with a slash
 * @param query still percent-encoded; null if there is none
 * @param authority of an absolute-form target; null otherwise
 */
public record RawTarget(String path, @Nullable String query, @Nullable String authority) {

  /** The target of a request, which must carry Pekko's {@code Raw-Request-URI} header. */
  public static RawTarget of(HttpRequest request) {
    return request
        .getHeader(RawRequestURI.class)
        .map(header -> parse(header.uri()))
        .orElseThrow(
            () -> RequestRefused.of(ErrorCode.BAD_PARAMETER, "there is no raw request target"));
  }

  /** Origin form and absolute form are taken; anything else is refused. */
  public static RawTarget parse(String raw) {
    if (raw.startsWith("/")) {
      return split(raw, 0, null);
    }
    String scheme = raw.substring(0, Math.min(raw.length(), 8)).toLowerCase(Locale.ROOT);
    int from = scheme.equals("https://") ? 8 : scheme.startsWith("http://") ? 7 : -1;
    if (from < 0) {
      throw RequestRefused.of(
          ErrorCode.BAD_PARAMETER, "the request target is neither a path nor an absolute URI");
    }
    int end = from;
    while (end < raw.length() && raw.charAt(end) != '/' && raw.charAt(end) != '?') {
      end++;
    }
    return split(raw, end, raw.substring(from, end));
  }

  private static RawTarget split(String raw, int from, @Nullable String authority) {
    int mark = raw.indexOf('?', from);
    String path = mark < 0 ? raw.substring(from) : raw.substring(from, mark);
    return new RawTarget(
        path.isEmpty() ? "/" : path, mark < 0 ? null : raw.substring(mark + 1), authority);
  }
}
