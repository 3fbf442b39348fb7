package io.aitta.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.actors.StoreState;
import io.aitta.core.Bytes;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.http.request.Place;
import io.aitta.http.request.RawTarget;
import io.aitta.http.request.Route;
import io.aitta.http.testing.Client;
import io.aitta.http.testing.Client.Answer;
import io.aitta.http.testing.RawClient;
import io.aitta.http.testing.TestServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code /openapi.yaml} against real answers, both ways. */
class ContractTest {
  private static final Pattern PATH = Pattern.compile("^  (/\\S*):$");
  private static final Pattern METHOD = Pattern.compile("^    (get|head|put|post|delete):$");
  private static final Pattern STATUS = Pattern.compile("^        \"(\\d{3})\":$");

  private static final String KV = "/v1/ks/default/kv";

  /** "METHOD template status" of every real answer. */
  private final Set<String> answered = new TreeSet<>();

  /** What the document lists, in the same form. */
  private static Set<String> documented(String yaml) {
    Set<String> listed = new TreeSet<>();
    String path = "";
    String method = "";
    for (String line : yaml.substring(0, yaml.indexOf("\ncomponents:")).lines().toList()) {
      Matcher matcher = PATH.matcher(line);
      if (matcher.matches()) {
        path = matcher.group(1);
      }
      matcher = METHOD.matcher(line);
      if (matcher.matches()) {
        method = matcher.group(1).toUpperCase(Locale.ROOT);
      }
      matcher = STATUS.matcher(line);
      if (matcher.matches()) {
        listed.add(method + " " + path + " " + matcher.group(1));
      }
    }
    return listed;
  }

  private Answer note(Client client, String method, String target, String body, String... headers) {
    Answer answer =
        client.send(method, target, body == null ? null : BodyPublishers.ofString(body), headers);
    note(method, target, answer.status());
    if (answer.status() >= 400 && !method.equals("HEAD")) {
      assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(answer.json().get("status").asInt()).isEqualTo(answer.status());
    }
    return answer;
  }

  private void note(String method, String target, int status) {
    Route route = Place.of(RawTarget.parse(target).path()).route();
    answered.add(method + " " + route.template() + " " + status);
  }

  private void slowBody(TestServer server, String line, String target) {
    try (RawClient raw = server.raw()) {
      raw.request(line + " " + target, "Content-Length: 10");
      note(line, target, raw.read().status());
    }
  }

  @Test
  void everyListedStatusIsReallyAnsweredAndEveryAnswerIsListed() {
    try (TestServer server =
        TestServer.start(
            "aitta.http.snapshots.max = 1",
            "aitta.http.bulk.line-timeout = 1 s",
            "aitta.http.limits { value-size = 1 KiB, body-size = 2 KiB }")) {
      Client client = server.client();
      pages(server, client);
      keyspaces(client);
      reads(server, client);
      writes(server, client);
      manyKeys(server, client);
      snapshotsAndDurability(server, client);

      assertThat(answered).isEqualTo(documented(client.get("/openapi.yaml").text()));
    }
  }

  private void pages(TestServer server, Client client) {
    assertThat(note(client, "GET", "/", null).text())
        .contains("Aitta")
        .doesNotContainPattern("\\{\\w+\\}");
    note(client, "GET", "/health/live", null);
    note(client, "GET", "/health/ready", null);
    server.store().setState(StoreState.SEALED);
    note(client, "GET", "/health/ready", null);
    server.store().setState(StoreState.DISK_FULL);
    note(client, "GET", "/health/ready", null);
    server.store().setState(StoreState.OPEN);
    note(client, "GET", "/metrics", null);
    note(client, "GET", "/openapi.yaml", null);
  }

  private void keyspaces(Client client) {
    note(client, "GET", "/v1/ks", null);
    for (String method : new String[] {"GET", "PUT", "DELETE"}) {
      note(client, method, "/v1/ks/default", null);
      note(client, method, "/v1/ks/other", null);
    }
    note(client, "GET", "/v1/ks/default/watch", null);
    note(client, "GET", "/admin/levels", null);
    note(client, "POST", "/admin/flush", "");
  }

  private void reads(TestServer server, Client client) {
    server.store().set(Bytes.utf8("a"), Bytes.of(new byte[] {(byte) 0xFF}));
    String tag = note(client, "GET", KV + "/a", null).header("ETag");
    note(client, "GET", KV + "/a", null, "If-None-Match", tag);
    note(client, "GET", KV + "/a?x=1", null);
    note(client, "GET", KV + "/none", null);
    note(client, "GET", KV + "/a", null, "Accept", "text/html");
    note(client, "GET", KV + "/a", null, "If-Match", "\"99\"");
    note(client, "GET", KV + "/a?encoding=text", null, "Accept", "application/json");
    note(client, "HEAD", KV + "/a", null);
    note(client, "HEAD", KV + "/none", null);
    server.store().hold();
    note(client, "GET", KV + "/a?timeout=1ms", null);
    note(client, "POST", "/v1/sync?timeout=1ms", "");
    server.store().release();
    String scan = "/v1/ks/default/scan";
    note(client, "GET", scan, null);
    note(client, "GET", scan + "?limit=0", null);
    note(client, "GET", scan, null, "Accept", "text/html");
    note(client, "GET", scan + "?encoding=text", null);
  }

