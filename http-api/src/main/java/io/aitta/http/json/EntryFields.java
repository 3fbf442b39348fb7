package io.aitta.http.json;

import io.aitta.core.Bytes;
import io.aitta.core.ErrorCode;
import io.aitta.http.request.RequestRefused;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the fields of an entry: {@code key} or {@code key64}, and {@code value}, {@code value64}
 * or {@code json}, each exactly once. For one thread.
 */
public final class EntryFields {
  private final int keyBytesMax;
  private final int valueBytesMax;
  private @Nullable Bytes key;
  private @Nullable Bytes value;

  public EntryFields(int keyBytesMax, int valueBytesMax) {
    this.keyBytesMax = keyBytesMax;
    this.valueBytesMax = valueBytesMax;
  }

  /** One line of a bulk load; a {@code version}, as scans print it, is read and means nothing. */
  public static EntryFields ofLine(StrictJson json, int keyBytesMax, int valueBytesMax) {
    EntryFields fields = new EntryFields(keyBytesMax, valueBytesMax);
    json.openObject();
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      if (name.equals("version")) {
        json.wholeNumber();
      } else if (!fields.take(name, json)) {
        throw json.refused("has an unknown field");
      }
    }
    json.end();
    return fields;
  }

  /** Reads the field's value if it is one of an entry's; returns false if it is not. */
  boolean take(String name, StrictJson json) {
    switch (name) {
      case "key" -> setKey(json.text(), json);
      case "key64" -> setKey(json.base64(), json);
      case "value" -> setValue(json.text(), json);
      case "value64" -> setValue(json.base64(), json);
      case "json" -> setValue(json.compact(), json);
      default -> {
        return false;
      }
    }
    return true;
  }

  /** The key, which must have been there. */
  public Bytes key() {
    Bytes found = key;
    if (found == null) {
      throw RequestRefused.of(ErrorCode.BAD_BODY, "there is neither key nor key64");
    }
    return found;
  }

  /** The value, which must have been there. */
  public Bytes value() {
    Bytes found = value;
    if (found == null) {
      throw RequestRefused.of(ErrorCode.BAD_BODY, "there is none of value, value64, json");
    }
    return found;
  }

  boolean hasValue() {
    return value != null;
  }

  void setKey(Bytes bytes, StrictJson json) {
    if (key != null) {
      throw json.refused("has both key and key64");
    }
    if (bytes.length() > keyBytesMax) {
      throw RequestRefused.of(
          ErrorCode.KEY_TOO_LARGE,
          "the key is " + bytes.length() + " bytes, more than " + keyBytesMax);
    }
    key = bytes;
  }

  private void setValue(Bytes bytes, StrictJson json) {
    if (value != null) {
      throw json.refused("has more than one of value, value64, json");
    }
    if (bytes.length() > valueBytesMax) {
      throw RequestRefused.of(
          ErrorCode.VALUE_TOO_LARGE,
          "the value is " + bytes.length() + " bytes, more than " + valueBytesMax);
    }
    value = bytes;
  }
}
