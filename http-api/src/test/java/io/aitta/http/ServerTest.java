package io.aitta.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.aitta.actors.StoreState;
import io.aitta.core.Bytes;
import io.aitta.http.base.HttpParts;
import io.aitta.http.base.HttpSettings;
import io.aitta.http.server.HttpServer;
import io.aitta.http.server.RequestHandler;
import io.aitta.http.testing.Client;
import io.aitta.http.testing.Client.Answer;
import io.aitta.http.testing.RawClient;
import io.aitta.http.testing.TestServer;
import io.aitta.http.testing.Wait;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.Host;
import org.apache.pekko.http.javadsl.model.headers.RawRequestURI;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The server as a whole: health, figures, stopping. */
class ServerTest {

  @Test
  @Tag("E03")
  void readinessFollowsTheStore() {
    try (TestServer server = TestServer.start()) {
      Client client = server.client();
      assertThat(client.get("/health/ready").json().get("status").asText()).isEqualTo("ready");
      for (StoreState state : StoreState.values()) {
        server.store().setState(state);
        Answer ready = client.get("/health/ready");
        assertThat(ready.status() == 200).as(state.name()).isEqualTo(state == StoreState.OPEN);
        assertThat(client.get("/health/live").status()).isEqualTo(200);
        if (state == StoreState.STARTING) {
          assertThat(ready.code()).isEqualTo("starting");
          assertThat(ready.header("Retry-After")).isEqualTo("1");
        }
      }
    }
  }

  @Test
  void metricsAreWellFormed() {
    try (TestServer server = TestServer.start()) {
      Client client = server.client();
      client.put("/v1/ks/default/kv/a", "1");
      client.get("/v1/ks/default/kv/b");
      Answer metrics = client.get("/metrics");
      assertThat(metrics.header("Content-Type")).startsWith("text/plain; version=0.0.4");
      Set<String> typed = new HashSet<>();
      for (String line : metrics.lines()) {
        if (line.startsWith("# TYPE ")) {
          assertThat(typed.add(line)).as("declared once: " + line).isTrue();
        } else if (!line.startsWith("# HELP ")) {
          assertThat(line)
              .matches("[a-z_]+(\\{[a-z]+=\"[^\"]+\"(,[a-z]+=\"[^\"]+\")*\\})? [0-9.]+");
        }
      }
      assertThat(metrics.text())
          .contains("aitta_level_bytes{level=\"1\"} 4096")
          .contains("aitta_state{state=\"open\"} 1")
          .contains("aitta_state{state=\"sealed\"} 0")
          .contains("aitta_writers_held_back_seconds_total 1.500")
          .contains(
              "aitta_http_requests_total{route=\"/v1/ks/{ks}/kv/{key}\",method=\"PUT\",status=\"2xx\"} 1")
          .contains(
              "aitta_http_requests_total{route=\"/v1/ks/{ks}/kv/{key}\",method=\"GET\",status=\"4xx\"} 1")
          .contains("aitta_http_request_seconds_count{route=\"/v1/ks/{ks}/kv/{key}\"} 2")
          .contains(
              "aitta_http_request_seconds_bucket{route=\"/v1/ks/{ks}/kv/{key}\",le=\"+Inf\"} 2");
    }
  }

  @Test
  void theHandlerNeedsNoSocket() {
    try (TestServer server = TestServer.start()) {
      RequestHandler handler = new RequestHandler(server.parts());
      HttpResponse put =
          Wait.forIt(
              handler.handle(
                  HttpRequest.PUT("http://localhost/")
                      .withEntity("1")
                      .addHeader(Host.create("localhost"))
                      .addHeader(RawRequestURI.create("/v1/ks/default/kv/%C3%A4"))));
      assertThat(put.status().intValue()).isEqualTo(204);
      assertThat(server.store().at(Bytes.utf8("ä"))).isNotNull();
      HttpResponse bare = Wait.forIt(handler.handle(HttpRequest.GET("http://localhost/")));
      assertThat(bare.status().intValue()).isEqualTo(400);
    }
  }

