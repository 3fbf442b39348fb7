package io.aitta.http.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How {@code serve} starts, refuses to start, and stops. */
class ServeTest {
  @TempDir Path directory;

  @Test
  void itSaysOneLineServesAndEndsWithZeroOnSigterm() throws Exception {
    Path data = directory.resolve("data");
    try (ServerProcess server = server(data)) {
      assertThat(server.firstLine())
          .matches(
              "aitta \\S+ ready on http://127\\.0\\.0\\.1:\\d+, data in "
                  + data
                  + ", 0 keys recovered in \\d+\\.\\d s");
      assertThat(client(server, "put", "a", "1").exitCode()).isZero();

      server.terminate();

      assertThat(server.exitCode()).isZero();
      assertThat(server.furtherLines()).isEmpty();
      assertThat(server.errLines()).noneMatch(line -> line.contains("rehearsal"));
    }
    try (ServerProcess again = server(data)) {
      assertThat(again.firstLine()).contains(", 1 keys recovered in ");
      assertThat(client(again, "get", "a").out()).isEqualTo("1");
    }
  }

  @Test
  void itHasAnsweredQuestionsOfItsOwnBeforeItSaysThatItIsReady() throws Exception {
    try (ServerProcess server = server(directory.resolve("data"))) {
      URI metrics = URI.create("http://127.0.0.1:" + server.port() + "/metrics");
      try (InputStream in = metrics.toURL().openStream()) {
        assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines())
            .anyMatch(
                line ->
                    line.startsWith("aitta_http_requests_total")
                        && line.contains("mget")
                        && line.contains("2xx"));
      }
    }
  }

  @Test
  void aSignalBeforeItIsReadyEndsItWithZero() throws Exception {
    Path data = directory.resolve("data");
    Path stderr = directory.resolve("stderr");
    Path config = Files.writeString(directory.resolve("slow.conf"), "aitta.http.warm-up = 20 s");
    Set<ProcessHandle> before = ProcessHandle.current().children().collect(Collectors.toSet());
    CompletableFuture<ServerProcess> starting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return ServerProcess.start(data, stderr, "--config", config.toString());
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            ForkJoinPool.commonPool());
    await().until(() -> Files.exists(stderr) && Files.readString(stderr).contains("Opened["));

    ProcessHandle child =
        ProcessHandle.current()
            .children()
            .filter(it -> !before.contains(it))
            .findFirst()
            .orElseThrow();
    assertThat(child.destroy()).isTrue();

    try (ServerProcess server = starting.get(60, TimeUnit.SECONDS)) {
      assertThat(server.firstLine()).isEqualTo("null");
      assertThat(server.exitCode()).isZero();
    }
  }

  @Test
  void whatIsStoppedWhileItRehearsesNeverSaysThatItIsReady() throws Exception {
    Path data = directory.resolve("data");
    Path config = Files.writeString(directory.resolve("slow.conf"), "aitta.http.warm-up = 20 s");
    CompletableFuture<ActorSystem<Void>> made = new CompletableFuture<>();
    CompletableFuture<Ran> running =
        CompletableFuture.supplyAsync(
            () ->
                Ran.server(
                    made, "--data", data.toString(), "--port", "0", "--config", config.toString()),
            ForkJoinPool.commonPool());
    ActorSystem<Void> system = made.get(60, TimeUnit.SECONDS);
    await().until(() -> system.printTree().contains("rehearsal"));

    var stopped = CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.unknownReason());

    var unused = stopped.toCompletableFuture().get(60, TimeUnit.SECONDS);
    Ran ran = running.get(60, TimeUnit.SECONDS);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.exitCode()).as("nobody sent a signal").isEqualTo(1);
  }

  @Test
  void aSecondServerOnTheDirectoryIsToldWhoOwnsIt() throws Exception {
    Path data = directory.resolve("data");
    try (ServerProcess first = server(data)) {
      int port = first.port();

      Ran second = serve(data, port); // the port is taken as well: the directory is what is told
      Ran third = serve(data, 0);

      for (Ran refused : List.of(second, third)) {
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.errLines())
            .singleElement()
            .asString()
            .contains(data.toString(), "in use", "process " + first.pid());
      }
      assertThat(client(first, "put", "a", "1").exitCode()).isZero();
    }
  }

  @Test
  void aFailedStartInAProcessOfItsOwnIsOneLineAndExitCodeOne() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    try (ServerProcess server = server(file)) {
      assertThat(server.exitCode()).isEqualTo(1);
      assertThat(server.firstLine()).isEqualTo("null");
      assertThat(server.errLines())
          .singleElement()
          .asString()
          .startsWith("aitta: ")
          .contains(file.toString());
    }
  }

  @Test
  void aTakenPortIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Ran refused = serve(directory.resolve("data"), taken.getLocalPort());

      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.err())
          .isEqualTo(
              "aitta: cannot listen on 127.0.0.1:"
                  + taken.getLocalPort()
                  + ": Address already in use\n");
    }
  }

  @Test
  void aDirectoryThatCannotBeMadeIsNamed() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));

    Ran refused = serve(file.resolve("data"), 0);

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.errLines()).singleElement().asString().contains(file.toString());
  }

  @Test
  void aDirectoryThatIsNotWritableIsNamed() throws Exception {
    Path data = Files.createDirectory(directory.resolve("data"));
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("r-xr-xr-x"));
    assumeThat(Files.isWritable(data)).as("the super-user may write anywhere").isFalse();

    Ran refused = serve(data, 0);

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.errLines())
        .singleElement()
        .asString()
        .contains(data.toString(), "not writable");
  }

  @Test
  void damageFoundWhileOpeningIsNamedByFileAndOffset() throws Exception {
    Path data = directory.resolve("data");
    try (ServerProcess server = server(data)) {
      server.terminate();
      assertThat(server.exitCode()).isZero();
    }
    Path manifest = onlyManifest(data);
    byte[] bytes = Files.readAllBytes(manifest);
    bytes[20] ^= 1;
    Files.write(manifest, bytes);

    Ran refused = serve(data, 0);

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.errLines())
        .singleElement()
        .asString()
        .contains(manifest.getFileName().toString(), "offset", "expected", "found");
  }

  @Test
  void anAddressThatOthersReachNeedsTheFlag() {
    Ran refused =
        Ran.command("serve", "--data", directory.resolve("data").toString(), "--host", "0.0.0.0");

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.errLines())
        .singleElement()
        .asString()
        .contains("0.0.0.0", "--insecure-listen");
  }

  private static Path onlyManifest(Path data) throws IOException {
    try (Stream<Path> files = Files.list(data)) {
      List<Path> manifests =
          files.filter(file -> file.getFileName().toString().startsWith("MANIFEST-")).toList();
      assertThat(manifests).hasSize(1);
      return manifests.get(0);
    }
  }

  private ServerProcess server(Path data) throws Exception {
    return ServerProcess.start(data, directory.resolve("stderr"));
  }

  private static Ran serve(Path data, int port) {
    return Ran.command("serve", "--data", data.toString(), "--port", String.valueOf(port));
  }

  private static Ran client(ServerProcess server, String... args) {
    return Ran.with(Map.of("AITTA_URL", "http://127.0.0.1:" + server.port()), "", args);
  }
}
