package io.aitta.http.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.http.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands that speak HTTP write where, and how they end. */
class ClientCommandsTest {
  private TestServer server;

  @BeforeEach
  void start() {
    server = TestServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aValueComesBackByteForByte() {
    assertThat(run("put", "greeting", "hällo\n").exitCode()).isZero();

    Ran got = run("get", "greeting");

    assertThat(got.exitCode()).isZero();
    assertThat(got.out()).isEqualTo("hällo\n");
    assertThat(got.err()).isEmpty();
  }

  @Test
  void aKeyIsItsBytesWhateverTheyMeanInAUrlOrAShell() {
    for (String key : List.of("a/b", "@file", "ä ö", "50%", "a?b=c", "a+b#c", "..", "-", "a//b")) {
      assertThat(run("put", "--", key, "value of " + key).err()).isEmpty();
    }

    assertThat(run("get", "ä ö").out()).isEqualTo("value of ä ö");
    assertThat(run("get", "a?b=c").out()).isEqualTo("value of a?b=c");
    assertThat(run("get", "@file").out()).isEqualTo("value of @file");
    assertThat(server.store().figures().keys()).isEqualTo(9);
  }

  @Test
  void putTakesItsValueFromStdin() {
    assertThat(withStdin("from stdin", "put", "a", "-").exitCode()).isZero();
    assertThat(withStdin("also from stdin", "put", "b").exitCode()).isZero();

    assertThat(run("get", "a").out()).isEqualTo("from stdin");
    assertThat(run("get", "b").out()).isEqualTo("also from stdin");
  }

  @Test
  void anAbsentKeyIsExitCodeThreeAndNothingOnStdout() {
    Ran got = run("get", "nobody");

    assertThat(got.exitCode()).isEqualTo(3);
    assertThat(got.out()).isEmpty();
    assertThat(got.errLines()).hasSize(1);
  }

  @Test
  void aDeletedKeyIsAbsent() {
    run("put", "a", "1");

    assertThat(run("del", "a").exitCode()).isZero();
    assertThat(run("get", "a").exitCode()).isEqualTo(3);
  }

  @Test
  void aFailedConditionIsExitCodeOneAndChangesNothing() {
    run("put", "a", "1");

    Ran second = run("put", "a", "2", "--if-absent");
    Ran third = run("put", "a", "3", "--if-version", "999");

    assertThat(second.exitCode()).isEqualTo(1);
    assertThat(second.errLines()).singleElement().asString().startsWith("aitta: ");
    assertThat(third.exitCode()).isEqualTo(1);
    assertThat(run("get", "a").out()).isEqualTo("1");
  }

  @Test
  void scanWritesRowsAndNothingElseInKeyOrder() {
    for (String key : List.of("fi/2", "se/1", "fi/1", "fi/3")) {
      run("put", key, "v");
    }

    assertThat(keys(run("scan", "--prefix", "fi/"))).containsExactly("fi/1", "fi/2", "fi/3");
    assertThat(keys(run("scan", "--prefix", "fi/", "--reverse", "--limit", "2")))
        .containsExactly("fi/3", "fi/2");
    assertThat(keys(run("scan", "--start", "fi/3", "--end", "se/2")))
        .containsExactly("fi/3", "se/1");
    assertThat(run("scan", "--keys-only", "--limit", "1").out()).doesNotContain("value");
  }

  @Test
  void loadWritesEachLineAndSaysHowMany(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("lines.ndjson");
    Files.writeString(
        file,
        IntStream.range(0, 5_000)
            .mapToObj(i -> "{\"key\":\"k" + i + "\",\"value\":\"v" + i + "\"}\n")
            .collect(Collectors.joining()));

    Ran loaded = run("load", file.toString());

    assertThat(loaded.exitCode()).isZero();
    assertThat(loaded.out()).isEmpty();
    assertThat(loaded.errLines()).last().isEqualTo("5,000 lines loaded, 0 failed");
    assertThat(run("get", "k4321").out()).isEqualTo("v4321");
  }

  @Test
  void aLoadWithAFailedLineNamesItAndIsExitCodeOne() {
    Ran loaded =
        withStdin(
            "{\"key\":\"a\",\"value\":\"1\"}\n{\"key\n{\"key\":\"b\",\"value\":\"2\"}\n", "load");

    assertThat(loaded.exitCode()).isEqualTo(1);
    assertThat(loaded.errLines().get(0)).startsWith("line 2: ");
    assertThat(loaded.errLines()).last().isEqualTo("2 lines loaded, 1 failed");
    assertThat(run("get", "b").out()).isEqualTo("2");
  }

  @Test
  void statsAreForPeopleOrForPrograms() {
    run("put", "a", "1");

    assertThat(run("stats").out()).containsPattern("(?m)^keys +1$");
    assertThat(Api.json(run("stats", "--json").out()).path("keys").asInt()).isEqualTo(1);
  }

  @Test
  void theFlagWinsOverTheEnvironment() {
    run("put", "a", "1");
    Map<String, String> nobody = Map.of("AITTA_URL", "http://127.0.0.1:1");

    Ran told = Ran.with(nobody, "", "get", "a");

    assertThat(told.exitCode()).isEqualTo(1);
    assertThat(told.err())
        .isEqualTo("aitta: no server answers at http://127.0.0.1:1; is `aitta serve` running?\n");
    assertThat(Ran.with(nobody, "", "get", "a", "--url", url()).out()).isEqualTo("1");
  }

  @Test
  void wrongUsageIsExitCodeTwoAndTwoLinesOnStderr() {
    List<List<String>> wrong = new ArrayList<>();
    wrong.add(List.of("nix"));
    wrong.add(List.of("get"));
    wrong.add(List.of("get", "a", "--nix"));
    wrong.add(List.of("put", "a", "b", "--durability", "strong"));
    wrong.add(List.of("put", "a", "b", "--if-absent", "--if-version", "1"));
    wrong.add(List.of("scan", "--prefix", "a", "--start", "b"));
    wrong.add(List.of("scan", "--limit", "0"));
    for (List<String> args : wrong) {
      Ran ran = run(args.toArray(String[]::new));
      assertThat(ran.exitCode()).as("%s", args).isEqualTo(2);
      assertThat(ran.out()).as("%s", args).isEmpty();
      assertThat(ran.errLines()).as("%s", args).hasSize(2);
    }
  }

  @Test
  void withoutACommandItPrintsItsHelp() {
    Ran ran = Ran.command();

    assertThat(ran.exitCode()).isZero();
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).contains("serve", "config", "get", "put", "del", "scan", "load", "stats");
  }

  private static List<String> keys(Ran scan) {
    assertThat(scan.exitCode()).isZero();
    assertThat(scan.err()).isEmpty();
    return scan.out().lines().map(line -> Api.json(line).path("key").asText()).toList();
  }

  private Ran run(String... args) {
    return withStdin("", args);
  }

  private Ran withStdin(String stdin, String... args) {
    return Ran.with(Map.of("AITTA_URL", url()), stdin, args);
  }

  private String url() {
    return "http://127.0.0.1:" + server.port();
  }
}
