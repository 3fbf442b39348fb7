package io.aitta.http.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.ConfigFactory;
import io.aitta.actors.Store;
import io.aitta.actors.StoreSettings;
import io.aitta.core.Bytes;
import io.aitta.core.WriteOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What the commands that work on a directory write where, and how they end. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OfflineCommandsTest {
  private static final int KEYS = 400;

  private final ActorTestKit testKit = ActorTestKit.create();
  private Path data;

  @AfterAll
  void stop() {
    testKit.shutdownTestKit();
  }

  @BeforeEach
  void fill(@TempDir Path temporary) {
    data = temporary.resolve("data");
    Store store = open(data);
    for (int i = 0; i < KEYS; i++) {
      get(store.put(Bytes.utf8("key/" + i), Bytes.utf8("value " + i), WriteOptions.OS));
      if (i == KEYS / 2) {
        get(store.flush());
      }
    }
    get(store.put(Bytes.utf8("esc\u001b[0m"), Bytes.utf8("é")));
    get(store.close());
  }

  private Store open(Path directory) {
    Store store =
        Store.of(
            testKit.spawn(
                Store.create(
                    StoreSettings.of(
                            ConfigFactory.parseString("aitta.table.block-size = 512")
                                .withFallback(ConfigFactory.load()))
                        .withDataDirectory(directory))),
            testKit.system());
    get(store.ready());
    return store;
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  private Path file(String suffix) throws IOException {
    try (Stream<Path> files = Files.list(data)) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).contains(suffix))
          .max(Path::compareTo)
          .orElseThrow();
    }
  }

  private static void flip(Path file, int offset) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[offset] ^= 1;
    Files.write(file, bytes);
  }

  @Test
  void aCleanDirectoryIsVerifiedWithZero() {
    Ran ran = Ran.command("verify", data.toString());

    assertThat(ran.err()).isEmpty();
    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out()).startsWith("verified ").endsWith(": 0 damages, 0 notes\n");
  }

  @Test
  void damageIsALineOnStdoutAndOne() throws IOException {
    flip(file(".sst"), 30);

    Ran ran = Ran.command("verify", data.toString());

    assertThat(ran.exitCode()).isEqualTo(1);
    List<String> lines = ran.out().lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0))
        .startsWith(file(".sst").getFileName() + " at 0: data block 0 of ")
        .contains("expected checksum 0x", "found 0x", "keys from 1:\"key/0\" to 1:\"key/");
    assertThat(lines.get(1)).endsWith(": 1 damages, 0 notes");
  }

  @Test
  void whatIsNoStoreIsAWrongUse(@TempDir Path empty) {
    assertThat(Ran.command("verify", empty.toString()).exitCode()).isEqualTo(2);
    assertThat(Ran.command("verify", empty.resolve("none").toString()).exitCode()).isEqualTo(2);
    assertThat(Ran.command("verify").exitCode()).isEqualTo(2);
    assertThat(Ran.command("dump", "index", "x").exitCode()).isEqualTo(2);
    assertThat(Ran.command("dump", "wal", empty.resolve("1.log").toString()).exitCode())
        .isEqualTo(2);
    assertThat(Ran.command("repair", data.toString()).err()).contains("either --to NEWDIR");
    assertThat(Ran.command("repair", data.toString(), "--to", "x", "--in-place").exitCode())
        .isEqualTo(2);
    assertThat(empty).isEmptyDirectory();
  }

  @Test
  void aDirectoryInUseIsNotTouched(@TempDir Path other) {
    Store running = open(data);
    Ran ran = Ran.command("verify", data.toString());
    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err()).contains("in use");
    assertThat(Ran.command("repair", data.toString(), "--to", other.toString()).exitCode())
        .isEqualTo(1);
    get(running.close());
  }

  @Test
  void aLogIsDumpedGroupByGroup() throws IOException {
    Ran ran = Ran.command("dump", "wal", file(".log").toString());

    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out())
        .contains("put key[11] 1:\"esc\\x1b[0m\" value[2]\n", "end at offset ")
        .doesNotContain("value 399", "\u001b");
    assertThat(Ran.command("dump", "wal", "--values", file(".log").toString()).out())
        .contains("value[2] \"\\xc3\\xa9\"");
  }

  @Test
  void aTableIsDumpedEntryByEntryUpToTheDamage() throws IOException {
    Ran whole = Ran.command("dump", "table", file(".sst").toString());
    assertThat(whole.exitCode()).isZero();
    assertThat(whole.out()).contains("put key[", "1:\"key/0\" value[7]\n", "end: 201 entries");

    flip(file(".sst"), 2_000);
    Ran damaged = Ran.command("dump", "table", file(".sst").toString());
    assertThat(damaged.exitCode()).isEqualTo(1);
    assertThat(damaged.out()).contains("1:\"key/0\"").doesNotContain("end:");
    assertThat(damaged.err())
        .contains("damage in " + file(".sst").getFileName() + " at offset ")
        .contains("expected checksum", "found 0x");
  }

  @Test
  void aManifestIsDumpedEditByEdit() throws IOException {
    Ran ran = Ran.command("dump", "manifest", file("MANIFEST").toString());
    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out()).contains("manifest ", "edit at ", "  + level 0 table ", "end: ");

    flip(file("MANIFEST"), 60);
    assertThat(Ran.command("dump", "manifest", file("MANIFEST").toString()).exitCode())
        .isEqualTo(1);
  }

  @Test
  void aRepairBuildsADirectoryThatOpensAndSaysWhatItDrops(@TempDir Path other) throws IOException {
    flip(file(".sst"), 30);
    Path made = other.resolve("made");

    Ran ran = Ran.command("repair", data.toString(), "--to", made.toString(), "--json");

    assertThat(ran.err()).isEmpty();
    assertThat(ran.exitCode()).isZero();
    List<JsonNode> lines = ran.out().lines().map(Api::json).toList();
    JsonNode dropped =
        lines.stream()
            .filter(line -> line.path("kind").asText().equals("dropped"))
            .findFirst()
            .orElseThrow();
    assertThat(dropped.path("file").asText()).isEqualTo(file(".sst").getFileName().toString());
    assertThat(dropped.path("offset").asLong()).isZero();
    assertThat(dropped.path("length").asLong()).isPositive();
    assertThat(dropped.path("from").path("keyspace").asInt()).isEqualTo(1);
    assertThat(dropped.path("greatestSeq").asLong()).isPositive();
    JsonNode summary = lines.get(lines.size() - 1);
    assertThat(summary.path("dropped").asInt()).isEqualTo(1);
    Store store = open(made);
    assertThat(get(store.get(Bytes.utf8("key/0")))).isEmpty();
    assertThat(get(store.get(Bytes.utf8("key/99")))).isPresent();
    assertThat(get(store.get(Bytes.utf8("key/399")))).isPresent();
    get(store.close());
    assertThat(Ran.command("verify", made.toString()).exitCode()).isZero();
  }

  @Test
  void inPlaceTheOriginalIsMovedAside() throws IOException {
    flip(file("CURRENT"), 2);

    Ran ran = Ran.command("repair", data.toString(), "--in-place");

    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out()).contains("note: the original is now in ", "data.damaged");
    assertThat(data.resolveSibling("data.damaged").resolve("CURRENT")).exists();
    Store store = open(data);
    assertThat(get(store.get(Bytes.utf8("key/0")))).isPresent();
    get(store.close());
  }
}
