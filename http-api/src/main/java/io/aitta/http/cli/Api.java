package io.aitta.http.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A server, spoken to over HTTP, one request at a time on the calling thread. */
final class Api {
  private static final Duration CONNECT_MAX = Duration.ofSeconds(10);
  private static final int PROBLEM_BYTES_MAX = 64 << 10;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String base;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_MAX)
          .build();

  Api(String url) {
    String trimmed = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    if (!trimmed.startsWith("http://") && !trimmed.startsWith("https://")) {
      throw Failure.of(
          "the server's URL begins with http:// or https://, and this does not: " + url);
    }
    this.base = trimmed;
  }

  HttpResponse<InputStream> get(ApiQuery target, String accept) {
    return ok(send(request(target).header("Accept", accept).GET()));
  }

  HttpResponse<InputStream> put(ApiQuery target, byte[] value) {
    return ok(send(request(target).PUT(BodyPublishers.ofByteArray(value))));
  }

  HttpResponse<InputStream> delete(ApiQuery target) {
    return ok(send(request(target).DELETE()));
  }

  HttpResponse<InputStream> post(ApiQuery target, String contentType, BodyPublisher body) {
    return ok(send(request(target).header("Content-Type", contentType).POST(body)));
  }

  /** One line of JSON that the server sent. */
  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException garbled) {
      throw Failure.of("the server's answer is not JSON");
    }
  }

  /** What a problem says, in one line. */
  static String detail(JsonNode problem) {
    String detail = problem.path("detail").asText();
    return detail.isEmpty() ? problem.path("title").asText("no reason given") : detail;
  }

  /** An answer's body as text. */
  String text(HttpResponse<InputStream> response) {
    try (InputStream body = response.body()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException cut) {
      throw broken(cut);
    }
  }

  /** A connection that ended in mid-answer. */
  Failure broken(IOException cut) {
    return Failure.of("the connection to " + base + " broke: " + Failure.words(cut));
  }

  private HttpRequest.Builder request(ApiQuery target) {
    try {
      return HttpRequest.newBuilder(URI.create(base + target));
    } catch (IllegalArgumentException bad) {
      throw Failure.of("not a URL: " + base);
    }
  }

  private HttpResponse<InputStream> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), BodyHandlers.ofInputStream());
    } catch (java.net.ConnectException | java.net.http.HttpConnectTimeoutException nobody) {
      throw Failure.of("no server answers at " + base + "; is `aitta serve` running?");
    } catch (IOException failed) {
      throw broken(failed);
    } catch (InterruptedException interrupted) {
      throw Failure.of("interrupted");
    }
  }

  private HttpResponse<InputStream> ok(HttpResponse<InputStream> response) {
    if (response.statusCode() / 100 == 2) {
      return response;
    }
    throw refused(response);
  }

  private Failure refused(HttpResponse<InputStream> response) {
    String text;
    try (InputStream body = response.body()) {
      text = new String(body.readNBytes(PROBLEM_BYTES_MAX), StandardCharsets.UTF_8);
    } catch (IOException cut) {
      return broken(cut);
    }
    String type = response.headers().firstValue("Content-Type").orElse("");
    if (!type.startsWith("application/problem+json")) {
      return Failure.of("the server answered with status " + response.statusCode());
    }
    JsonNode problem = json(text);
    return problem.path("code").asText().equals("key-not-found")
        ? Failure.notFound(detail(problem))
        : Failure.of(detail(problem));
  }
}
