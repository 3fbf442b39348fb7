package io.aitta.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aitta.core.Bytes;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.http.testing.Client;
import io.aitta.http.testing.Client.Answer;
import io.aitta.http.testing.RawClient;
import io.aitta.http.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What {@code /v1/ks/default/scan} promises, in pages and in lines. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScanTest {
  private static final String SCAN = "/v1/ks/default/scan";
  private static final String[] LINES = {"Accept", "application/x-ndjson"};

  private TestServer server;
  private Client client;

  @BeforeAll
  void start() {
    server = TestServer.start();
    client = server.client();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void clear() {
    server.store().clear();
    server.store().failReads(null);
    server.store().stallScans(Integer.MAX_VALUE, CompletableFuture.completedFuture(null));
  }

  private void fill(String prefix, int count) {
    for (int i = 0; i < count; i++) {
      server.store().set(Bytes.utf8(prefix + (10_000 + i)), Bytes.utf8("v" + i));
    }
  }

  private static List<String> keys(JsonNode page) {
    List<String> keys = new ArrayList<>();
    page.get("items").forEach(item -> keys.add(item.get("key").asText()));
    return keys;
  }

  private List<String> allPages(String query) {
    List<String> keys = new ArrayList<>();
    JsonNode page = client.get(SCAN + query).json();
    keys.addAll(keys(page));
    while (page.hasNonNull("next")) {
      page = client.get(SCAN + "?cursor=" + page.get("next").asText()).json();
      keys.addAll(keys(page));
    }
    return keys;
  }

  private static List<String> mirrored(List<String> list) {
    List<String> copy = new ArrayList<>(list);
    Collections.reverse(copy);
    return copy;
  }

  @Test
  void aPageHoldsRowsInKeyOrder() {
    fill("k", 3);
    JsonNode page = client.get(SCAN).json();
    assertThat(keys(page)).containsExactly("k10000", "k10001", "k10002");
    assertThat(page.at("/items/0/value").asText()).isEqualTo("v0");
    assertThat(page.at("/items/0/version").asLong()).isPositive();
    assertThat(page.get("next").isNull()).isTrue();
    assertThat(page.get("seq").asLong()).isPositive();
    assertThat(client.get(SCAN + "?keys-only=true").json().at("/items/0").has("value")).isFalse();
  }

  @Test
  void prefixStartAndEndBoundAScan() {
    for (String key : List.of("a", "a/1", "a/2", "b", "c")) {
      server.store().set(Bytes.utf8(key), Bytes.EMPTY);
    }
    assertThat(keys(client.get(SCAN + "?prefix=a/").json())).containsExactly("a/1", "a/2");
    assertThat(keys(client.get(SCAN + "?start=a/2&end=c").json())).containsExactly("a/2", "b");
    assertThat(keys(client.get(SCAN + "?start=b").json())).containsExactly("b", "c");
    assertThat(keys(client.get(SCAN + "?end=a/1").json())).containsExactly("a");
    assertThat(keys(client.get(SCAN + "?start=c&end=a").json())).isEmpty();
    assertThat(keys(client.get(SCAN + "?prefix=YS8&key-encoding=base64url").json())).hasSize(2);
    assertThat(client.get(SCAN + "?prefix=a&start=a").code()).isEqualTo("bad-parameter");
  }

  @Test
  void aPlusInAQueryIsABlank() {
    server.store().set(Bytes.utf8("a b"), Bytes.EMPTY);
    server.store().set(Bytes.utf8("a+b"), Bytes.EMPTY);
    assertThat(keys(client.get(SCAN + "?prefix=a+").json())).containsExactly("a b");
    assertThat(keys(client.get(SCAN + "?prefix=a%2B").json())).containsExactly("a+b");
  }

  @Test
  void cursorsLeadThroughTheWholeRangeInBothDirections() {
    fill("k", 57);
    fill("z", 3);
    List<String> forward = allPages("?prefix=k&limit=10");
    assertThat(forward).hasSize(57).isSorted().doesNotHaveDuplicates();
    assertThat(allPages("?prefix=k&limit=10&reverse=true")).isEqualTo(mirrored(forward));
    assertThat(allPages("?prefix=k&limit=57")).hasSize(57);
  }

  @Test
  void aCursorGoesOnWhereItWasEvenIfTheKeyIsGone() {
    fill("k", 4);
    JsonNode page = client.get(SCAN + "?limit=2").json();
    client.delete("/v1/ks/default/kv/k10001");
    server.store().set(Bytes.utf8("k10001a"), Bytes.EMPTY);
    assertThat(keys(client.get(SCAN + "?cursor=" + page.get("next").asText()).json()))
        .containsExactly("k10001a", "k10002");
  }

  @Test
  void aCursorMayBeGivenAnotherLimitButNoOtherScan() {
    fill("k", 9);
    String cursor =
        client.get(SCAN + "?prefix=k&limit=2&keys-only=true").json().get("next").asText();
    assertThat(keys(client.get(SCAN + "?limit=5&cursor=" + cursor).json())).hasSize(5);
    assertThat(client.get(SCAN + "?prefix=k&keys-only&cursor=" + cursor).status()).isEqualTo(200);
    for (String other :
        List.of(
            "prefix=z",
            "start=k",
            "reverse=true",
            "keys-only=false",
            "encoding=base64",
            "snapshot=x")) {
      assertThat(client.get(SCAN + "?" + other + "&cursor=" + cursor).code())
          .as(other)
          .isEqualTo("bad-cursor");
    }
  }

  @Test
  void aForgedCursorIsRefused() {
    fill("k", 9);
    String cursor = client.get(SCAN + "?limit=2").json().get("next").asText();
    byte[] bytes = Base64.getUrlDecoder().decode(cursor);
    for (int i = 0; i < bytes.length; i++) {
      byte[] forged = bytes.clone();
      forged[i] ^= 1;
      String text = Base64.getUrlEncoder().withoutPadding().encodeToString(forged);
      Answer refused = client.get(SCAN + "?cursor=" + text);
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.code()).isEqualTo("bad-cursor");
    }
    for (String text : List.of("", "x", "AAAA", cursor.substring(1), cursor + "AAAA", "%00")) {
      assertThat(client.get(SCAN + "?cursor=" + text).code()).as(text).isEqualTo("bad-cursor");
    }
    try (TestServer other = TestServer.start()) {
      assertThat(other.client().get(SCAN + "?cursor=" + cursor).code()).isEqualTo("bad-cursor");
    }
  }

  @Test
  void serversWithTheSameSecretTakeEachOthersCursors() {
    String secret = "aitta.http.cursor-secret = \"oats and rye\"";
    try (TestServer one = TestServer.start(secret);
        TestServer two = TestServer.start(secret)) {
      for (TestServer each : List.of(one, two)) {
        each.store().set(Bytes.utf8("a"), Bytes.EMPTY);
        each.store().set(Bytes.utf8("b"), Bytes.EMPTY);
      }
      String cursor = one.client().get(SCAN + "?limit=1").json().get("next").asText();
      assertThat(keys(two.client().get(SCAN + "?cursor=" + cursor).json())).containsExactly("b");
    }
  }

  @Test
  void limitsAreWholeNumbersWithinBounds() {
    for (String limit :
        List.of("0", "-1", "1001", "2147483648", "9999999999999999999", "1e3", "")) {
      assertThat(client.get(SCAN + "?limit=" + limit).code()).as(limit).isEqualTo("bad-parameter");
    }
    fill("k", 1001);
    assertThat(keys(client.get(SCAN + "?limit=1000").json())).hasSize(1000);
    assertThat(client.get(SCAN + "?reverse=maybe").code()).isEqualTo("bad-parameter");
  }

  @Test
  void linesHoldTheWholeRangeAndEndByCountingIt() {
    fill("k", 2_345);
    Answer answer = client.get(SCAN, LINES);
    assertThat(answer.header("Content-Type")).isEqualTo("application/x-ndjson");
    List<String> lines = answer.lines();
    assertThat(lines).hasSize(2_346);
    assertThat(lines.get(2_345)).isEqualTo("{\"end\":true,\"count\":2345}");
    assertThat(Client.parse(lines.get(0)).get("key").asText()).isEqualTo("k10000");
    assertThat(lines.subList(0, 2_345)).isSorted();
    List<String> backward = client.get(SCAN + "?reverse=true", LINES).lines();
    assertThat(backward.subList(0, 2_345)).isEqualTo(mirrored(lines.subList(0, 2_345)));
  }

  @Test
  void linesMayBeLimitedAndMayBeNone() {
    fill("k", 500);
    assertThat(client.get(SCAN + "?limit=7", LINES).lines()).hasSize(8);
    assertThat(client.get(SCAN + "?limit=500", LINES).lines()).hasSize(501);
    assertThat(client.get(SCAN + "?prefix=none", LINES).text())
        .isEqualTo("{\"end\":true,\"count\":0}\n");
    assertThat(client.get(SCAN + "?cursor=x", LINES).code()).isEqualTo("bad-parameter");
    assertThat(client.get(SCAN, "Accept", "text/csv").status()).isEqualTo(406);
  }

  @Test
  void aFailureBeforeTheFirstByteHasItsOwnStatus() {
    fill("k", 3);
    server
        .store()
        .failReads(
            new StoreException(ErrorCode.CORRUPTION, StoreException.Outcome.NONE, "as tested"));
    assertThat(client.get(SCAN, LINES).status()).isEqualTo(500);
    server.store().failReads(null);
    server.store().set(Bytes.utf8("k1"), Bytes.of(new byte[] {(byte) 0xFF}));
    assertThat(client.get(SCAN + "?encoding=text", LINES).status()).isEqualTo(422);
    assertThat(client.get(SCAN + "?encoding=text").status()).isEqualTo(422);
    assertThat(client.get(SCAN + "?snapshot=nonsense", LINES).status()).isEqualTo(404);
  }

  @Test
  void aFailureInTheMiddleIsALastLineAndACleanEnd() {
    fill("k", 4_000);
    CompletableFuture<Done> middle = new CompletableFuture<>();
    server.store().stallScans(10, middle);
    try (RawClient raw = server.raw()) {
      raw.request("GET " + SCAN, "Accept: application/x-ndjson");
      assertThat(raw.readStreamHead()).isEqualTo(200);
      StringBuilder text = new StringBuilder(new String(raw.readChunk(), StandardCharsets.UTF_8));
      middle.completeExceptionally(
          new StoreException(ErrorCode.CORRUPTION, StoreException.Outcome.NONE, "as tested"));
      for (byte[] chunk = raw.readChunk(); chunk.length > 0; chunk = raw.readChunk()) {
        text.append(new String(chunk, StandardCharsets.UTF_8));
      }
      List<String> lines = text.toString().lines().toList();
      JsonNode last = Client.parse(lines.get(lines.size() - 1));
      assertThat(last.at("/error/code").asText()).isEqualTo("corruption");
      assertThat(lines).hasSize(10 * 128 + 1);
      assertThat(raw.request("GET /health/live").read().status()).isEqualTo(200);
    }
  }

  @Test
  void notTextInTheMiddleLeavesNoHalfRow() {
    fill("k", 2_000);
    server.store().set(Bytes.utf8("k11900x"), Bytes.of(new byte[] {(byte) 0xFF}));
    Answer answer = client.get(SCAN + "?encoding=text", LINES);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.lines()).hasSize(1_902);
    answer.lines().forEach(Client::parse);
    assertThat(answer.lastLine().at("/error/code").asText()).isEqualTo("not-text");
  }

  @Test
  void whatIsThereIsSentAlthoughMoreIsToCome() {
    fill("k", 300);
    CompletableFuture<Done> received = new CompletableFuture<>();
    server.store().stallScans(1, received);
    try (RawClient raw = server.raw()) {
      raw.request("GET " + SCAN, "Accept: application/x-ndjson");
      assertThat(raw.readStreamHead()).isEqualTo(200);
      String first = new String(raw.readChunk(), StandardCharsets.UTF_8);
      assertThat(first.lines()).hasSize(128);
      received.complete(Done.getInstance());
      String second = new String(raw.readChunk(), StandardCharsets.UTF_8);
      assertThat(second).startsWith("{\"key\":\"k10128\"");
    } finally {
      received.complete(Done.getInstance());
    }
  }

  @Test
  void whatTheClientDoesNotTakeIsNotRead() {
    int entries = 40_000;
    for (int i = 0; i < entries; i++) {
      server.store().set(Bytes.utf8("k" + (100_000 + i)), Bytes.utf8("x".repeat(1_000)));
    }
    int before = server.store().entriesScanned();
    try (RawClient raw = server.raw()) {
      raw.request("GET " + SCAN, "Accept: application/x-ndjson");
      assertThat(raw.readStreamHead()).isEqualTo(200);
      // an answer on another connection after the stream has stalled: it is bounded, not slow
      await()
          .untilAsserted(
              () -> {
                int seen = server.store().entriesScanned();
                client.get("/health/live");
                assertThat(server.store().entriesScanned()).isEqualTo(seen);
              });
      assertThat(server.store().entriesScanned() - before).isLessThan(entries / 2);
      int lines = 0;
      for (byte[] chunk = raw.readChunk(); chunk.length > 0; chunk = raw.readChunk()) {
        for (byte b : chunk) {
          lines += b == '\n' ? 1 : 0;
        }
      }
      assertThat(lines).isEqualTo(entries + 1);
    }
  }

  @Test
  void aSnapshotIsReadByEveryRoute() {
    client.put("/v1/ks/default/kv/a", "old");
    Answer opened = client.post("/v1/snapshots?ttl=60s", "");
    assertThat(opened.status()).isEqualTo(201);
    String id = opened.json().get("id").asText();
    assertThat(opened.header("Location")).isEqualTo("/v1/snapshots/" + id);
    assertThat(opened.json().get("expiresAt").asText()).endsWith("Z");
    client.put("/v1/ks/default/kv/a", "new");
    client.put("/v1/ks/default/kv/b", "new");

    String at = "snapshot=" + id;
    assertThat(client.get("/v1/ks/default/kv/a?" + at).text()).isEqualTo("old");
    assertThat(client.get("/v1/ks/default/kv/b?" + at).status()).isEqualTo(404);
    assertThat(keys(client.get(SCAN + "?" + at).json())).containsExactly("a");
    assertThat(client.get(SCAN + "?" + at, LINES).lines()).hasSize(2);
    JsonNode many = client.post("/v1/ks/default/mget?" + at, "{\"keys\":[\"a\",\"b\"]}").json();
    assertThat(many.at("/items/0/value").asText()).isEqualTo("old");
    assertThat(many.at("/items/1").isNull()).isTrue();
    assertThat(many.get("seq")).isEqualTo(opened.json().get("seq"));

    assertThat(client.delete("/v1/snapshots/" + id).status()).isEqualTo(204);
    for (String target : List.of("/v1/ks/default/kv/a?" + at, SCAN + "?" + at)) {
      Answer gone = client.get(target);
      assertThat(gone.status()).isEqualTo(410);
      assertThat(gone.code()).isEqualTo("snapshot-expired");
    }
    assertThat(client.delete("/v1/snapshots/" + id).status()).isEqualTo(410);
    assertThat(client.delete("/v1/snapshots/unknown").status()).isEqualTo(404);
    assertThat(server.store().openSnapshots()).isZero();
  }

  @Test
  void snapshotsHaveALeaseAndANumber() {
    try (TestServer small = TestServer.start("aitta.http.snapshots.max = 2")) {
      Client its = small.client();
      assertThat(its.post("/v1/snapshots?ttl=1ms", "").status()).isEqualTo(201);
      assertThat(its.post("/v1/snapshots?ttl=60s", "").status()).isEqualTo(201);
      // the first one's lease ends by itself, which makes room for exactly one more
      await().until(() -> its.post("/v1/snapshots", "").status() == 201);
      Answer refused = its.post("/v1/snapshots", "");
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.code()).isEqualTo("too-many-snapshots");
      for (String ttl : List.of("0s", "2h", "soon")) {
        assertThat(its.post("/v1/snapshots?ttl=" + ttl, "").code()).isEqualTo("bad-parameter");
      }
    }
  }
}
