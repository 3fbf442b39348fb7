package io.aitta.http.json;

import io.aitta.core.Bytes;
import io.aitta.core.ErrorCode;
import io.aitta.http.base.HttpSettings;
import io.aitta.http.request.RequestRefused;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code {"keys":[…]}}: each key a text, or an object with {@code key} or {@code key64}. */
public final class MgetBody {
  private MgetBody() {}

  /** The keys in the order asked. */
  public static List<Bytes> parse(Bytes body, HttpSettings.Limits limits) {
    StrictJson json = StrictJson.of(body);
    List<Bytes> keys = new ArrayList<>();
    json.openObject();
    if (!"keys".equals(json.nextName())) {
      throw json.refused("is not {\"keys\":[…]}");
    }
    json.openArray();
    while (json.nextElement()) {
      if (keys.size() == limits.batchOperationsMax()) {
        throw RequestRefused.of(
            ErrorCode.BATCH_TOO_LARGE, "more than " + limits.batchOperationsMax() + " keys");
      }
      keys.add(key(json, limits.keyBytesMax()));
    }
    if (json.nextName() != null) {
      throw json.refused("has an unknown field");
    }
    json.end();
    return keys;
  }

  private static Bytes key(StrictJson json, int keyBytesMax) {
    EntryFields fields = new EntryFields(keyBytesMax, 0);
    if (json.atText()) {
      fields.setKey(json.currentText(), json);
      return fields.key();
    }
    if (!json.atObject()) {
      throw json.refused("has a key that is neither text nor object");
    }
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      if (!name.startsWith("key") || !fields.take(name, json)) {
        throw json.refused("has an unknown field");
      }
    }
    return fields.key();
  }
}
