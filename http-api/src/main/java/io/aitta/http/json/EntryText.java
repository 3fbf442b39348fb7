package io.aitta.http.json;

import io.aitta.core.Entry;

/** Entries as JSON. */
public final class EntryText {
  private EntryText() {}

  /** One row of a scan or an mget: {@code {"key","value","version"}}. */
  public static void row(JsonText json, Entry entry, Encoding encoding, boolean keysOnly) {
    json.openObject();
    encoding.key(json, entry.key());
    if (!keysOnly) {
      encoding.value(json, entry.value());
    }
    json.name("version").number(entry.version()).closeObject();
  }

  /** The answer to a GET that accepts JSON; {@code expiresAt} is null until values expire. */
  public static JsonText whole(Entry entry, Encoding encoding) {
    JsonText json = new JsonText(entry.key().length() + entry.value().length() + 96).openObject();
    encoding.key(json, entry.key());
    encoding.value(json, entry.value());
    json.name("version").number(entry.version());
    json.name("size").number(entry.value().length());
    return json.name("expiresAt").nothing().closeObject();
  }
}
