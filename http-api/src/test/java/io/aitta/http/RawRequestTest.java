package io.aitta.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aitta.core.Bytes;
import io.aitta.http.testing.RawClient;
import io.aitta.http.testing.RawClient.Answer;
import io.aitta.http.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Requests that no polite client sends, byte by byte. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RawRequestTest {
  private static final String KV = "/v1/ks/default/kv/";

  private TestServer server;

  @BeforeAll
  void start() {
    server =
        TestServer.start(
            "aitta.http.allowed-hosts = [\"granary.example\"]",
            "aitta.http.allowed-origins = [\"https://admin.example\"]",
            "aitta.http.limits.value-size = 100 KiB");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void clear() {
    server.store().clear();
  }

  private Answer send(String line, String... headers) {
    try (RawClient raw = server.raw()) {
      return raw.request(line, headers).read();
    }
  }

  private Answer put(String target, String... headers) {
    String[] all = new String[headers.length + 1];
    System.arraycopy(headers, 0, all, 0, headers.length);
    all[headers.length] = "Content-Length: 0";
    return send("PUT " + target, all);
  }

  @Test
  void aTargetMayBeAbsolute() {
    assertThat(put("http://localhost:8080" + KV + "a", "Host: localhost:8080").status())
        .isEqualTo(204);
    assertThat(put("HTTP://LOCALHOST" + KV + "b").status()).isEqualTo(204);
    assertThat(send("GET " + KV + "a").status()).isEqualTo(200);
    assertThat(send("GET http://localhost").status()).isEqualTo(200);
  }

  @Test
  void dotsAndSlashesAndBracketsAreOrdinaryKeyBytes() {
    for (String key :
        List.of(".", "..", "../..", "a//b", "/", "a/../b", "[{|}]^`\"<>\\", "a;b=c")) {
      assertThat(put(KV + key).status()).as(key).isEqualTo(204);
      assertThat(server.store().at(Bytes.utf8(key))).as(key).isNotNull();
    }
    assertThat(put(KV + "%2e%2E").status()).isEqualTo(204);
    assertThat(put(KV + "a?if-absent").status()).isEqualTo(201);
    assertThat(put(KV + "%3Fif-absent").status()).isEqualTo(204);
    assertThat(server.store().at(Bytes.utf8("?if-absent"))).isNotNull();
  }

  @Test
  void aBrokenEscapeIsABadKey() {
    for (String key : List.of("%zz", "%", "%1", "a%2", "%G0", "ab%", "\u00c4iti", "#fragment")) {
      Answer refused = put(KV + key);
      assertThat(refused.status()).as(key).isEqualTo(400);
      assertThat(refused.code()).as(key).isEqualTo("bad-key");
      assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
    }
    assertThat(send("GET " + KV + "a?x=%zz").code()).isEqualTo("bad-parameter");
    assertThat(send("GET " + KV + "a?%zz").code()).isEqualTo("bad-parameter");
    assertThat(server.store().size()).isZero();
  }

  @Test
  void anUnquotedIfMatchIsNotIgnored() {
    put(KV + "a");
    Answer refused = put(KV + "a", "If-Match: 1");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.code()).isEqualTo("bad-precondition");
  }

  @Test
  void severalIfMatchHeadersAreOneList() {
    String tag = put(KV + "a").header("ETag");
    assertThat(put(KV + "a", "If-Match: \"7777\"", "If-Match: " + tag).status()).isEqualTo(204);
    assertThat(put(KV + "a", "If-Match: \"7777\"", "If-Match: \"8888\"").status()).isEqualTo(412);
    assertThat(put(KV + "a", "If-Match: \"7777\"", "If-Match: *").status()).isEqualTo(400);
    assertThat(put(KV + "a", "If-Match:").status()).isEqualTo(400);
  }

  @Test
  void onlyOurOwnNamesAreServed() {
    for (String host :
        List.of(
            "localhost",
            "LOCALHOST:9999",
            "127.0.0.1",
            "127.1.2.3:80",
            "[::1]",
            "[::1]:8080",
            "granary.example:443")) {
      assertThat(send("GET /health/live", "Host: " + host).status()).as(host).isEqualTo(200);
    }
    for (String host :
        List.of("evil.example", "127.0.0.1.evil.example", "10.0.0.1", "localhost.")) {
      Answer refused = send("GET /health/live", "Host: " + host);
      assertThat(refused.status()).as(host).isEqualTo(421);
      assertThat(refused.code()).as(host).isEqualTo("misdirected");
    }
    String foreign = "GET http://evil.example/health/live";
    assertThat(send(foreign, "Host: evil.example").status()).isEqualTo(421);
    assertThat(send(foreign).status()).isEqualTo(400);
    assertThat(send("GET http://localhost@evil.example/health/live").status()).isIn(400, 421);
  }

  @Test
  void aRequestWithoutOrWithTwoHostsIsRefused() {
    try (RawClient raw = server.raw()) {
      assertThat(raw.send("GET /health/live HTTP/1.1\r\n\r\n").read().status()).isEqualTo(400);
    }
    assertThat(send("GET /health/live", "Host: localhost", "Host: localhost").status())
        .isEqualTo(400);
    try (RawClient raw = server.raw()) {
      assertThat(raw.send("GET /health/live HTTP/1.0\r\n\r\n").read().status()).isIn(400, 421);
    }
  }

  @Test
  void pagesOfOtherSitesAreKeptOut() {
    for (String header :
        List.of(
            "Origin: https://evil.example",
            "Origin: null",
            "Origin: http://localhost:3000",
            "Sec-Fetch-Site: cross-site")) {
      Answer refused = put(KV + "a", header);
      assertThat(refused.status()).as(header).isEqualTo(403);
      assertThat(refused.code()).as(header).isEqualTo("forbidden-origin");
      assertThat(refused.header("Access-Control-Allow-Origin")).isEmpty();
    }
    assertThat(server.store().size()).isZero();
    assertThat(put(KV + "a", "Host: localhost:1", "Origin: http://localhost:1").status())
        .isEqualTo(204);
    assertThat(put(KV + "a", "Origin: https://admin.example").status()).isEqualTo(204);
    assertThat(put(KV + "a", "Sec-Fetch-Site: same-origin").status()).isEqualTo(204);
  }

  @Test
  void aBodyThatSaysItIsTooLargeIsNotRead() {
    try (RawClient raw = server.raw()) {
      Answer refused = raw.request("PUT " + KV + "a", "Content-Length: 1000000000").read();
      assertThat(refused.status()).isEqualTo(413);
      assertThat(refused.code()).isEqualTo("value-too-large");
      assertThat(refused.header("Connection")).isEqualTo("close");
      assertThat(raw.isClosedByServer()).isTrue();
    }
  }

  @Test
  void aChunkedBodyIsReadUpToTheLimitAndNoFurther() {
    String chunk = "4000\r\n" + "x".repeat(0x4000) + "\r\n";
    try (RawClient raw = server.raw()) {
      raw.request("PUT " + KV + "a", "Transfer-Encoding: chunked");
      for (int i = 0; i < 8; i++) {
        raw.send(chunk);
      }
      Answer refused = raw.read();
      assertThat(refused.status()).isEqualTo(413);
      assertThat(refused.code()).isEqualTo("value-too-large");
      assertThat(refused.text()).contains("\"outcome\":\"not-done\"");
      assertThat(raw.isClosedByServer()).isTrue();
    }
    assertThat(server.store().size()).isZero();
    await().until(() -> server.parts().bodies().bytesTaken() == 0);
    try (RawClient raw = server.raw()) {
      raw.request("PUT " + KV + "a", "Transfer-Encoding: chunked");
      assertThat(raw.send(chunk + chunk + "0\r\n\r\n").read().status()).isEqualTo(204);
    }
    assertThat(server.store().at(Bytes.utf8("a")).value().length()).isEqualTo(0x8000);
  }

  @Test
  void aBodyThatIsCutOrMalformedWritesNothing() {
    try (RawClient raw = server.raw()) {
      raw.request("PUT " + KV + "a", "Transfer-Encoding: chunked");
      Answer refused = raw.send("5\r\nhello\r\nzz\r\n").read();
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.code()).isEqualTo("bad-body");
    }
    try (RawClient raw = server.raw()) {
      raw.request("PUT " + KV + "a", "Content-Length: 10").send("hello");
    }
    assertThat(send("GET " + KV + "a").status()).isEqualTo(404);
  }

  @Test
  void aSlowBodyIs408() {
    try (RawClient raw = server.raw()) {
      raw.request("PUT " + KV + "a?timeout=50ms", "Content-Length: 10").send("hello");
      Answer refused = raw.read();
      assertThat(refused.status()).isEqualTo(408);
      assertThat(refused.code()).isEqualTo("deadline");
      assertThat(refused.text()).contains("\"outcome\":\"not-done\"");
      assertThat(raw.isClosedByServer()).isTrue();
    }
  }

  @Test
  void headHasNoBodyAndTheConnectionGoesOn() {
    put(KV + "a");
    try (RawClient raw = server.raw()) {
      assertThat(raw.request("HEAD " + KV + "nobody").readHead().status()).isEqualTo(404);
      assertThat(raw.request("HEAD " + KV + "a").readHead().status()).isEqualTo(200);
      assertThat(raw.request("GET " + KV + "nobody").read().status()).isEqualTo(404);
      assertThat(raw.request("GET " + KV + "a").read().status()).isEqualTo(200);
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInTheirOrder() {
    StringBuilder requests = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      requests.append("PUT ").append(KV).append("k").append(i);
      requests.append(" HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\n");
      requests.append(i + 100);
      requests.append("GET ").append(KV).append("k").append(i);
      requests.append(" HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
    try (RawClient raw = server.raw()) {
      raw.send(requests.toString());
      for (int i = 0; i < 50; i++) {
        assertThat(raw.read().status()).isEqualTo(204);
        assertThat(raw.read().text()).isEqualTo("" + (i + 100));
      }
    }
  }

  @Test
  void whatIsTooLongIsRefusedByName() {
    Answer target = send("GET " + KV + "k".repeat(20_000));
    assertThat(target.status()).isEqualTo(414);
    assertThat(target.code()).isEqualTo("uri-too-long");

    Answer header = send("GET /health/live", "X-Long: " + "x".repeat(9_000));
    assertThat(header.status()).isEqualTo(431);
    assertThat(header.code()).isEqualTo("headers-too-large");

    String[] many = new String[65];
    for (int i = 0; i < many.length; i++) {
      many[i] = "X-" + i + ": x";
    }
    assertThat(send("GET /health/live", many).code()).isEqualTo("headers-too-large");
    assertThat(send("GET /health/live", "User-Agent: a " + "(".repeat(100)).status())
        .isEqualTo(200);
  }

  @Test
  void whatCouldSmuggleARequestEndsTheConnection() {
    String next = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";
    for (String headers :
        List.of(
            "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
            "Content-Length: 5\r\nContent-Length: 6\r\n",
            "Transfer-Encoding: xchunked\r\n",
            "Transfer-Encoding: chunked, identity\r\n",
            "Content-Length: +5\r\n",
            "Content-Length: 0x5\r\n",
            "Content-Length : 5\r\n",
            "X: a\r\n b\rc\r\n\u0000: x\r\n")) {
      try (RawClient raw = server.raw()) {
        raw.send("PUT " + KV + "a HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\nhello" + next);
        assertThat(raw.read().status()).as(headers).isEqualTo(400);
        assertThat(raw.isClosedByServer()).as(headers).isTrue();
      }
    }
    assertThat(server.store().size()).isZero();
  }

  @Test
  void garbageIsAProblemToo() {
    for (String line :
        List.of("GARBAGE / HTTP/1.1", "GET / HTTP/3.0", "GET *", "\u0016\u0003\u0001")) {
      try (RawClient raw = server.raw()) {
        Answer refused = raw.send(line + "\r\nHost: localhost\r\n\r\n").read();
        assertThat(refused.status()).as(line).isGreaterThanOrEqualTo(400);
        assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
      }
    }
    assertThat(send("BREW /pot").code()).isEqualTo("not-supported");
    assertThat(send("OPTIONS *").status()).isGreaterThanOrEqualTo(400);
  }

  @Test
  void nothingThatWasSentComesBackInAProblem() {
    for (String target : List.of(KV + "se%63ret%zz", KV + "secret%zz", "/secret", KV + "secret")) {
      assertThat(send("GET " + target).text()).doesNotContain("secret");
    }
  }

  @Test
  void aBodyThatNobodyReadsDoesNotHoldTheAnswerBack() {
    try (RawClient raw = server.raw()) {
      raw.request("GET " + KV + "nobody", "Content-Length: 1000000").send("only this");
      assertThat(raw.read().status()).isEqualTo(404);
    }
  }

  @Test
  void expectContinueIsAnsweredBeforeTheBody() {
    try (RawClient raw = server.raw()) {
      raw.request("PUT " + KV + "a", "Content-Length: 5", "Expect: 100-continue");
      assertThat(raw.readInterim()).isEqualTo(100);
      assertThat(raw.send("hello").read().status()).isEqualTo(204);
    }
    try (RawClient raw = server.raw()) {
      raw.request("PUT " + KV + "a?x=1", "Content-Length: 5", "Expect: 100-continue");
      assertThat(raw.read().status()).isEqualTo(400);
    }
  }

  @Test
  void aRequestHeadThatDoesNotComeEndsTheConnection() {
    try (TestServer hasty =
            TestServer.start("aitta.http.head-timeout = 1 s", "aitta.http.keep-alive = 1 s");
        RawClient silent = hasty.raw();
        RawClient slow = hasty.raw();
        RawClient answered = hasty.raw()) {
      slow.send("GET /health/live HTT");
      answered.request("GET /health/live");
      assertThat(answered.read().status()).isEqualTo(200);
      assertThat(silent.isClosedByServer()).isTrue();
      assertThat(slow.isClosedByServer()).isTrue();
      assertThat(answered.isClosedByServer()).isTrue();
    }
  }
}
