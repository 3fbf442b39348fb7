package io.aitta.http.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** An ordinary client, the JDK's. */
public final class Client {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final int port;

  Client(int port) {
    this.port = port;
  }

  /** An answer, whole. */
  public record Answer(int status, byte[] body, HttpResponse<byte[]> response) {
    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    public JsonNode json() {
      return parse(text());
    }

    public List<String> lines() {
      return text().lines().toList();
    }

    /** The last line, as JSON. */
    public JsonNode lastLine() {
      List<String> lines = lines();
      return parse(lines.get(lines.size() - 1));
    }

    public String code() {
      return json().get("code").asText();
    }

    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  public static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new AssertionError("not JSON: " + json, e);
    }
  }

  public Answer get(String target, String... headers) {
    return send("GET", target, null, headers);
  }

  public Answer put(String target, String body, String... headers) {
    return send("PUT", target, BodyPublishers.ofString(body), headers);
  }

  public Answer post(String target, String body, String... headers) {
    return send("POST", target, BodyPublishers.ofString(body), headers);
  }

  public Answer delete(String target, String... headers) {
    return send("DELETE", target, null, headers);
  }

  public Answer send(String method, String target, BodyPublisher body, String... headers) {
    HttpRequest request = request(method, target, body, headers);
    try {
      HttpResponse<byte[]> response = HTTP.send(request, BodyHandlers.ofByteArray());
      return new Answer(response.statusCode(), response.body(), response);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(method + " " + target + " failed", e);
    }
  }

  /** A request for those who send it themselves. */
  public HttpRequest request(String method, String target, BodyPublisher body, String... headers) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target))
            .timeout(Duration.ofSeconds(60))
            .method(method, body == null ? BodyPublishers.noBody() : body);
    if (headers.length > 0) {
      builder.headers(headers);
    }
    return builder.build();
  }

  public HttpClient http() {
    return HTTP;
  }
}
