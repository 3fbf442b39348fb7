package io.aitta.http.cli;

import java.nio.charset.StandardCharsets;

/** A request target under construction; escapes what it is given. Not thread-safe. */
final class ApiQuery {
  private static final String PLAIN =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

  private final StringBuilder target;
  private char separator = '?';

  ApiQuery(String path) {
    this.target = new StringBuilder(path);
  }

  /** The path of a key in the keyspace {@code default}: its UTF-8 bytes, slashes as they are. */
  static ApiQuery key(String key) {
    ApiQuery query = new ApiQuery("/v1/ks/default/kv/");
    query.escape(key, "/");
    return query;
  }

  ApiQuery with(String name, String value) {
    target.append(separator).append(name).append('=');
    separator = '&';
    escape(value, "");
    return this;
  }

  private void escape(String text, String alsoPlain) {
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      if (PLAIN.indexOf(c) >= 0 || alsoPlain.indexOf(c) >= 0) {
        target.append(c);
      } else {
        target.append('%');
        target.append(Character.toUpperCase(Character.forDigit(c >> 4, 16)));
        target.append(Character.toUpperCase(Character.forDigit(c & 0xF, 16)));
      }
    }
  }

  @Override
  public String toString() {
    return target.toString();
  }
}
