package io.aitta.http.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.aitta.core.Bytes;
import io.aitta.core.ErrorCode;
import io.aitta.http.request.Base64Url;
import io.aitta.http.request.RequestRefused;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The one JSON parser: UTF-8 only, depth 16, numbers of at most 400 characters, no duplicate names,
 * no lone surrogates, nothing behind the document. Every violation is a {@code bad-body} that names
 * a place, never the text found there. For one thread.
 */
public final class StrictJson {
  private static final int DEPTH_MAX = 16;
  private static final int NUMBER_LENGTH_MAX = 400;

  /** Far above any body we read: the body's own limit is the bound. */
  private static final int STRING_LENGTH_MAX = 128 << 20;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH_MAX)
                  .maxNumberLength(NUMBER_LENGTH_MAX)
                  .maxStringLength(STRING_LENGTH_MAX)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .build();

  private final JsonParser parser;

  private StrictJson(JsonParser parser) {
    this.parser = parser;
  }

  /** Reads one document out of an array, which must not change meanwhile. */
  public static StrictJson of(byte[] bytes, int from, int length) {
    if (!Utf8.isValid(bytes, from, length)) {
      throw RequestRefused.of(ErrorCode.BAD_BODY, "the JSON is not UTF-8");
    }
    try {
      return new StrictJson(FACTORY.createParser(bytes, from, length));
    } catch (IOException impossible) {
      throw RequestRefused.of(ErrorCode.BAD_BODY, "the JSON cannot be read");
    }
  }

  public static StrictJson of(Bytes body) {
    return of(body.sharedArray(), body.sharedFrom(), body.length());
  }

  /** Moves to the next token; null at the end of the document. */
  @Nullable JsonToken next() {
    try {
      return parser.nextToken();
    } catch (StreamConstraintsException beyond) {
      throw refused("is deeper than 16 levels or holds a number of more than 400 characters");
    } catch (JsonParseException malformed) {
      throw refused("is malformed, or a name stands twice,");
    } catch (IOException unreadable) {
      throw refused("cannot be read");
    }
  }

  /** The next token must begin an object. */
  public void openObject() {
    if (next() != JsonToken.START_OBJECT) {
      throw refused("has no object");
    }
  }

  /** The next token must begin an array. */
  public void openArray() {
    if (next() != JsonToken.START_ARRAY) {
      throw refused("has no array");
    }
  }

  /** Within an object: the name of the next field, or null when the object ends. */
  public @Nullable String nextName() {
    if (next() != JsonToken.FIELD_NAME) {
      return null;
    }
    try {
      return parser.currentName();
    } catch (IOException unreadable) {
      throw refused("cannot be read");
    }
  }

  /** Within an array: moves onto the next element, or returns false when the array ends. */
  boolean nextElement() {
    return next() != JsonToken.END_ARRAY;
  }

  /** Whether the current token is a string. */
  boolean atText() {
    return parser.currentToken() == JsonToken.VALUE_STRING;
  }

  /** Whether the current token begins an object. */
  boolean atObject() {
    return parser.currentToken() == JsonToken.START_OBJECT;
  }

  /** The next token must be a string; its bytes in UTF-8. */
  Bytes text() {
    next();
    return currentText();
  }

  /** The current token must be a string; its bytes in UTF-8. */
  Bytes currentText() {
    if (!atText()) {
      throw refused("has no string");
    }
    return Bytes.wrap(currentUtf8());
  }

  /** The next token must be a string of base64url. */
  Bytes base64() {
    return Base64Url.decode(text().toArray(), ErrorCode.BAD_BODY);
  }

  /** The next token must be a whole number from 0 to 2^53 - 1. */
  long wholeNumber() {
    try {
      if (next() == JsonToken.VALUE_NUMBER_INT
          && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
        long value = parser.getLongValue();
        if (value >= 0 && value < 1L << 53) {
          return value;
        }
      }
    } catch (IOException unreadable) {
      throw refused("cannot be read");
    }
    throw refused("has no whole number from 0 to 2^53 - 1");
  }

  /** The next token must be {@code true} or {@code false}. */
  boolean bool() {
    JsonToken token = next();
    if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
      throw refused("has no true or false");
    }
    return token == JsonToken.VALUE_TRUE;
  }

  /** The next value, whatever it is, as compact UTF-8; numbers stay as they were written. */
  Bytes compact() {
    JsonText json = new JsonText(64);
    next();
    copyValue(json);
    return Bytes.wrap(json.toArray());
  }

  /** Nothing may follow. */
  public void end() {
    if (next() != null) {
      throw refused("is followed by something");
    }
  }

  /** A {@code bad-body} that names the place reached. */
  public RequestRefused refused(String what) {
    return RequestRefused.of(
        ErrorCode.BAD_BODY,
        "the JSON " + what + " at byte " + parser.currentLocation().getByteOffset());
  }

  private void copyValue(JsonText json) {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw refused("has no value");
    }
    switch (token) {
      case START_OBJECT -> {
        json.openObject();
        while (next() == JsonToken.FIELD_NAME) {
          byte[] name = currentUtf8();
          json.text(name, 0, name.length).colon();
          next();
          copyValue(json);
        }
        json.closeObject();
      }
      case START_ARRAY -> {
        json.openArray();
        while (next() != JsonToken.END_ARRAY) {
          copyValue(json);
        }
        json.closeArray();
      }
      case VALUE_STRING -> {
        byte[] text = currentUtf8();
        json.text(text, 0, text.length);
      }
      default -> json.literal(currentUtf8());
    }
  }

  /** The text of the current token, of any kind, in UTF-8. */
  private byte[] currentUtf8() {
    byte[] utf8;
    try {
      utf8 =
          Utf8.encode(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
    } catch (JsonParseException malformed) {
      throw refused("is malformed");
    } catch (IOException unreadable) {
      throw refused("cannot be read");
    }
    if (utf8 == null) {
      throw refused("has half of a surrogate pair");
    }
    return utf8;
  }
}
