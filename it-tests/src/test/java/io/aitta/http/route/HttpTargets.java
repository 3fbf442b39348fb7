package io.aitta.http.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.aitta.core.Bytes;
import io.aitta.core.Entry;
import io.aitta.core.ErrorCode;
import io.aitta.core.Range;
import io.aitta.core.WriteBatch;
import io.aitta.http.base.HttpSettings;
import io.aitta.http.json.BatchBody;
import io.aitta.http.json.Encoding;
import io.aitta.http.json.EntryFields;
import io.aitta.http.json.EntryText;
import io.aitta.http.json.JsonText;
import io.aitta.http.json.MgetBody;
import io.aitta.http.json.StrictJson;
import io.aitta.http.request.Parameters;
import io.aitta.http.request.Percent;
import io.aitta.http.request.Place;
import io.aitta.http.request.Query;
import io.aitta.http.request.RawTarget;
import io.aitta.it.fuzz.Target;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** What a client sends. */
public final class HttpTargets {
  private static final HttpSettings.Limits LIMITS = HttpSettings.of(ConfigFactory.load()).limits();
  private static final Seal SEAL = new Seal(utf8("a secret of the tests"), "cursor");
  private static final Cursors CURSORS = new Cursors(SEAL);

  private static final List<byte[]> JSON =
      words(
          "{",
          "}",
          "[",
          "]",
          ":",
          ",",
          "\"",
          "\\u0000",
          "\\ud800",
          "null",
          "true",
          "-0.5e-7",
          "\"key\":",
          "\"key64\":\"AA\"",
          "\"value64\":\"_w\"",
          "\"json\":",
          "\"op\":",
          "\"put\"",
          "\"ks\":\"default\"",
          "\"ifVersion\":",
          "\"ifAbsent\":true",
          "[[[[[[[[[[[[[[[[[",
          "/*",
          "\ufeff");
  private static final List<byte[]> URI =
      words(
          "%",
          "%00",
          "%2f",
          "%2e%2e",
          "%C0%80",
          "%ff",
          "?",
          "&",
          "=",
          "+",
          "/",
          "//",
          "/kv/",
          "start=",
          "end=",
          "prefix=",
          "limit=",
          "reverse",
          "key-encoding=base64url",
          "timeout=1h",
          "durability=disk",
          "cursor=",
          "http://",
          "-1",
          "99999999999999999999",
          "é");

  private HttpTargets() {}

