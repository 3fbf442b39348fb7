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
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What {@code /v1/ks/default/bulk} promises. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BulkTest {
  private static final String BULK = "/v1/ks/default/bulk";

  private TestServer server;
  private Client client;

  @BeforeAll
  void start() {
    server = TestServer.start("aitta.http.bulk { window-lines = 64, line-size = 64 KiB }");
    client = server.client();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void clear() {
    server.store().clear();
    server.store().failWrites(null);
  }

  private static String lines(int from, int until) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < until; i++) {
      text.append("{\"key\":\"k").append(i).append("\",\"value\":\"v").append(i).append("\"}\n");
    }
    return text.toString();
  }

  private static void chunk(RawClient raw, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    raw.send(Integer.toHexString(bytes.length) + "\r\n").send(bytes).send("\r\n");
  }

  private Bytes valueOf(String key) {
    return server.store().at(Bytes.utf8(key)).value();
  }

  @Test
  void everyLineIsAWriteInItsOrder() {
    Answer answer =
        client.post(
            BULK,
            """
            {"key":"a","value":"1"}
            {"key64":"_w","value64":"AAE"}\r
            {"json":{"x" : [1, 2.50, null, "\\u00e4"]},"key":"j"}

            {"key":"a","value":"2","version":17}""");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("application/x-ndjson");
    JsonNode end = answer.lastLine();
    assertThat(end.get("end").asBoolean()).isTrue();
    assertThat(end.get("acked").asLong()).isEqualTo(5);
    assertThat(end.get("failed").asLong()).isZero();
    assertThat(end.get("seq").asLong()).isEqualTo(server.store().at(Bytes.utf8("a")).version());
    assertThat(valueOf("a")).isEqualTo(Bytes.utf8("2"));
    assertThat(valueOf("j")).isEqualTo(Bytes.utf8("{\"x\":[1,2.50,null,\"ä\"]}"));
    assertThat(server.store().at(Bytes.of(new byte[] {(byte) 0xFF})).value())
        .isEqualTo(Bytes.of(new byte[] {0, 1}));
  }

  @Test
  void putIsPostForCurlsUploads() {
    Answer answer = client.put(BULK + "?durability=os", lines(0, 10));
    assertThat(answer.lastLine().get("acked").asLong()).isEqualTo(10);
    assertThat(server.store().size()).isEqualTo(10);
  }

  @Test
  void nothingIsALoadToo() {
    assertThat(client.post(BULK, "").text())
        .isEqualTo("{\"end\":true,\"acked\":0,\"failed\":0,\"seq\":0}\n");
  }

  @Test
  void aMalformedLineIsAFailureOfThatLineAlone() {
    Answer answer =
        client.post(
            BULK,
            "{\"key\":\"a\",\"value\":\"1\"}\n"
                + "not json\n"
                + "{\"key\":\"b\"}\n"
                + "{\"key\":\"c\",\"value\":\"1\",\"vaule\":\"2\"}\n"
                + "{\"key\":\"d\",\"value\":\"1\"} {}\n"
                + "{\"key\":\"e\",\"value\":\""
                + "x".repeat(70_000)
                + "\"}\n"
                + "{\"key\":\"f\",\"value\":\"\\ud800\"}\n"
                + "{\"key\":\"g\",\"key64\":\"YQ\",\"value\":\"1\"}\n"
                + "[1]\n"
                + "{\"key\":\"z\",\"value\":\"1\"}\n");

    assertThat(answer.status()).isEqualTo(200);
    List<String> lines = answer.lines();
    for (int line = 2; line <= 9; line++) {
      JsonNode failure = Client.parse(lines.get(line - 2));
      assertThat(failure.get("line").asInt()).isEqualTo(line);
      assertThat(failure.at("/error/outcome").asText()).isEqualTo("not-done");
      assertThat(failure.at("/error/code").asText())
          .isEqualTo(line == 6 ? "body-too-large" : "bad-body");
    }
    assertThat(answer.lastLine().get("acked").asLong()).isEqualTo(10);
    assertThat(answer.lastLine().get("failed").asLong()).isEqualTo(8);
    assertThat(server.store().size()).isEqualTo(2);
  }

  @Test
  void whatTheStoreRefusesIsAFailureOfThatLine() {
    server
        .store()
        .failWrites(
            new StoreException(
                ErrorCode.OUTCOME_UNKNOWN, StoreException.Outcome.UNKNOWN, "as tested"));
    Answer answer = client.post(BULK, lines(0, 3));
    JsonNode failure = Client.parse(answer.lines().get(0));
    assertThat(failure.at("/error/code").asText()).isEqualTo("outcome-unknown");
    assertThat(failure.at("/error/outcome").asText()).isEqualTo("unknown");
    assertThat(answer.lastLine().get("failed").asLong()).isEqualTo(3);
    assertThat(answer.lastLine().get("end").asBoolean()).isTrue();
  }

  @Test
  void oneHundredFailuresAreListedAndTheOthersCounted() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      text.append("bad\n").append(lines(i, i + 1));
    }
    Answer answer = client.post(BULK, text.toString());
    assertThat(answer.lines().stream().filter(line -> line.startsWith("{\"line\"")).count())
        .isEqualTo(100);
    assertThat(answer.lastLine().get("failed").asLong()).isEqualTo(300);
    assertThat(answer.lastLine().get("acked").asLong()).isEqualTo(600);
    assertThat(server.store().size()).isEqualTo(300);
  }

  @Test
  void aThousandFailuresInARowStopTheLoad() {
    Answer nearly = client.post(BULK, "bad\n".repeat(999) + lines(0, 1) + "bad\n".repeat(999));
    assertThat(nearly.lastLine().get("end").asBoolean()).isTrue();

    Answer stopped = client.post(BULK, "bad\n".repeat(1_000) + "bad\n".repeat(200) + lines(5, 9));
    assertThat(stopped.status()).isEqualTo(200);
    assertThat(stopped.lastLine().at("/error/code").asText()).isEqualTo("too-many-failures");
    List<String> lines = stopped.lines();
    assertThat(Client.parse(lines.get(lines.size() - 2)).get("acked").asLong())
        .isBetween(1_000L, 1_064L);
    assertThat(server.store().size()).isEqualTo(1);
  }

  @Test
  void theAnswerBeginsWithTheFirstLineAndTellsProgress() {
    try (RawClient raw = server.raw()) {
      raw.request("POST " + BULK, "Transfer-Encoding: chunked");
      chunk(raw, lines(0, 1));
      assertThat(raw.readStreamHead()).isEqualTo(200);
      chunk(raw, lines(1, 10_000));
      JsonNode progress = Client.parse(new String(raw.readChunk(), StandardCharsets.UTF_8));
      assertThat(progress.get("acked").asLong()).isBetween(1L, 10_000L);
      assertThat(progress.get("failed").asLong()).isZero();
      assertThat(progress.get("seq").asLong()).isPositive();
      raw.send("0\r\n\r\n");
      String last = "";
      for (byte[] chunk = raw.readChunk(); chunk.length > 0; chunk = raw.readChunk()) {
        last = new String(chunk, StandardCharsets.UTF_8);
      }
      assertThat(last).contains("\"end\":true,\"acked\":10000,\"failed\":0");
    }
  }

  @Test
  void aLineIsAckedOnlyWhenItIsDecided() {
    server.store().hold();
    try (RawClient raw = server.raw()) {
      raw.request("POST " + BULK, "Transfer-Encoding: chunked");
      chunk(raw, lines(0, 5_000));
      assertThat(raw.readStreamHead()).isEqualTo(200);
      // the window is full, so no more is read from the request
      await().until(() -> server.store().heldAnswers() == 64);
      assertThat(server.store().size()).isEqualTo(64);
      server.store().release();
      raw.send("0\r\n\r\n");
      StringBuilder text = new StringBuilder();
      for (byte[] chunk = raw.readChunk(); chunk.length > 0; chunk = raw.readChunk()) {
        text.append(new String(chunk, StandardCharsets.UTF_8));
      }
      assertThat(text).contains("\"end\":true,\"acked\":5000,\"failed\":0");
    } finally {
      server.store().release();
    }
  }

  @Test
  void aClientThatReadsOnlyAfterWritingGetsItsAnswer() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 60_000; i++) {
      text.append(i % 100 == 0 ? "bad\n" : lines(i, i + 1));
    }
    try (RawClient raw = server.raw()) {
      byte[] body = text.toString().getBytes(StandardCharsets.UTF_8);
      raw.request("POST " + BULK, "Content-Length: " + body.length).send(body);
      RawClient.Answer answer = raw.read();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body().length).isLessThan(64 << 10);
      assertThat(answer.text()).contains("\"end\":true,\"acked\":60000,\"failed\":600");
    }
  }

  @Test
  void aStoppedLoadIsReadAwaySoThatItsClientGetsTheAnswer() {
    try (RawClient raw = server.raw()) {
      byte[] body = "bad\n".repeat(2_000_000).getBytes(StandardCharsets.UTF_8);
      raw.request("POST " + BULK, "Content-Length: " + body.length).send(body);
      RawClient.Answer answer = raw.read();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text()).contains("\"code\":\"too-many-failures\"");
    }
  }

  @Test
  void aLoadThatIsCutTellsWhatItDid() {
    try (RawClient raw = server.raw()) {
      raw.request("POST " + BULK, "Transfer-Encoding: chunked");
      chunk(raw, lines(0, 3));
      assertThat(raw.readStreamHead()).isEqualTo(200);
      raw.send("not a chunk\r\n");
      StringBuilder text = new StringBuilder();
      for (byte[] chunk = raw.readChunk(); chunk.length > 0; chunk = raw.readChunk()) {
        text.append(new String(chunk, StandardCharsets.UTF_8));
      }
      List<String> lines = text.toString().lines().toList();
      assertThat(Client.parse(lines.get(lines.size() - 2)).get("acked").asLong()).isEqualTo(3);
      assertThat(Client.parse(lines.get(lines.size() - 1)).at("/error/code").asText())
          .isEqualTo("bad-body");
    }
    assertThat(server.store().size()).isEqualTo(3);
  }

  @Test
  void aLoadThatSendsNothingForTooLongHasFailed() {
    try (TestServer hasty = TestServer.start("aitta.http.bulk.line-timeout = 1 s")) {
      try (RawClient raw = hasty.raw()) {
        raw.request("POST " + BULK, "Transfer-Encoding: chunked");
        assertThat(raw.read().status()).isEqualTo(408);
      }
      try (RawClient raw = hasty.raw()) {
        raw.request("POST " + BULK, "Transfer-Encoding: chunked");
        chunk(raw, lines(0, 1) + "{\"key\":");
        RawClient.Answer answer = raw.read();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).contains("\"acked\":1,").contains("\"code\":\"deadline\"");
      }
    }
  }

  @Test
  void whatIsNoLoadIsRefusedWithAStatus() {
    assertThat(client.post(BULK, "x", "Content-Type", "text/csv").status()).isEqualTo(415);
    assertThat(client.post(BULK, "x", "Content-Encoding", "gzip").status()).isEqualTo(415);
    assertThat(client.post(BULK + "?x=1", "x").status()).isEqualTo(400);
    assertThat(client.post(BULK, "x", "If-Match", "*").code()).isEqualTo("bad-precondition");
    assertThat(client.get(BULK).header("Allow")).isEqualTo("POST, PUT");
  }
}
