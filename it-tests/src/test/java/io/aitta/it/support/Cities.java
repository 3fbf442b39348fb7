package io.aitta.it.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The sample of real data: 2,000 places, as lines for a bulk load and as a map in key order. */
public final class Cities {
  private static final String RESOURCE = "/cities-sample.ndjson";

  private Cities() {}

  /** The file as it is. */
  public static String ndjson() {
    try (InputStream sample = Cities.class.getResourceAsStream(RESOURCE)) {
      return new String(sample.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static List<String> lines() {
    return ndjson().lines().toList();
  }

  /** Key to value, in the order of the keys' bytes. */
  public static NavigableMap<String, JsonNode> byKey() {
    NavigableMap<String, JsonNode> cities =
        new TreeMap<>(
            Comparator.comparing(
                key -> key.getBytes(StandardCharsets.UTF_8), java.util.Arrays::compareUnsigned));
    for (String line : lines()) {
      JsonNode entry = Api.parse(line);
      cities.put(entry.get("key").asText(), entry.get("json"));
    }
    return cities;
  }
}