  private void writes(TestServer server, Client client) {
    note(client, "PUT", KV + "/b", "1", "If-None-Match", "*");
    note(client, "PUT", KV + "/b", "1");
    note(client, "PUT", KV + "/b", "1", "If-Match", "1");
    note(client, "PUT", KV + "/b", "1", "If-Match", "\"1\"");
    note(client, "PUT", KV + "/b", "x".repeat(1_025));
    note(client, "PUT", KV + "/b", "1", "Content-Encoding", "br");
    note(client, "PUT", KV + "/b?ttl=1s", "1");
    slowBody(server, "PUT", KV + "/b?timeout=1ms");
    for (ErrorCode code :
        new ErrorCode[] {
          ErrorCode.OVERLOADED, ErrorCode.SEALED, ErrorCode.DEADLINE, ErrorCode.DISK_FULL
        }) {
      server.store().failWrites(new StoreException(code, StoreException.Outcome.NOT_DONE, "test"));
      note(client, "PUT", KV + "/b", "1");
    }
    server.store().failWrites(null);
    note(client, "POST", KV + "/c?if-absent", "1");
    note(client, "POST", KV + "/c", "1");
    note(client, "DELETE", KV + "/c", null);
    note(client, "DELETE", KV + "/c?x", null);
    note(client, "DELETE", KV + "/c?if-exists", null);
    note(client, "DELETE", KV, null);
    note(client, "DELETE", KV + "?prefix=zzz", null);
  }

  private void manyKeys(TestServer server, Client client) {
    String mget = "/v1/ks/default/mget";
    note(client, "POST", mget, "{\"keys\":[\"a\"]}");
    note(client, "POST", mget, "{");
    note(client, "POST", mget, " ".repeat(2_049));
    note(client, "POST", mget, "{}", "Content-Type", "text/plain");
    note(client, "POST", mget + "?encoding=text", "{\"keys\":[\"a\"]}");
    String bulk = "/v1/ks/default/bulk";
    note(client, "POST", bulk, "{\"key\":\"d\",\"value\":\"1\"}\n");
    note(client, "PUT", bulk, "{\"key\":\"d\",\"value\":\"1\"}\n");
    note(client, "POST", bulk, "", "Content-Type", "text/plain");
    slowBody(server, "POST", bulk);
    note(client, "POST", "/v1/batch", "{\"ops\":[{\"op\":\"delete\",\"key\":\"d\"}]}");
    note(client, "POST", "/v1/batch", "{\"ops\":[]}");
    note(client, "POST", "/v1/batch", "{\"ops\":[{\"op\":\"delete\",\"ks\":\"x\",\"key\":\"d\"}]}");
    note(
        client,
        "POST",
        "/v1/batch",
        "{\"ops\":[{\"op\":\"delete\",\"key\":\"d\",\"ifExists\":true}]}");
    note(client, "POST", "/v1/batch", " ".repeat(2_049));
    note(client, "POST", "/v1/batch", "", "Content-Type", "text/plain");
    slowBody(server, "POST", "/v1/batch?timeout=1ms");
  }

  private void snapshotsAndDurability(TestServer server, Client client) {
    String id = note(client, "POST", "/v1/snapshots", "").json().get("id").asText();
    note(client, "POST", "/v1/snapshots", "");
    note(client, "POST", "/v1/snapshots?ttl=x", "");
    note(client, "DELETE", "/v1/snapshots/" + id, null);
    note(client, "DELETE", "/v1/snapshots/" + id, null);
    note(client, "DELETE", "/v1/snapshots/none", null);
    note(client, "GET", KV + "/a?snapshot=" + id, null);
    note(client, "GET", "/v1/ks/default/scan?snapshot=" + id, null);
    note(client, "POST", "/v1/ks/default/mget?snapshot=" + id, "{\"keys\":[]}");
    note(client, "GET", "/v1/durability", null);
    note(client, "POST", "/v1/sync", "");
    note(client, "POST", "/v1/sync?seq=" + (1L << 50), "");
    assertThat(server.store().openSnapshots()).isZero();
  }

  @Test
  void everyRouteIsListed() {
    try (TestServer server = TestServer.start()) {
      String yaml = server.client().get("/openapi.yaml").text();
      for (Route route : Route.values()) {
        if (route != Route.OTHER) {
          assertThat(yaml).contains("\n  " + route.template() + ":\n");
        }
      }
    }
  }
}
