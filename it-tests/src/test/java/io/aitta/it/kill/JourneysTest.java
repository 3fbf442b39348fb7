package io.aitta.it.kill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aitta.it.support.Api;
import io.aitta.it.support.Cities;
import io.aitta.it.support.ServerProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a user does in a day, over HTTP, against the real server on a real directory. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JourneysTest {
  private static final String SMALL =
      """
      aitta {
        memtable.size = 64 KiB
        table.size = 64 KiB
      }
      """;
  private static final String[] NDJSON = {"Accept", "application/x-ndjson"};
  private static final String[] AS_JSON = {"Accept", "application/json"};

  @TempDir private static Path directory;
  private ServerProcess server;
  private Api api;

  @BeforeAll
  void start() {
    server = ServerProcess.start(directory.resolve("data"), directory.resolve("log"), SMALL);
    api = new Api(server.uri());
  }

  @AfterAll
  void stop() {
    assertThat(server.terminate()).as(server.log()).isZero();
  }

  @Test
  void aValueIsPutReadReplacedAndDeleted() {
    Api.Answer first = api.put(Api.key("greeting"), "Terve!");
    assertThat(first.status()).as(first.toString()).isEqualTo(204);
    assertThat(first.header("ETag")).isEqualTo("\"" + first.seq() + "\"");
    assertThat(first.header("Aitta-Durability")).isEqualTo("disk");

    Api.Answer read = api.get(Api.key("greeting"));
    assertThat(read.status()).isEqualTo(200);
    assertThat(read.text()).isEqualTo("Terve!");
    assertThat(read.header("ETag")).isEqualTo(first.header("ETag"));
    assertThat(read.header("Content-Type")).isEqualTo("application/octet-stream");

    JsonNode entry = api.get(Api.key("greeting"), AS_JSON).json();
    assertThat(entry.get("value").asText()).isEqualTo("Terve!");
    assertThat(entry.get("version").asLong()).isEqualTo(first.seq());

    Api.Answer second = api.put(Api.key("greeting") + "?durability=memory", "Moi!");
    assertThat(second.seq()).isGreaterThan(first.seq());
    assertThat(api.get(Api.key("greeting")).text()).isEqualTo("Moi!");
    assertThat(api.get(Api.key("greeting"), "If-None-Match", second.header("ETag")).status())
        .isEqualTo(304);
    Api.Answer head = api.send("HEAD", Api.key("greeting"), new byte[0]);
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.bytes()).isEmpty();

    assertThat(api.delete(Api.key("greeting")).status()).isEqualTo(204);
    assertProblem(api.get(Api.key("greeting")), 404, "key-not-found");
    assertThat(api.delete(Api.key("greeting")).status()).isEqualTo(204);
  }

  @Test
  void keysAreBytesAsTheyWereSent() {
    for (String path : List.of("a%2Fb", "100%25", "%00%FF", "..%2F..", "sp%20ace", "%C3%A4iti")) {
      String target = "/v1/ks/default/kv/" + path;
      assertThat(api.put(target, path).status()).as(path).isEqualTo(204);
      assertThat(api.get(target).text()).isEqualTo(path);
    }
    assertThat(api.get("/v1/ks/default/kv/a/b").text()).isEqualTo("a%2Fb");
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    assertThat(api.send("PUT", Api.key("binary"), all).status()).isEqualTo(204);
    assertThat(api.get(Api.key("binary")).bytes()).isEqualTo(all);
  }

  @Test
  void aConditionIsDecidedWhereTheWriteIsOrdered() {
    String key = Api.key("conditional");
    Api.Answer created = api.put(key, "1", "If-None-Match", "*");
    assertThat(created.status()).isEqualTo(201);
    Api.Answer exists = api.put(key, "2", "If-None-Match", "*");
    assertProblem(exists, 412, "version-mismatch");
    assertThat(exists.json().get("currentVersion").asLong()).isEqualTo(created.seq());
    assertThat(exists.json().get("outcome").asText()).isEqualTo("not-done");

    Api.Answer replaced = api.put(key, "2", "If-Match", created.header("ETag"));
    assertThat(replaced.status()).isEqualTo(204);
    assertProblem(api.put(key, "3", "If-Match", created.header("ETag")), 412, "version-mismatch");
    assertProblem(api.put(key, "3", "If-Match", "unquoted"), 400, "bad-precondition");
    assertThat(api.put(key + "?if-version=" + replaced.seq(), "3").status()).isEqualTo(204);
    assertProblem(api.delete(Api.key("nobody"), "If-Match", "*"), 412, "version-mismatch");
    assertThat(api.get(key).text()).isEqualTo("3");
  }

  @Test
  void aBatchIsWholeOrNothing() {
    Api.Answer done =
        api.post(
            "/v1/batch",
            """
            {"ops":[{"op":"put","ks":"default","key":"batch/1","value":"one"},
                    {"op":"put","ks":"default","key":"batch/2","json":{"two":2}},
                    {"op":"delete","ks":"default","key":"batch/3"}]}
            """,
            "Content-Type",
            "application/json");
    assertThat(done.status()).as(done.toString()).isEqualTo(200);
    assertThat(done.json().get("durability").asText()).isEqualTo("disk");
    assertThat(api.get(Api.key("batch/2")).text()).isEqualTo("{\"two\":2}");

    Api.Answer refused =
        api.post(
            "/v1/batch",
            """
            {"ops":[{"op":"put","ks":"default","key":"batch/4","value":"four"},
                    {"op":"put","ks":"default","key":"batch/1","value":"uno","ifAbsent":true}]}
            """,
            "Content-Type",
            "application/json");
    assertProblem(refused, 412, "version-mismatch");
    assertThat(refused.json().get("index").asInt()).isEqualTo(1);
    assertThat(api.get(Api.key("batch/4")).status()).isEqualTo(404);
    assertThat(api.get(Api.key("batch/1")).text()).isEqualTo("one");
  }

  @Test
  void aSnapshotStandsStillWhileTheWorldMovesOn() {
    api.put(Api.key("still/1"), "before");
    JsonNode snapshot = api.post("/v1/snapshots?ttl=60s", "").json();
    String id = snapshot.get("id").asText();
    api.put(Api.key("still/1"), "after");
    api.put(Api.key("still/2"), "new");

    assertThat(api.get(Api.key("still/1") + "?snapshot=" + id).text()).isEqualTo("before");
    assertThat(api.get(Api.key("still/2") + "?snapshot=" + id).status()).isEqualTo(404);
    JsonNode page = api.get("/v1/ks/default/scan?prefix=still/&snapshot=" + id).json();
    assertThat(page.get("items")).hasSize(1);
    assertThat(api.get(Api.key("still/1")).text()).isEqualTo("after");

    assertThat(api.delete("/v1/snapshots/" + id).status()).isEqualTo(204);
    assertThat(api.get(Api.key("still/1") + "?snapshot=" + id).status()).isIn(404, 410);
  }

  @Test
  void aRangeIsDeletedAsOneWrite() {
    for (int i = 0; i < 20; i++) {
      api.put(Api.key("range/" + (char) ('a' + i)) + "?durability=memory", "x");
    }
    assertThat(api.delete("/v1/ks/default/kv?start=range/c&end=range/f").status()).isEqualTo(204);
    assertThat(keys("prefix=range/")).hasSize(17).doesNotContain("range/c", "range/e");
    assertProblem(api.delete("/v1/ks/default/kv"), 400, null);
    assertThat(api.delete("/v1/ks/default/kv?prefix=range/").status()).isEqualTo(204);
    assertThat(keys("prefix=range/")).isEmpty();
  }

  private List<String> keys(String query) {
    JsonNode items = api.get("/v1/ks/default/scan?" + query).json().get("items");
    return StreamSupport.stream(items.spliterator(), false)
        .map(item -> item.get("key").asText())
        .toList();
  }

  @Test
  void theCitiesLoadInBulkAndAreReadBackInOrderThroughARestart() {
    NavigableMap<String, JsonNode> cities = Cities.byKey();
    Path data = directory.resolve("cities");
    Path log = directory.resolve("cities-log");
    try (ServerProcess first = ServerProcess.start(data, log, SMALL)) {
      Api loading = new Api(first.uri());
      Api.Answer load =
          loading.post(
              "/v1/ks/default/bulk", Cities.ndjson(), "Content-Type", "application/x-ndjson");
      JsonNode end = Api.parse(load.lines().get(load.lines().size() - 1));
      assertThat(end.get("end").asBoolean()).as(load.toString()).isTrue();
      assertThat(end.get("acked").asLong()).isEqualTo(Cities.lines().size());
      assertThat(end.get("failed").asLong()).isZero();
      assertCities(loading, cities);
      assertThat(first.terminate()).as(first.log()).isZero();
    }
    try (ServerProcess second = ServerProcess.start(data, log, SMALL)) {
      assertThat(second.readyLine())
          .matches(
              "aitta \\S+ ready on http://127\\.0\\.0\\.1:\\d+, data in .*, [\\d,]+ keys recovered"
                  + " in [\\d.]+ s");
      assertCities(new Api(second.uri()), cities);
      assertThat(second.terminate()).isZero();
    }
  }

  private static void assertCities(Api api, NavigableMap<String, JsonNode> cities) {
    List<String> finnish = cities.keySet().stream().filter(key -> key.startsWith("FI/")).toList();
    List<String> forward = rows(api, "/v1/ks/default/scan?prefix=FI/", NDJSON);
    List<String> mirrored =
        new ArrayList<>(rows(api, "/v1/ks/default/scan?prefix=FI/&reverse=true", NDJSON));
    Collections.reverse(mirrored);
    assertThat(forward).isEqualTo(finnish);
    assertThat(mirrored).isEqualTo(finnish);
    assertThat(pages(api)).isEqualTo(List.copyOf(cities.keySet()));

    int picked = 0;
    for (var city : cities.entrySet()) {
      if (picked++ % 10 == 0) {
        Api.Answer answer = api.get(Api.key(city.getKey()));
        assertThat(answer.json()).as(city.getKey()).isEqualTo(city.getValue());
      }
    }
  }

  /** The keys of an NDJSON scan, whose last line must count them. */
  private static List<String> rows(Api api, String target, String... headers) {
    List<String> lines = api.get(target, headers).lines();
    List<String> keys = new ArrayList<>();
    for (String line : lines.subList(0, lines.size() - 1)) {
      keys.add(Api.parse(line).get("key").asText());
    }
    JsonNode end = Api.parse(lines.get(lines.size() - 1));
    assertThat(end.get("end").asBoolean()).isTrue();
    assertThat(end.get("count").asInt()).isEqualTo(keys.size());
    return keys;
  }

  private static List<String> pages(Api api) {
    List<String> keys = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = api.get("/v1/ks/default/scan?limit=300" + cursor).json();
      page.get("items").forEach(item -> keys.add(item.get("key").asText()));
      cursor = page.hasNonNull("next") ? "&cursor=" + page.get("next").asText() : "";
    } while (!cursor.isEmpty());
    return keys;
  }

  @Test
  void severalKeysAreReadAtOnceInTheOrderAsked() {
    api.put(Api.key("many/b"), "B");
    api.put(Api.key("many/a"), "A");
    JsonNode answer =
        api.post(
                "/v1/ks/default/mget",
                "{\"keys\":[\"many/b\",\"many/none\",\"many/a\"]}",
                "Content-Type",
                "application/json")
            .json();
    assertThat(answer.get("items").get(0).get("value").asText()).isEqualTo("B");
    assertThat(answer.get("items").get(1).isNull()).isTrue();
    assertThat(answer.get("items").get(2).get("value").asText()).isEqualTo("A");
  }

  @Test
  void theWatermarksTellWhatIsSafe() {
    long seq = api.put(Api.key("marked") + "?durability=memory", "x").seq();
    assertThat(api.get("/v1/durability").json().get("memorySeq").asLong())
        .isGreaterThanOrEqualTo(seq);
    assertThat(api.post("/v1/sync?seq=" + seq, "").status()).isEqualTo(200);
    assertThat(api.get("/v1/durability").json().get("diskSeq").asLong())
        .isGreaterThanOrEqualTo(seq);
    assertProblem(api.post("/v1/sync?seq=999999999999", ""), 400, "bad-parameter");
  }

  @Test
  void itTellsHowItIs() {
    assertThat(api.get("/health/live").status()).isEqualTo(200);
    assertThat(api.get("/health/ready").status()).isEqualTo(200);
    assertThat(api.get("/metrics").text()).contains("# TYPE aitta_");
    assertThat(api.get("/v1/ks").text()).contains("default");
    assertThat(api.get("/v1/ks/default").status()).isEqualTo(200);
  }

  @Test
  void everyErrorIsAProblemThatSaysWhatWasDone() {
    assertThat(api.raw("GET", "/v1/ks/default/kv/%zz"))
        .startsWith("HTTP/1.1 400 ")
        .contains("\"code\":\"bad-key\"");
    assertProblem(api.get("/v1/ks/other/kv/key"), 404, "keyspace-not-found");
    assertProblem(api.get("/nowhere"), 404, null);
    assertProblem(api.put(Api.key("x") + "?durability=paper", "x"), 400, "bad-parameter");
    assertProblem(api.put(Api.key("x") + "?ttl=30s", "x"), 501, "not-supported");
    assertProblem(api.get("/v1/ks/default/watch"), 501, "not-supported");
    assertProblem(api.get("/v1/ks/default/scan?limit=-1"), 400, "bad-parameter");
    assertProblem(api.get("/v1/ks/default/scan?cursor=forged"), 400, "bad-cursor");
    assertProblem(api.post("/v1/batch", "{", "Content-Type", "application/json"), 400, "bad-body");
    Api.Answer wrongMethod = api.send("PATCH", Api.key("x"), new byte[0]);
    assertProblem(wrongMethod, 405, "method-not-allowed");
    assertThat(wrongMethod.header("Allow")).contains("GET");
    assertProblem(api.put(Api.key("k".repeat(2_000)), "x"), 413, "key-too-large");
    assertThat(api.get(Api.key("x")).status()).isEqualTo(404);
  }

  private static void assertProblem(Api.Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    JsonNode problem = answer.json();
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    assertThat(problem.get("outcome").asText()).isIn("not-done", "none");
    assertThat(problem.hasNonNull("requestId")).isTrue();
    assertThat(problem.get("retryable").isBoolean()).isTrue();
    if (code != null) {
      assertThat(problem.get("code").asText()).isEqualTo(code);
    }
    assertThat(answer.text()).doesNotContain("\tat ", "Exception");
  }

  @Test
  void aSecondServerOnTheDirectoryEndsWithOneClearLine() throws Exception {
    Path log = directory.resolve("second-log");
    Process second = ServerProcess.launch(directory.resolve("data"), log, SMALL);

    assertThat(second.getInputStream().readAllBytes()).as("its standard output").isEmpty();
    assertThat(second.waitFor()).isEqualTo(1);
    assertThat(java.nio.file.Files.readString(log).lines().filter(line -> !line.isBlank()))
        .singleElement()
        .asString()
        .contains(directory.resolve("data").toString())
        .doesNotContain("Exception");
  }
}
