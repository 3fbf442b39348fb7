package io.aitta.http.json;

import io.aitta.core.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.apache.pekko.util.ByteString;

/**
 * Writes JSON as UTF-8 bytes, with commas where they belong. Trusts its caller for the nesting. For
 * one thread.
 */
public final class JsonText {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

  private byte[] bytes;
  private int size;
  private boolean needsComma;

  public JsonText(int bytesExpected) {
    bytes = new byte[Math.max(16, bytesExpected)];
  }

  public int size() {
    return size;
  }

  public JsonText openObject() {
    return open('{');
  }

  public JsonText closeObject() {
    return close('}');
  }

  public JsonText openArray() {
    return open('[');
  }

  public JsonText closeArray() {
    return close(']');
  }

  /** A field's name, which must be plain ASCII without quotes and backslashes. */
  public JsonText name(String ascii) {
    before();
    put('"');
    reserve(ascii.length());
    for (int i = 0; i < ascii.length(); i++) {
      bytes[size++] = (byte) ascii.charAt(i);
    }
    put('"');
    put(':');
    needsComma = false;
    return this;
  }

  /** Turns the string just written into a field's name. */
  JsonText colon() {
    put(':');
    needsComma = false;
    return this;
  }

  /** A string; what is not Unicode in it becomes a question mark. */
  public JsonText text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return text(utf8, 0, utf8.length);
  }

  /** A string of bytes that are known to be UTF-8. */
  public JsonText text(Bytes utf8) {
    return text(utf8.sharedArray(), utf8.sharedFrom(), utf8.length());
  }

  /** A string of bytes that are known to be UTF-8. */
  public JsonText text(byte[] utf8, int from, int length) {
    before();
    put('"');
    int end = from + length;
    int plain = from;
    for (int i = from; i < end; i++) {
      byte b = utf8[i];
      if (b == '"' || b == '\\' || (b >= 0 && b < 0x20)) {
        append(utf8, plain, i - plain);
        escape(b);
        plain = i + 1;
      }
    }
    append(utf8, plain, end - plain);
    put('"');
    needsComma = true;
    return this;
  }

  /** A string: the bytes in base64url without padding. */
  public JsonText base64(Bytes value) {
    byte[] encoded = Base64.getUrlEncoder().withoutPadding().encode(value.toArray());
    return text(encoded, 0, encoded.length);
  }

  public JsonText number(long value) {
    return literal(Long.toString(value).getBytes(StandardCharsets.US_ASCII));
  }

  public JsonText bool(boolean value) {
    return literal(value ? TRUE : FALSE);
  }

  public JsonText nothing() {
    return literal(NULL);
  }

  /** A value that is JSON already. */
  public JsonText literal(byte[] json) {
    before();
    append(json, 0, json.length);
    needsComma = true;
    return this;
  }

  /** Ends a line of NDJSON; what follows is a new value. */
  public JsonText endLine() {
    put('\n');
    needsComma = false;
    return this;
  }

  /** Appends a piece of finished JSON that ends a line. */
  public void splice(byte[] json, int from, int length) {
    before();
    append(json, from, length);
    needsComma = false;
  }

  /** Takes back what was written since the size was {@code before}, at the beginning of a line. */
  public void truncate(int before) {
    size = before;
    needsComma = false;
  }

  /** The bytes written so far. */
  public byte[] toArray() {
    return Arrays.copyOf(bytes, size);
  }

  /** The bytes written so far; the writer must not be used again before {@link #reset}. */
  public ByteString toByteString() {
    return ByteString.fromArrayUnsafe(bytes, 0, size);
  }

  /** Begins again, with an array of its own. */
  public JsonText reset(int bytesExpected) {
    bytes = new byte[Math.max(16, bytesExpected)];
    size = 0;
    needsComma = false;
    return this;
  }

  private JsonText open(char bracket) {
    before();
    put(bracket);
    needsComma = false;
    return this;
  }

  private JsonText close(char bracket) {
    put(bracket);
    needsComma = true;
    return this;
  }

  private void before() {
    if (needsComma) {
      put(',');
    }
  }

  private void escape(byte b) {
    put('\\');
    switch (b) {
      case '"', '\\' -> put((char) b);
      case '\n' -> put('n');
      case '\r' -> put('r');
      case '\t' -> put('t');
      default -> {
        put('u');
        put('0');
        put('0');
        put((char) HEX[b >> 4]);
        put((char) HEX[b & 0xF]);
      }
    }
  }

  private void append(byte[] source, int from, int length) {
    reserve(length);
    System.arraycopy(source, from, bytes, size, length);
    size += length;
  }

  private void put(char ascii) {
    reserve(1);
    bytes[size++] = (byte) ascii;
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length + (bytes.length >> 1)));
    }
  }
}
