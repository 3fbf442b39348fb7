package io.aitta.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.http.testing.Client;
import io.aitta.http.testing.Client.Answer;
import io.aitta.http.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a condition on a key's version promises. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConditionsTest {
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
  void aWriteMayBeBoundToAVersion() {
    String first = client.put(KV + "a", "1").header("ETag");
    assertThat(client.put(KV + "a", "2", "If-Match", first).status()).isEqualTo(204);

    Answer refused = client.put(KV + "a", "3", "If-Match", first);

    assertThat(refused.status()).isEqualTo(412);
    assertThat(refused.code()).isEqualTo("version-mismatch");
    assertThat(refused.json().get("outcome").asText()).isEqualTo("not-done");
    long current = refused.json().get("currentVersion").asLong();
    assertThat(client.put(KV + "a?if-version=" + current, "3").status()).isEqualTo(204);
    assertThat(client.get(KV + "a").text()).isEqualTo("3");
    assertThat(client.delete(KV + "a", "If-Match", "\"1\", \"2\"").status()).isEqualTo(412);
    assertThat(client.delete(KV + "a", "If-Match", "*").status()).isEqualTo(204);
    assertThat(client.delete(KV + "a?if-exists").status()).isEqualTo(412);
  }

  @Test
  void aKeyIsCreatedOnlyOnce() {
    assertThat(client.put(KV + "a", "1", "If-None-Match", "*").status()).isEqualTo(201);
    assertThat(client.put(KV + "a", "2", "If-None-Match", "*").status()).isEqualTo(412);
    assertThat(client.put(KV + "a?if-absent", "2").status()).isEqualTo(412);
    assertThat(client.put(KV + "b?if-absent=true", "2").status()).isEqualTo(201);
    assertThat(client.get(KV + "a").text()).isEqualTo("1");
  }

  @Test
  void aPreconditionThatIsNotUnderstoodIsNeverIgnored() {
    client.put(KV + "a", "1");
    for (String bad : List.of("unquoted", "\"1", "", "\"1\" \"2\"", "*, \"1\"", "\"1\",", "W/*")) {
      Answer refused = client.put(KV + "a", "2", "If-Match", bad);
      assertThat(refused.status()).as(bad).isEqualTo(400);
      assertThat(refused.code()).as(bad).isEqualTo("bad-precondition");
    }
    assertThat(client.put(KV + "a", "2", "If-Match", "*", "If-None-Match", "*").status())
        .isEqualTo(400);
    assertThat(client.put(KV + "a", "2", "If-None-Match", "\"1\"").status()).isEqualTo(400);
    assertThat(client.put(KV + "a?if-version=x", "2").code()).isEqualTo("bad-precondition");
    assertThat(client.put(KV + "a?if-version=1&if-exists", "2").status()).isEqualTo(400);
    assertThat(
            client
                .put(KV + "a", "2", "If-Unmodified-Since", "Wed, 21 Oct 2015 07:28:00 GMT")
                .code())
        .isEqualTo("bad-precondition");
    assertThat(client.get(KV + "a").text()).isEqualTo("1");
  }

  @Test
  void aWeakOrForeignTagNeverMatches() {
    String tag = client.put(KV + "a", "1").header("ETag");
    for (String never : List.of("W/" + tag, "\"0\"", "\"abc\"", "\"0" + tag.substring(1))) {
      assertThat(client.put(KV + "a", "2", "If-Match", never).status()).as(never).isEqualTo(412);
    }
    assertThat(client.get(KV + "a", "If-None-Match", "W/" + tag).status()).isEqualTo(200);
  }

  @Test
  void aReadOfAnUnchangedKeyIs304() {
    String tag = client.put(KV + "a", "1").header("ETag");
    Answer unchanged = client.get(KV + "a", "If-None-Match", "\"99999\", " + tag);
    assertThat(unchanged.status()).isEqualTo(304);
    assertThat(unchanged.header("ETag")).isEqualTo(tag);
    assertThat(unchanged.body()).isEmpty();
    assertThat(client.get(KV + "a", "If-None-Match", "*").status()).isEqualTo(304);
    assertThat(client.get(KV + "nobody", "If-None-Match", "*").status()).isEqualTo(404);
    assertThat(client.get(KV + "a", "If-Match", "\"99999\"").status()).isEqualTo(412);
    assertThat(client.get(KV + "nobody", "If-Match", "*").status()).isEqualTo(412);
  }
}
