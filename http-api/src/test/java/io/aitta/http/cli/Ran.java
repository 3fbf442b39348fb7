package io.aitta.http.cli;

import com.typesafe.config.Config;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;

/** A command that ran in this process: its exit code and what it wrote. */
record Ran(int exitCode, byte[] outBytes, String err) {

  /** Runs a command without an environment and with nothing on stdin. */
  static Ran command(String... args) {
    return with(Map.of(), "", args);
  }

  static Ran with(Map<String, String> environment, String stdin, String... args) {
    return with(Ran::system, environment, stdin, args);
  }

  /** Runs {@code serve} until its ActorSystem ends, which is handed out as soon as it is made. */
  static Ran server(CompletableFuture<ActorSystem<Void>> made, String... options) {
    String[] args = Stream.concat(Stream.of("serve"), Stream.of(options)).toArray(String[]::new);
    SystemFactory factory =
        (guardian, config) -> {
          made.complete(system(guardian, config));
          return made.join();
        };
    return with(factory, Map.of(), "", args);
  }

  private static Ran with(
      SystemFactory systems, Map<String, String> environment, String stdin, String... args) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, false, StandardCharsets.UTF_8),
            new PrintStream(err, false, StandardCharsets.UTF_8),
            environment);
    int exitCode = Cli.run(terminal, systems, args);
    return new Ran(exitCode, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
  }

  private static ActorSystem<Void> system(Behavior<Void> guardian, Config config) {
    return ActorSystem.create(guardian, "cli-test", config);
  }

  String out() {
    return new String(outBytes, StandardCharsets.UTF_8);
  }

  List<String> errLines() {
    return err.lines().toList();
  }
}
