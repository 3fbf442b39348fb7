package io.aitta.http.request;

import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.jspecify.annotations.Nullable;

/** Headers as they were sent. */
public final class Headers {
  private Headers() {}

  /**
   * The value of a header; several of one name are joined by commas, as one list. Null if there is
   * none.
   *
   * @param name in lower case
   */
  public static @Nullable String value(HttpRequest request, String name) {
    String joined = null;
    for (HttpHeader header : request.getHeaders()) {
      if (header.is(name)) {
        joined = joined == null ? header.value() : joined + "," + header.value();
      }
    }
    return joined;
  }
}
