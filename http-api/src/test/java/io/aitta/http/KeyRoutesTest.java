package io.aitta.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.aitta.core.Bytes;
import io.aitta.core.CorruptionException;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.http.testing.Client;
import io.aitta.http.testing.Client.Answer;
import io.aitta.http.testing.TestServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What {@code /v1/ks/default/kv/…} promises. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeyRoutesTest {
  private static final String KV = "/v1/ks/default/kv/";

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
    server.store().failWrites(null);
  }

  @Test
  void aValuePutIsReadBackAsItWasSent() {
    byte[] value = {0, 1, (byte) 0xFF, '\n', (byte) 0xC3};

    Answer put = client.send("PUT", KV + "a", BodyPublishers.ofByteArray(value));

    assertThat(put.status()).isEqualTo(204);
    assertThat(put.header("ETag")).isEqualTo("\"" + put.header("Aitta-Seq") + "\"");
    assertThat(put.header("Aitta-Durability")).isEqualTo("disk");
    Answer got = client.get(KV + "a");
    assertThat(got.status()).isEqualTo(200);
    assertThat(got.body()).isEqualTo(value);
    assertThat(got.header("Content-Type")).isEqualTo("application/octet-stream");
    assertThat(got.header("ETag")).isEqualTo(put.header("ETag"));
    assertThat(got.header("Vary")).isEqualTo("Accept");
  }

  @Test
  void postIsPut() {
    assertThat(client.post(KV + "a", "1").status()).isEqualTo(204);
    assertThat(client.get(KV + "a").text()).isEqualTo("1");
  }

  @Test
  void anEmptyValueIsAValue() {
    assertThat(client.put(KV + "a", "").status()).isEqualTo(204);
    assertThat(client.get(KV + "a").status()).isEqualTo(200);
    assertThat(client.get(KV + "a").body()).isEmpty();
  }

  @Test
  void anAbsentKeyIs404() {
    Answer got = client.get(KV + "nobody");
    assertThat(got.status()).isEqualTo(404);
    assertThat(got.header("Content-Type")).isEqualTo("application/problem+json");
    JsonNode problem = got.json();
    assertThat(problem.get("code").asText()).isEqualTo("key-not-found");
    assertThat(problem.get("status").asInt()).isEqualTo(404);
    assertThat(problem.get("type").asText()).isEqualTo("urn:aitta:problem:key-not-found");
    assertThat(problem.get("title").asText()).isNotBlank();
    assertThat(problem.get("detail").asText()).isNotBlank().doesNotContain("nobody");
    assertThat(problem.get("requestId").asText()).isNotBlank();
    assertThat(problem.get("retryable").asBoolean()).isFalse();
    assertThat(problem.get("outcome").asText()).isEqualTo("none");
  }

  @Test
  void deletingIsAnsweredAlikeWhetherTheKeyExistsOrNot() {
    client.put(KV + "a", "1");
    for (int i = 0; i < 2; i++) {
      Answer deleted = client.delete(KV + "a");
      assertThat(deleted.status()).isEqualTo(204);
      assertThat(deleted.header("Aitta-Seq")).isNotEmpty();
      assertThat(deleted.header("ETag")).isEmpty();
    }
    assertThat(client.get(KV + "a").status()).isEqualTo(404);
  }

  @Test
  void headTellsTheSizeWithoutTheValue() {
    client.put(KV + "a", "12345");
    Answer head = client.send("HEAD", KV + "a", null);
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.header("Content-Length")).isEqualTo("5");
    assertThat(head.header("ETag")).isEqualTo(client.get(KV + "a").header("ETag"));
    assertThat(client.send("HEAD", KV + "nobody", null).status()).isEqualTo(404);
  }

  @Test
  void aLargeValueTravelsBothWays() {
    String value = "x".repeat(1 << 20);
    assertThat(client.put(KV + "large", value).status()).isEqualTo(204);
    Answer got = client.get(KV + "large");
    assertThat(got.text()).isEqualTo(value);
    assertThat(got.header("Content-Length")).isEqualTo("" + (1 << 20));
    Answer head = client.send("HEAD", KV + "large", null);
    assertThat(head.header("Content-Length")).isEqualTo("" + (1 << 20));
    await().until(() -> server.parts().answers().bytesTaken() == 0);
    await().until(() -> server.parts().bodies().bytesTaken() == 0);
  }

  @Test
  void anEntryComesAsJsonToWhoeverAcceptsIt() {
    Answer put = client.put(KV + "city/Espoo", "59.2°");

    JsonNode entry = client.get(KV + "city/Espoo", "Accept", "application/json").json();

    assertThat(entry.get("key").asText()).isEqualTo("city/Espoo");
    assertThat(entry.get("value").asText()).isEqualTo("59.2°");
    assertThat(entry.get("version").asText()).isEqualTo(put.header("Aitta-Seq"));
    assertThat(entry.get("size").asInt()).isEqualTo(6);
    assertThat(entry.get("expiresAt").isNull()).isTrue();
  }

  @Test
  void bytesThatAreNotTextComeInBase64url() {
    client.send(
        "PUT", KV + "%FF", BodyPublishers.ofByteArray(new byte[] {(byte) 0xFF, (byte) 0xFE}));
    JsonNode entry = client.get(KV + "%FF", "Accept", "application/json").json();
    assertThat(entry.get("key64").asText()).isEqualTo("_w");
    assertThat(entry.get("value64").asText()).isEqualTo("__4");

    Answer asText = client.get(KV + "%FF?encoding=text", "Accept", "application/json");
    assertThat(asText.status()).isEqualTo(422);
    assertThat(asText.code()).isEqualTo("not-text");

    client.put(KV + "plain", "a");
    JsonNode base64 = client.get(KV + "plain?encoding=base64", "Accept", "application/json").json();
    assertThat(base64.get("value64").asText()).isEqualTo("YQ");
    assertThat(base64.has("value")).isFalse();
  }

  @Test
  void whatCannotBeGivenIsNotAcceptable() {
    client.put(KV + "a", "1");
    assertThat(client.get(KV + "a", "Accept", "text/html").code()).isEqualTo("not-acceptable");
    assertThat(client.get(KV + "a", "Accept", "text/html, */*;q=0.1").text()).isEqualTo("1");
    assertThat(client.get(KV + "a?encoding=text").status()).isEqualTo(400);
  }

  @Test
  void keysAreBytes() {
    for (String key : List.of("a/b", "a%2Fb", "a%2fb")) {
      client.put(KV + key, key);
    }
    assertThat(server.store().size()).isEqualTo(1);
    client.put(KV + "a+b", "plus");
    assertThat(server.store().at(Bytes.utf8("a+b"))).isNotNull();
    client.put(KV + "%00%ff%80", "raw");
    assertThat(server.store().at(Bytes.of(new byte[] {0, (byte) 0xFF, (byte) 0x80}))).isNotNull();
    client.put(KV + "_wA?key-encoding=base64url", "binary");
    assertThat(server.store().at(Bytes.of(new byte[] {(byte) 0xFF, 0}))).isNotNull();
    assertThat(client.get(KV + "_wB?key-encoding=base64url").code()).isEqualTo("bad-key");
    assertThat(client.get(KV + "=?key-encoding=base64url").code()).isEqualTo("bad-key");
    assertThat(client.get(KV + "a?key-encoding=hex").code()).isEqualTo("bad-parameter");
  }

  @Test
  void aKeyInAPathHasFromOneTo1024Bytes() {
    assertThat(client.get(KV).code()).isEqualTo("bad-key");
    assertThat(client.put(KV + "k".repeat(1024), "x").status()).isEqualTo(204);
    Answer tooLong = client.put(KV + "k".repeat(1025), "x");
    assertThat(tooLong.status()).isEqualTo(413);
    assertThat(tooLong.code()).isEqualTo("key-too-large");
    assertThat(tooLong.json().get("outcome").asText()).isEqualTo("not-done");
  }

  @Test
  void aWriteSaysHowDurableItHasToBe() {
    assertThat(client.put(KV + "a?durability=memory", "1").header("Aitta-Durability"))
        .isEqualTo("memory");
    assertThat(client.put(KV + "a?durability=os", "1").header("Aitta-Durability")).isEqualTo("os");
    assertThat(client.put(KV + "a?durability=paper", "1").code()).isEqualTo("bad-parameter");
    assertThat(client.get(KV + "a?durability=os").code()).isEqualTo("bad-parameter");
  }

  @Test
  void nothingIsIgnored() {
    assertThat(client.put(KV + "a?if-vesion=3", "1").code()).isEqualTo("bad-parameter");
    assertThat(client.get(KV + "a?x").code()).isEqualTo("bad-parameter");
    assertThat(client.get(KV + "a?timeout=1s&timeout=2s").code()).isEqualTo("bad-parameter");
    Answer ttl = client.put(KV + "a?ttl=30s", "1");
    assertThat(ttl.status()).isEqualTo(501);
    assertThat(ttl.code()).isEqualTo("not-supported");
    for (String timeout : List.of("0ms", "61s", "1", "1d", "-1s", "999999999999h", "1.5s")) {
      assertThat(client.get(KV + "a?timeout=" + timeout).code())
          .as(timeout)
          .isEqualTo("bad-parameter");
    }
    assertThat(server.store().size()).isZero();
  }

  @Test
  void aReadThatTakesLongerThanItMayIs504() {
    server.store().hold();
    try {
      Answer late = client.get(KV + "a?timeout=20ms");
      assertThat(late.status()).isEqualTo(504);
      assertThat(late.code()).isEqualTo("deadline");
      assertThat(late.json().get("retryable").asBoolean()).isTrue();
    } finally {
      server.store().release();
    }
  }

  @Test
  void whatTheStoreSaysIsToldWithItsStatusAndOutcome() {
    record Case(ErrorCode code, StoreException.Outcome outcome, int status, boolean retryAfter) {}
    for (Case c :
        List.of(
            new Case(ErrorCode.OVERLOADED, StoreException.Outcome.NOT_DONE, 429, true),
            new Case(ErrorCode.STARTING, StoreException.Outcome.NOT_DONE, 503, true),
            new Case(ErrorCode.SEALED, StoreException.Outcome.NOT_DONE, 503, false),
            new Case(ErrorCode.OUTCOME_UNKNOWN, StoreException.Outcome.UNKNOWN, 503, false),
            new Case(ErrorCode.DEADLINE, StoreException.Outcome.UNKNOWN, 504, false),
            new Case(ErrorCode.DISK_FULL, StoreException.Outcome.NOT_DONE, 507, true))) {
      server.store().failWrites(new StoreException(c.code(), c.outcome(), "as tested"));
      Answer answer = client.put(KV + "a", "1");
      assertThat(answer.status()).isEqualTo(c.status());
      assertThat(answer.code()).isEqualTo(c.code().text());
      assertThat(answer.json().get("outcome").asText()).isEqualTo(c.outcome().text());
      assertThat(!answer.header("Retry-After").isEmpty()).isEqualTo(c.retryAfter());
    }
  }

  @Test
  void damageNamesFileAndOffset() {
    server.store().failReads(new CorruptionException("000012.sst", 4096, "crc 1", "crc 2"));
    Answer answer = client.get(KV + "a");
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.code()).isEqualTo("corruption");
    assertThat(answer.json().get("file").asText()).isEqualTo("000012.sst");
    assertThat(answer.json().get("offset").asLong()).isEqualTo(4096);
  }

  @Test
  void anEncodedBodyIsNotTaken() {
    Answer refused = client.put(KV + "a", "1", "Content-Encoding", "gzip");
    assertThat(refused.status()).isEqualTo(415);
    assertThat(refused.code()).isEqualTo("unsupported-media-type");
    assertThat(client.put(KV + "a", "1", "Content-Encoding", "identity").status()).isEqualTo(204);
  }

  @Test
  void anotherMethodIs405AndSaysWhich() {
    Answer refused = client.send("PATCH", KV + "a", BodyPublishers.ofString("x"));
    assertThat(refused.status()).isEqualTo(405);
    assertThat(refused.code()).isEqualTo("method-not-allowed");
    assertThat(refused.header("Allow")).isEqualTo("GET, HEAD, PUT, POST, DELETE");
    assertThat(client.get("/v1/batch").header("Allow")).isEqualTo("POST");
    assertThat(client.send("OPTIONS", KV + "a", null).status()).isEqualTo(405);
  }

  @Test
  void onlyTheDefaultKeyspaceIsThere() {
    assertThat(client.get("/v1/ks/other/kv/a").code()).isEqualTo("keyspace-not-found");
    assertThat(client.get("/v1/ks/other").code()).isEqualTo("keyspace-not-found");
    assertThat(client.put("/v1/ks/other", "").code()).isEqualTo("keyspace-not-found");
    assertThat(client.put("/v1/ks/default", "").status()).isEqualTo(501);
    assertThat(client.get("/v1/ks/Other/kv/a").code()).isEqualTo("bad-parameter");
    assertThat(client.get("/v1/ks/%64efault/kv/a").code()).isEqualTo("key-not-found");
    assertThat(client.get("/v1/ks").json().at("/keyspaces/0/name").asText()).isEqualTo("default");
  }

  @Test
  void figuresTellTheLevels() {
    JsonNode figures = client.get("/v1/ks/default").json();
    assertThat(figures.at("/levels/1/bytes").asLong()).isEqualTo(4096);
    assertThat(figures.at("/levels/0/tables").asLong()).isEqualTo(2);
    assertThat(figures.get("state").asText()).isEqualTo("open");
    assertThat(figures.at("/counters/cacheMisses").asLong()).isEqualTo(16);
    assertThat(figures.at("/counters/cacheEvictions").asLong()).isEqualTo(17);
    assertThat(figures.at("/counters/filterNegatives").asLong()).isEqualTo(18);
  }

  @Test
  void aRangeIsDeletedOnlyWhenItIsSpelledOut() {
    for (String key : List.of("a/1", "a/2", "b/1", "c/1")) {
      client.put(KV + key, "x");
    }
    String kv = "/v1/ks/default/kv";
    for (String query :
        List.of(
            "",
            "?prefix=",
            "?start=a",
            "?end=b",
            "?all",
            "?all=false",
            "?all=true&prefix=a",
            "?prefix=a&start=a&end=b",
            "?start=b&end=a",
            "?start=a&end=a")) {
      Answer refused = client.delete(kv + query);
      assertThat(refused.status()).as(query).isEqualTo(400);
      assertThat(refused.code()).as(query).isEqualTo("bad-range");
    }
    assertThat(client.delete(kv + "?prefix=a/", "If-Match", "*").code())
        .isEqualTo("bad-precondition");
    assertThat(server.store().size()).isEqualTo(4);

    Answer deleted = client.delete(kv + "?prefix=a/");
    assertThat(deleted.status()).isEqualTo(204);
    assertThat(deleted.header("Aitta-Seq")).isNotEmpty();
    assertThat(server.store().size()).isEqualTo(2);
    assertThat(client.delete(kv + "?start=b&end=c").status()).isEqualTo(204);
    assertThat(server.store().size()).isEqualTo(1);
    assertThat(client.delete(kv + "?all=true").status()).isEqualTo(204);
    assertThat(server.store().size()).isZero();
  }
}