  public static List<Target> all() {
    return List.of(
        Target.of(
                "json-batch",
                List.of(
                    utf8(
                        """
                        {"ops":[{"op":"put","key":"a","value":"1"},
                        {"op":"put","ks":"default","key64":"AP8","json":{"x":[1,2.5,"é"]},"ifVersion":7},
                        {"op":"delete","key":"b","ifExists":true},
                        {"op":"put","key":"c","value64":"AAEC","ifAbsent":true}]}
                        """)),
                Target.TYPED,
                HttpTargets::readBatch)
            .with(JSON),
        Target.of(
                "json-mget",
                List.of(utf8("{\"keys\":[\"a\",{\"key\":\"b\"},{\"key64\":\"AP8\"}]}")),
                Target.TYPED,
                HttpTargets::readKeys)
            .with(JSON),
        Target.of(
                "json-line",
                List.of(
                    utf8("{\"key\":\"a\",\"value\":\"text\\n\\u00e9\",\"version\":12}"),
                    utf8("{\"key64\":\"AP8\",\"value64\":\"AAEC\"}"),
                    utf8("{\"key\":\"c\",\"json\":{\"a\":[1,{\"b\":null}],\"n\":-1.5e3}}")),
                Target.TYPED,
                HttpTargets::readLine)
            .with(JSON),
        Target.of(
                "request-target",
                List.of(
                    utf8("/v1/ks/default/kv/a%20b%2Fc?durability=disk&timeout=500ms"),
                    utf8("/v1/ks/default/scan?start=a&end=b%ff&limit=10&reverse&keys-only=true"),
                    utf8("/v1/ks/default/kv?prefix=AP8&key-encoding=base64url"),
                    utf8("http://127.0.0.1:8080/v1/snapshots/abc?ttl=60s")),
                Target.TYPED,
                HttpTargets::readTarget)
            .with(URI),
        Target.of(
            "cursor",
            List.of(utf8(CURSORS.write(position())), utf8(CURSORS.write(position().withLimit(1)))),
            Target.TYPED,
            HttpTargets::readCursor),
        Target.of(
            "cursor-payload",
            List.of(SEAL.open(CURSORS.write(position()))),
            Target.TYPED,
            payload -> readCursor(utf8(SEAL.seal(payload)))));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<byte[]> words(String... words) {
    return java.util.Arrays.stream(words).map(HttpTargets::utf8).toList();
  }

  // ---------------------------------------------------------------- bodies

  private static Target.Check readBatch(byte[] bytes) {
    WriteBatch batch = BatchBody.parse(Bytes.wrap(bytes), LIMITS);
    return () -> assertThat(batch.items()).isNotEmpty();
  }

  private static Target.Check readKeys(byte[] bytes) {
    List<Bytes> keys = MgetBody.parse(Bytes.wrap(bytes), LIMITS);
    return () -> assertThat(keys).doesNotContainNull();
  }

  private static Target.Check readLine(byte[] bytes) {
    EntryFields fields = line(bytes);
    Entry entry = new Entry(fields.key(), fields.value(), 1);
    return () -> {
      for (Encoding encoding : List.of(Encoding.AUTO, Encoding.BASE64)) {
        JsonText json = new JsonText(64);
        EntryText.row(json, entry, encoding, false);
        EntryFields again = line(json.toArray());
        assertThat(again.key()).isEqualTo(entry.key());
        assertThat(again.value()).isEqualTo(entry.value());
      }
    };
  }

  private static EntryFields line(byte[] bytes) {
    return EntryFields.ofLine(
        StrictJson.of(bytes, 0, bytes.length), LIMITS.keyBytesMax(), LIMITS.valueBytesMax());
  }

  // ---------------------------------------------------------------- targets

  private static Target.Check readTarget(byte[] bytes) {
    RawTarget target = RawTarget.parse(new String(bytes, StandardCharsets.ISO_8859_1));
    Place place = Place.of(target.path());
    Bytes tail = Percent.decode(place.tail(), 0, place.tail().length(), false, ErrorCode.BAD_KEY);
    Query query = Query.parse(target.query());
    Parameters.key(query, "start");
    Parameters.key(query, "end");
    Bytes prefix = Parameters.key(query, "prefix");
    long limit = Parameters.number(query, "limit", 1, 1000, 7);
    Parameters.flag(query, "reverse");
    Parameters.flag(query, "keys-only");
    Parameters.timeout(query);
    Parameters.duration(query, "ttl");
    Encoding.of(query);
    return () -> {
      assertThat(prefix == null || Range.prefix(prefix).contains(prefix)).isTrue();
      assertThat(limit).isBetween(1L, 1000L);
      String encoded = encoded(tail);
      assertThat(Percent.decode(encoded, 0, encoded.length(), false, ErrorCode.BAD_KEY))
          .isEqualTo(tail);
    };
  }

  private static String encoded(Bytes bytes) {
    StringBuilder encoded = new StringBuilder();
    for (int i = 0; i < bytes.length(); i++) {
      encoded.append('%').append(HexFormat.of().toHexDigits((byte) bytes.at(i)));
    }
    return encoded.toString();
  }

  // ---------------------------------------------------------------- cursors

  private static ScanPosition position() {
    return new ScanPosition(
        new Range(Bytes.utf8("a"), Bytes.utf8("z"), true),
        true,
        Encoding.BASE64,
        "snapshot-1",
        100,
        Bytes.utf8("last"));
  }

  private static Target.Check readCursor(byte[] bytes) {
    ScanPosition position = CURSORS.read(new String(bytes, StandardCharsets.ISO_8859_1));
    return () -> assertThat(CURSORS.read(CURSORS.write(position))).isEqualTo(position);
  }
}
