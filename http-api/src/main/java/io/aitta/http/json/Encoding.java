package io.aitta.http.json;

import io.aitta.core.Bytes;
import io.aitta.core.ErrorCode;
import io.aitta.http.request.Query;
import io.aitta.http.request.RequestRefused;

/** How keys and values stand in JSON answers: the parameter {@code encoding}. */
public enum Encoding {
  /** As text where the bytes are UTF-8, else in base64url. */
  AUTO,
  /** Always in base64url. */
  BASE64,
  /** Always as text; bytes that are not UTF-8 are refused. */
  TEXT;

  /** The encoding a request asks for. */
  public static Encoding of(Query query) {
    String text = query.text("encoding");
    if (text == null) {
      return AUTO;
    }
    return switch (text) {
      case "auto" -> AUTO;
      case "base64" -> BASE64;
      case "text" -> TEXT;
      default ->
          throw RequestRefused.of(ErrorCode.BAD_PARAMETER, "encoding is one of auto, base64, text");
    };
  }

  /** Writes {@code "key"} or {@code "key64"}. */
  public void key(JsonText json, Bytes key) {
    field(json, "key", "key64", key);
  }

  /** Writes {@code "value"} or {@code "value64"}. */
  public void value(JsonText json, Bytes value) {
    field(json, "value", "value64", value);
  }

  private void field(JsonText json, String textName, String base64Name, Bytes bytes) {
    if (this != BASE64 && Utf8.isValid(bytes.sharedArray(), bytes.sharedFrom(), bytes.length())) {
      json.name(textName).text(bytes);
    } else if (this == TEXT) {
      throw RequestRefused.of(
          ErrorCode.NOT_TEXT, "a " + textName + " is not UTF-8; ask with encoding=auto or base64");
    } else {
      json.name(base64Name).base64(bytes);
    }
  }
}