  @Test
  void whatIsUnderWayIsAnsweredBeforeAStop() {
    try (TestServer server = TestServer.start();
        RawClient busy = server.raw();
        RawClient idle = server.raw();
        RawClient silent = server.raw()) {
      assertThat(idle.request("GET /health/live").read().status()).isEqualTo(200);
      server.store().hold();
      busy.request("PUT /v1/ks/default/kv/a", "Content-Length: 0");
      await().until(() -> server.store().heldAnswers() == 1);

      CompletionStage<Done> stopped = server.server().stop();

      assertThat(idle.isClosedByServer()).isTrue();
      assertThat(silent.isClosedByServer()).isTrue();
      assertThat(stopped.toCompletableFuture()).isNotDone();
      server.store().release();
      RawClient.Answer answer = busy.read();
      assertThat(answer.status()).isEqualTo(204);
      assertThat(answer.header("Connection")).isEqualTo("close");
      assertThat(busy.isClosedByServer()).isTrue();
      Wait.forIt(stopped);
    }
  }

  @Test
  void streamsEndThemselvesOnAStop() {
    try (TestServer server = TestServer.start();
        RawClient scan = server.raw();
        RawClient load = server.raw()) {
      for (int i = 0; i < 20_000; i++) {
        server.store().set(Bytes.utf8("k" + i), Bytes.utf8("x".repeat(1_000)));
      }
      scan.request("GET /v1/ks/default/scan", "Accept: application/x-ndjson");
      assertThat(scan.readStreamHead()).isEqualTo(200);
      load.request("POST /v1/ks/default/bulk", "Transfer-Encoding: chunked");
      load.send("1a\r\n{\"key\":\"a\",\"value\":\"new\"}\n\r\n");
      assertThat(load.readStreamHead()).isEqualTo(200);
      await().until(() -> server.store().at(Bytes.utf8("a")) != null);

      CompletionStage<Done> stopped = server.server().stop();

      assertThat(lastLine(scan)).contains("\"code\":\"draining\"");
      assertThat(lastLine(load)).contains("\"acked\":1,").contains("\"code\":\"draining\"");
      Wait.forIt(stopped);
    }
  }

  private static String lastLine(RawClient raw) {
    StringBuilder text = new StringBuilder();
    for (byte[] chunk = raw.readChunk(); chunk.length > 0; chunk = raw.readChunk()) {
      text.append(new String(chunk, StandardCharsets.UTF_8));
    }
    List<String> lines = text.toString().lines().toList();
    return lines.get(Math.max(0, lines.size() - 2)) + lines.get(lines.size() - 1);
  }

  @Test
  void aShutdownOfTheSystemDrainsFirst() {
    TestServer server = TestServer.start();
    try (server;
        RawClient busy = server.raw()) {
      server.server().addToCoordinatedShutdown();
      server.store().hold();
      busy.request("PUT /v1/ks/default/kv/a", "Content-Length: 0");
      await().until(() -> server.store().heldAnswers() == 1);
      CompletionStage<Done> shutdown =
          CoordinatedShutdown.get(server.system()).runAll(CoordinatedShutdown.unknownReason());
      await().until(() -> server.parts().drain().isBegun());
      server.store().release();
      assertThat(busy.read().status()).isEqualTo(204);
      Wait.forIt(shutdown);
    }
  }

  @Test
  void aTakenPortIsTold() {
    try (TestServer server = TestServer.start()) {
      HttpSettings taken =
          HttpSettings.of(
              ConfigFactory.parseString("aitta.http.port = " + server.port())
                  .withFallback(ConfigFactory.load()));
      HttpParts parts = HttpParts.of(server.system(), server.store(), taken);
      assertThat(HttpServer.bind(server.system(), parts).toCompletableFuture())
          .failsWithin(Duration.ofSeconds(20))
          .withThrowableThat()
          .withStackTraceContaining("Bind failed");
    }
  }
}
