package io.aitta.it.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** HTTP version 1 of a store, as a program speaks it. Safe on any thread. */
public final class Api {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI base;
  private final HttpClient client;

  public Api(URI base) {
    this.base = base;
    this.client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  /** An answer with its body as bytes. */
  public record Answer(HttpResponse<byte[]> response) {
    public int status() {
      return response.statusCode();
    }

    public byte[] bytes() {
      return response.body();
    }

    public String text() {
      return new String(response.body(), StandardCharsets.UTF_8);
    }

    public List<String> lines() {
      return text().lines().toList();
    }

    public JsonNode json() {
      return parse(text());
    }

    /** The header, or "" if there is none. */
    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    /** {@code Aitta-Seq}. */
    public long seq() {
      return Long.parseLong(header("Aitta-Seq"));
    }

    @Override
    public String toString() {
      String shown = text();
      return status() + " " + shown.substring(0, Math.min(400, shown.length()));
    }
  }

  public static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException("not JSON: " + json, e);
    }
  }

  /** The path of a key, each byte that needs it percent-encoded. */
  public static String key(String key) {
    return "/v1/ks/default/kv/"
        + URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
  }

  public Answer get(String target, String... headers) {
    return send("GET", target, new byte[0], headers);
  }

  public Answer put(String target, String body, String... headers) {
    return send("PUT", target, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  public Answer delete(String target, String... headers) {
    return send("DELETE", target, new byte[0], headers);
  }

  public Answer post(String target, String body, String... headers) {
    return send("POST", target, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  /** The answer; an UncheckedIOException if the connection broke before it was whole. */
  public Answer send(String method, String target, byte[] body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + target))
            .timeout(TIMEOUT)
            .method(
                method,
                body.length == 0 && !method.equals("PUT") && !method.equals("POST")
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return new Answer(client.send(request.build(), BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  /** The whole response, head and body, to a target that no well-behaved client sends. */
  public String raw(String method, String target) {
    String request =
        method
            + " "
            + target
            + " HTTP/1.1\r\nHost: "
            + base.getAuthority()
            + "\r\nConnection: close\r\n\r\n";
    try (Socket socket = new Socket(base.getHost(), base.getPort())) {
      socket.setSoTimeout((int) TIMEOUT.toMillis());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
