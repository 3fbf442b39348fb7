package io.aitta.it.history;

import com.fasterxml.jackson.databind.JsonNode;
import io.aitta.core.Condition;
import io.aitta.core.Durability;
import io.aitta.it.history.Call.Sight;
import io.aitta.it.history.Call.Wrote;
import io.aitta.it.support.Api;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** HTTP over a loopback socket. A request that is given up has an unknown end. */
final class HttpDoor implements Door {
  private final Supplier<URI> servers;
  private final HttpClient client;

  /**
   * A door.
   *
   * @param servers where the server is now
   * @param client may be shared
   */
  HttpDoor(Supplier<URI> servers, HttpClient client) {
    this.servers = servers;
    this.client = client;
  }

  /** The answer, or null if none came. */
  private Api.@Nullable Answer send(
      String method, String target, String body, boolean hasty, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(servers.get() + target))
            .timeout(hasty ? Duration.ofMillis(2) : Duration.ofSeconds(60))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return new Api.Answer(client.send(request.build(), BodyHandlers.ofByteArray()));
    } catch (IOException broken) {
      return null;
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public Reply write(List<Wrote> changes, Durability level, boolean hasty) {
    String how = "?durability=" + level.text();
    Api.Answer answer;
    if (changes.size() > 1) {
      answer =
          send(
              "POST", "/v1/batch" + how, batch(changes), hasty, "Content-Type", "application/json");
    } else {
      Wrote only = changes.get(0);
      answer =
          only.isDelete()
              ? send("DELETE", Api.key(only.key()) + how, "", hasty, headers(only.condition()))
              : send(
                  "PUT",
                  Api.key(only.key()) + how,
                  Door.text(only.value()),
                  hasty,
                  headers(only.condition()));
    }
    return answer == null ? Reply.UNKNOWN : written(changes, answer);
  }

  private static Reply written(List<Wrote> changes, Api.Answer answer) {
    return switch (answer.status()) {
      case 201, 204 -> Reply.done(answer.seq());
      case 200 -> Reply.done(answer.json().get("seq").asLong());
      case 412 -> {
        JsonNode problem = answer.json();
        Wrote change = changes.get(problem.path("index").asInt(0));
        yield Reply.mismatch(change.key(), problem.get("currentVersion").asLong());
      }
      default ->
          switch (answer.json().path("outcome").asText()) {
            case "unknown" -> Reply.UNKNOWN;
            case "not-done" -> Reply.NOT_DONE;
            default ->
                throw new AssertionError("a write that does not say whether it is done: " + answer);
          };
    };
  }

  private static String[] headers(Condition condition) {
    if (condition instanceof Condition.Version demanded) {
      return new String[] {"If-Match", "\"" + demanded.version() + "\""};
    }
    return condition instanceof Condition.Absent
        ? new String[] {"If-None-Match", "*"}
        : condition instanceof Condition.Exists ? new String[] {"If-Match", "*"} : new String[0];
  }

  private static String batch(List<Wrote> changes) {
    return changes.stream()
        .map(
            wrote ->
                "{\"op\":\""
                    + (wrote.isDelete() ? "delete" : "put")
                    + "\",\"key\":\""
                    + wrote.key()
                    + (wrote.isDelete()
                        ? "\""
                        : "\",\"value\":\"" + Door.text(wrote.value()) + "\"")
                    + demand(wrote.condition())
                    + "}")
        .collect(Collectors.joining(",", "{\"ops\":[", "]}"));
  }

  private static String demand(Condition condition) {
    if (condition instanceof Condition.Version demanded) {
      return ",\"ifVersion\":" + demanded.version();
    }
    return condition instanceof Condition.Absent
        ? ",\"ifAbsent\":true"
        : condition instanceof Condition.Exists ? ",\"ifExists\":true" : "";
  }

  @Override
  public Reply read(List<String> keys) {
    if (keys.size() > 1) {
      return readAll(keys, "");
    }
    String key = keys.get(0);
    Api.Answer answer = send("GET", Api.key(key), "", false);
    if (answer != null && answer.status() == 200) {
      long version = Long.parseLong(answer.header("ETag").replace("\"", ""));
      return Reply.saw(List.of(Door.sight(key, answer.text(), version)));
    }
    return answer != null && answer.text().contains("\"code\":\"key-not-found\"")
        ? Reply.saw(List.of(Sight.absent(key)))
        : Reply.NOT_DONE;
  }

  private Reply readAll(List<String> keys, String query) {
    String body = keys.stream().collect(Collectors.joining("\",\"", "{\"keys\":[\"", "\"]}"));
    Api.Answer answer =
        send(
            "POST", "/v1/ks/default/mget" + query, body, false, "Content-Type", "application/json");
    if (answer == null || answer.status() != 200) {
      return Reply.NOT_DONE;
    }
    List<Sight> sights = new ArrayList<>();
    JsonNode items = answer.json().get("items");
    for (int i = 0; i < keys.size(); i++) {
      JsonNode item = items.get(i);
      sights.add(
          item.isNull()
              ? Sight.absent(keys.get(i))
              : Door.sight(keys.get(i), item.get("value").asText(), item.get("version").asLong()));
    }
    return Reply.saw(sights);
  }

  @Override
  public @Nullable View view() {
    Api.Answer opened = send("POST", "/v1/snapshots?ttl=60s", "", false);
    if (opened == null || opened.status() != 201) {
      return null;
    }
    String id = opened.json().get("id").asText();
    return new View() {
      @Override
      public Reply read(List<String> keys) {
        return readAll(keys, "?snapshot=" + id);
      }

      @Override
      public void close() {
        send("DELETE", "/v1/snapshots/" + id, "", false);
      }
    };
  }
}
