package io.aitta.http.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorSystem;

/** A command that ran in this process: its exit code and what it wrote. */
record Ran(int exitCode, byte[] outBytes, String err) {

  /** Runs a command without an environment and with nothing on stdin. */
  static Ran command(String... args) {
    return with(Map.of(), "", args);
  }

  static Ran with(Map<String, String> environment, String stdin, String... args) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, false, StandardCharsets.UTF_8),
            new PrintStream(err, false, StandardCharsets.UTF_8),
            environment);
    int exitCode =
        Cli.run(
            terminal, (guardian, config) -> ActorSystem.create(guardian, "cli-test", config), args);
    return new Ran(exitCode, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
  }

  String out() {
    return new String(outBytes, StandardCharsets.UTF_8);
  }

  List<String> errLines() {
    return err.lines().toList();
  }
}
