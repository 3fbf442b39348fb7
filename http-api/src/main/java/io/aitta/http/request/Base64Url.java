package io.aitta.http.request;

import io.aitta.core.Bytes;
import io.aitta.core.ErrorCode;
import java.util.Arrays;
import java.util.Base64;

/** Base64url, with or without padding, and only in the one form that encodes its bytes. */
public final class Base64Url {
  private Base64Url() {}

  /**
   * The bytes that {@code text} stands for.
   *
   * @throws RequestRefused with {@code code} if it is not base64url
   */
  public static Bytes decode(byte[] text, ErrorCode code) {
    int end = text.length;
    if (end % 4 == 0) {
      while (end > 0 && text.length - end < 2 && text[end - 1] == '=') {
        end--;
      }
    }
    byte[] bare = end == text.length ? text : Arrays.copyOf(text, end);
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(bare);
      if (Arrays.equals(Base64.getUrlEncoder().withoutPadding().encode(bytes), bare)) {
        return Bytes.wrap(bytes);
      }
    } catch (IllegalArgumentException notBase64) {
      throw refused(code);
    }
    throw refused(code);
  }

  private static RequestRefused refused(ErrorCode code) {
    return RequestRefused.of(code, "not base64url (A-Z a-z 0-9 - _)");
  }
}
