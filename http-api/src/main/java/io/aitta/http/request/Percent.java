package io.aitta.http.request;

import io.aitta.core.Bytes;
import io.aitta.core.ErrorCode;
import java.util.Arrays;

/** Percent decoding, once, to bytes. */
public final class Percent {
  private Percent() {}

  /**
   * The bytes that a piece of a raw request target stands for.
   *
   * @param plusIsSpace as in a query; in a path a plus is a plus
   * @param code of the refusal when a percent sign is not followed by two hexadecimal digits, or a
   *     character is not ASCII
   */
  public static Bytes decode(String raw, int from, int until, boolean plusIsSpace, ErrorCode code) {
    byte[] out = new byte[until - from];
    int size = 0;
    for (int i = from; i < until; i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        out[size++] = (byte) (digit(raw, i + 1, until, code) << 4 | digit(raw, i + 2, until, code));
        i += 2;
      } else if (c == '+' && plusIsSpace) {
        out[size++] = ' ';
      } else if (c < 0x80) {
        out[size++] = (byte) c;
      } else {
        throw RequestRefused.of(code, "a byte outside ASCII must be percent-encoded");
      }
    }
    return Bytes.wrap(size == out.length ? out : Arrays.copyOf(out, size));
  }

  private static int digit(String raw, int at, int until, ErrorCode code) {
    int digit = at < until ? Character.digit(raw.charAt(at), 16) : -1;
    if (digit < 0 || raw.charAt(at) >= 0x80) {
      throw RequestRefused.of(code, "a percent sign is not followed by two hexadecimal digits");
    }
    return digit;
  }
}
