package io.aitta.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aitta.core.Bytes;
import io.aitta.http.testing.Client;
import io.aitta.http.testing.Client.Answer;
import io.aitta.http.testing.TestServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What {@code /v1/batch} and {@code mget} promise, and the one JSON parser behind them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BatchTest {
  private static final String BATCH = "/v1/batch";
  private static final String MGET = "/v1/ks/default/mget";
  private static final String[] JSON = {"Content-Type", "application/json"};

  private TestServer server;
  private Client client;

  @BeforeAll
  void start() {
    server = TestServer.start("aitta.http.limits { batch-size = 100 KiB, mget-size = 100 KiB }");
    client = server.client();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void clear() {
    server.store().clear();
  }

  private Answer batch(String ops) {
    return client.post(BATCH, "{\"ops\":[" + ops + "]}", JSON);
  }

  @Test
  void aBatchIsDoneWhole() {
    server.store().set(Bytes.utf8("old"), Bytes.EMPTY);
    Answer done =
        batch(
            """
            {"op":"put","ks":"default","key":"a","value":"1"},
            {"key":"","op":"put","json":{"b" : [true, 1e2]}},
            {"op":"put","key64":"_w","value64":""},
            {"op":"delete","key":"old"}""");
    assertThat(done.status()).isEqualTo(200);
    assertThat(done.json().get("durability").asText()).isEqualTo("disk");
    assertThat(done.json().get("seq").asLong())
        .isEqualTo(server.store().at(Bytes.utf8("a")).version() + 3);
    assertThat(server.store().at(Bytes.EMPTY).value()).isEqualTo(Bytes.utf8("{\"b\":[true,1e2]}"));
    assertThat(server.store().size()).isEqualTo(3);
  }

  @Test
  void oneFailedConditionFailsItAll() {
    long version = server.store().set(Bytes.utf8("a"), Bytes.EMPTY);
    Answer refused =
        batch(
            """
            {"op":"put","key":"b","value":"1","ifAbsent":true},
            {"op":"put","key":"a","value":"1","ifVersion":99}""");
    assertThat(refused.status()).isEqualTo(412);
    assertThat(refused.json().get("index").asInt()).isEqualTo(1);
    assertThat(refused.json().get("currentVersion").asLong()).isEqualTo(version);
    assertThat(server.store().size()).isEqualTo(1);
    assertThat(
            batch(
                    "{\"op\":\"delete\",\"key\":\"a\",\"ifVersion\":"
                        + version
                        + "},{\"op\":\"delete\",\"key\":\"b\",\"ifAbsent\":true}")
                .status())
        .isEqualTo(200);
  }

  @Test
  void whatIsNoBatchIsABadBodyAndWritesNothing() {
    for (String body :
        List.of(
            "",
            "[]",
            "{}",
            "{\"ops\":[]}",
            "{\"ops\":{}}",
            "{\"ops\":[1]}",
            "{\"ops\":[{}]}",
            "{\"ops\":[{\"op\":\"put\",\"key\":\"a\"}]}",
            "{\"ops\":[{\"op\":\"put\",\"value\":\"a\"}]}",
            "{\"ops\":[{\"key\":\"a\",\"value\":\"a\"}]}",
            "{\"ops\":[{\"op\":\"merge\",\"key\":\"a\",\"value\":\"a\"}]}",
            "{\"ops\":[{\"op\":\"delete\",\"key\":\"a\",\"value\":\"a\"}]}",
            "{\"ops\":[{\"op\":\"delete\",\"key\":\"a\",\"ifVersion\":-1}]}",
            "{\"ops\":[{\"op\":\"delete\",\"key\":\"a\",\"ifVersion\":1.0}]}",
            "{\"ops\":[{\"op\":\"delete\",\"key\":\"a\",\"ifVersion\":0}]}",
            "{\"ops\":[{\"op\":\"delete\",\"key\":\"a\",\"ifVersion\":9007199254740992}]}",
            "{\"ops\":[{\"op\":\"delete\",\"key\":\"a\",\"ifAbsent\":false}]}",
            "{\"ops\":[{\"op\":\"delete\",\"key\":\"a\",\"ifAbsent\":true,\"ifExists\":true}]}",
            "{\"ops\":[{\"op\":\"delete\",\"key\":\"a\",\"key64\":\"YQ\"}]}",
            "{\"ops\":[{\"op\":\"delete\",\"key\":\"a\",\"kee\":\"b\"}]}",
            "{\"ops\":[{\"op\":\"delete\",\"key\":1}]}",
            "{\"ops\":[{\"op\":\"delete\",\"key64\":\"a+/b\"}]}",
            "{\"ops\":[{\"op\":\"delete\",\"key\":\"a\"}],\"more\":1}")) {
      Answer refused = client.post(BATCH, body, JSON);
      assertThat(refused.status()).as(body).isEqualTo(400);
      assertThat(refused.code()).as(body).isEqualTo("bad-body");
      assertThat(refused.json().get("outcome").asText()).isEqualTo("not-done");
    }
    assertThat(batch("{\"op\":\"put\",\"key\":\"a\",\"value\":\"1\",\"ttl\":\"3s\"}").status())
        .isEqualTo(501);
    assertThat(server.store().size()).isZero();
  }

  @Test
  void jsonIsTakenStrictly() {
    for (String json :
        List.of(
            "[".repeat(15) + "]".repeat(15),
            "[".repeat(100_000),
            "{\"a\":".repeat(100_000),
            "{\"a\":1,\"a\":2}",
            "{\"a\":{\"b\":1,\"\\u0062\":2}}",
            "1".repeat(1_000_000),
            "NaN",
            "+1",
            "01",
            ".5",
            "1.",
            "'a'",
            "{a:1}",
            "[1,]",
            "\"\\ud800\"",
            "{\"\\udc00\":1}",
            "\"\\x\"",
            "\"\t\"",
            "\"",
            "tru",
            "/* c */ 1",
            "1 2")) {
      Answer refused = batch("{\"op\":\"put\",\"key\":\"a\",\"json\":" + json + "}");
      assertThat(refused.status()).as(shown(json)).isEqualTo(400);
      assertThat(refused.code()).as(shown(json)).isEqualTo("bad-body");
    }
    for (String trailing : List.of("{}", "x", "]", ",", "\u0000")) {
      assertThat(client.post(BATCH, "{\"ops\":[]}" + trailing, JSON).code()).isEqualTo("bad-body");
    }
    assertThat(client.post(BATCH, "\ufeff{\"ops\":[]}", JSON).code()).isEqualTo("bad-body");
    assertThat(server.store().size()).isZero();
  }

  private static String shown(String text) {
    return text.substring(0, Math.min(40, text.length()));
  }

  @Test
  void jsonIsKeptAsItWasSentButForItsBlanks() {
    String sent =
        " [ 1e999999999 , -0.0, 1.10, 12345678901234567890, \"\\u00e4\\n\\ud83c\\udf3e\" ] ";
    batch("{\"op\":\"put\",\"key\":\"a\",\"json\":" + sent + "}");
    assertThat(server.store().at(Bytes.utf8("a")).value())
        .isEqualTo(Bytes.utf8("[1e999999999,-0.0,1.10,12345678901234567890,\"ä\\n🌾\"]"));
    String deep = "[".repeat(13) + "]".repeat(13);
    assertThat(batch("{\"op\":\"put\",\"key\":\"b\",\"json\":" + deep + "}").status())
        .isEqualTo(200);
  }

  @Test
  void bytesThatAreNotUtf8AreNoJson() {
    byte[] body = "{\"ops\":[{\"op\":\"delete\",\"key\":\"__\"}]}".getBytes(StandardCharsets.UTF_8);
    int at = new String(body, StandardCharsets.UTF_8).indexOf("__");
    for (int[] pair : new int[][] {{0xC0, 0x80}, {0xFF, 0x41}, {0xC3, 0x22}, {0xED, 0xA0}}) {
      body[at] = (byte) pair[0];
      body[at + 1] = (byte) pair[1];
      Answer refused = client.send("POST", BATCH, BodyPublishers.ofByteArray(body), JSON);
      assertThat(refused.code()).isEqualTo("bad-body");
    }
  }

  @Test
  void aBatchHasLimits() {
    List<String> ops = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      ops.add("{\"op\":\"delete\",\"key\":\"k" + i + "\"}");
    }
    assertThat(batch(String.join(",", ops)).status()).isEqualTo(200);
    ops.add(ops.get(0));
    assertThat(batch(String.join(",", ops)).code()).isEqualTo("batch-too-large");
    String big = "{\"op\":\"put\",\"key\":\"a\",\"value\":\"" + "x".repeat(60_000) + "\"}";
    assertThat(batch(big).status()).isEqualTo(200);
    assertThat(batch(big + "," + big).code()).isEqualTo("batch-too-large");
    String longKey = "{\"op\":\"delete\",\"key\":\"" + "k".repeat(65_537) + "\"}";
    assertThat(batch(longKey).code()).isEqualTo("key-too-large");
  }

  @Test
  void onlyJsonIsTakenAsJson() {
    assertThat(client.post(BATCH, "{}", "Content-Type", "text/plain").status()).isEqualTo(415);
    assertThat(client.post(BATCH, "{}", "Content-Type", "application/x-ndjson").status())
        .isEqualTo(415);
    String curls = "application/x-www-form-urlencoded";
    assertThat(client.post(MGET, "{\"keys\":[]}", "Content-Type", curls).status()).isEqualTo(200);
    assertThat(
            client
                .post(MGET, "{\"keys\":[]}", "Content-Type", "application/json; charset=utf-8")
                .status())
        .isEqualTo(200);
  }

  @Test
  void manyKeysComeInTheOrderAsked() {
    long version = server.store().set(Bytes.utf8("a"), Bytes.utf8("1"));
    server.store().set(Bytes.of(new byte[] {(byte) 0xFF}), Bytes.utf8("2"));
    JsonNode answer =
        client
            .post(MGET, "{\"keys\":[\"b\",{\"key64\":\"_w\"},\"a\",{\"key\":\"a\"}]}", JSON)
            .json();
    assertThat(answer.get("items")).hasSize(4);
    assertThat(answer.at("/items/0").isNull()).isTrue();
    assertThat(answer.at("/items/1/key64").asText()).isEqualTo("_w");
    assertThat(answer.at("/items/2/value").asText()).isEqualTo("1");
    assertThat(answer.at("/items/3/version").asLong()).isEqualTo(version);
    assertThat(answer.get("seq").asLong()).isEqualTo(version + 1);
    assertThat(server.store().openSnapshots()).isZero();
  }

  @Test
  void manyKeysHaveLimitsToo() {
    for (int i = 0; i < 100; i++) {
      server.store().set(Bytes.utf8("k" + i), Bytes.utf8("x".repeat(2_000)));
    }
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      keys.add("\"k" + i + "\"");
    }
    Answer large = client.post(MGET, "{\"keys\":[" + String.join(",", keys) + "]}", JSON);
    assertThat(large.status()).isEqualTo(413);
    assertThat(large.code()).isEqualTo("batch-too-large");
    assertThat(client.post(MGET, "{\"keys\":[" + "\"k\",".repeat(1_000) + "\"k\"]}", JSON).status())
        .isEqualTo(413);
    for (String bad :
        List.of("{\"keys\":[1]}", "{\"keys\":[{\"value\":\"x\"}]}", "{\"keys\":[{}]}")) {
      assertThat(client.post(MGET, bad, JSON).code()).as(bad).isEqualTo("bad-body");
    }
    assertThat(server.store().openSnapshots()).isZero();
  }
}
