package io.aitta.http.json;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Strict UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF. */
public final class Utf8 {
  private Utf8() {}

  /** Whether the bytes are UTF-8. */
  public static boolean isValid(byte[] bytes, int from, int length) {
    int end = from + length;
    int i = from;
    while (i < end) {
      int b = bytes[i];
      if (b >= 0) {
        i++;
        continue;
      }
      int taken = sequenceLength(bytes, i, end);
      if (taken == 0) {
        return false;
      }
      i += taken;
    }
    return true;
  }

  /** The length of the well-formed sequence of two to four bytes at {@code at}, or 0. */
  private static int sequenceLength(byte[] bytes, int at, int end) {
    int lead = bytes[at] & 0xFF;
    int length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || at + length > end) {
      return 0;
    }
    int second = bytes[at + 1] & 0xFF;
    int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    int most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (second < least || second > most) {
      return 0;
    }
    for (int i = at + 2; i < at + length; i++) {
      if ((bytes[i] & 0xC0) != 0x80) {
        return 0;
      }
    }
    return length;
  }

  /** The characters in UTF-8; null if a surrogate stands alone. */
  static byte @Nullable [] encode(char[] chars, int from, int length) {
    byte[] out = new byte[length];
    int size = 0;
    int end = from + length;
    for (int i = from; i < end; i++) {
      char c = chars[i];
      if (c < 0x80) {
        out = room(out, size, 1, end - i);
        out[size++] = (byte) c;
      } else if (c < 0x800) {
        out = room(out, size, 2, end - i);
        out[size++] = (byte) (0xC0 | c >> 6);
        out[size++] = (byte) (0x80 | (c & 0x3F));
      } else if (!Character.isSurrogate(c)) {
        out = room(out, size, 3, end - i);
        out[size++] = (byte) (0xE0 | c >> 12);
        out[size++] = (byte) (0x80 | (c >> 6 & 0x3F));
        out[size++] = (byte) (0x80 | (c & 0x3F));
      } else {
        if (i + 1 == end || !Character.isSurrogatePair(c, chars[i + 1])) {
          return null;
        }
        int point = Character.toCodePoint(c, chars[++i]);
        out = room(out, size, 4, end - i);
        out[size++] = (byte) (0xF0 | point >> 18);
        out[size++] = (byte) (0x80 | (point >> 12 & 0x3F));
        out[size++] = (byte) (0x80 | (point >> 6 & 0x3F));
        out[size++] = (byte) (0x80 | (point & 0x3F));
      }
    }
    return size == out.length ? out : Arrays.copyOf(out, size);
  }

  /** An array with room for {@code needed} more bytes, grown with the characters left in mind. */
  private static byte[] room(byte[] out, int size, int needed, int charsLeft) {
    return out.length - size >= needed ? out : Arrays.copyOf(out, size + needed + charsLeft * 3);
  }
}
