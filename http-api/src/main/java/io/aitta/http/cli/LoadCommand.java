package io.aitta.http.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.aitta.core.io.TimeSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code aitta load}: many entries out of a file or stdin, streamed. */
@Command(
    name = "load",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Writes many entries, each a line of JSON: {\"key\":…,\"value\":…}, or key64, json, value64.",
      "Each line is a write of its own; a failed load can be repeated."
    })
final class LoadCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin final Target.Url target = new Target.Url();
  @Mixin final Target.Level level = new Target.Level();

  @Parameters(arity = "0..1", paramLabel = "FILE", description = "- or nothing for stdin.")
  String file = "-";

  LoadCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Api api = target.api(terminal);
    ApiQuery query = new ApiQuery("/v1/ks/default/bulk");
    level.addTo(query);
    try (InputStream source = source();
        SentLines sent = new SentLines(source, terminal.err(), TimeSource.system())) {
      var response =
          api.post(query, "application/x-ndjson", BodyPublishers.ofInputStream(() -> sent));
      try (BufferedReader report =
          new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
        return read(report);
      }
    } catch (IOException cut) {
      throw api.broken(cut);
    }
  }

  private InputStream source() {
    if (file.equals("-")) {
      return terminal.in();
    }
    try {
      return LocalFile.open(file);
    } catch (IOException unreadable) {
      throw Failure.of("cannot read what is to be loaded: " + Failure.words(unreadable));
    }
  }

  /** Progress, failures of lines, and a last line that says how it ended. */
  private int read(BufferedReader report) throws IOException {
    long acked = 0;
    for (String text = report.readLine(); text != null; text = report.readLine()) {
      JsonNode line = Api.json(text);
      acked = line.path("acked").asLong(acked);
      if (line.has("line")) {
        terminal
            .err()
            .println("line " + line.path("line").asLong() + ": " + Api.detail(line.path("error")));
      } else if (line.has("error")) {
        throw Failure.of(
            "the load stopped after line " + acked + ": " + Api.detail(line.path("error")));
      } else if (line.has("end")) {
        return ended(acked, line.path("failed").asLong());
      }
    }
    throw Failure.of("the answer was cut after line " + acked);
  }

  private int ended(long lines, long failed) {
    terminal
        .err()
        .println(String.format(Locale.US, "%,d lines loaded, %,d failed", lines - failed, failed));
    return failed == 0 ? CommandLine.ExitCode.OK : Failure.FAILED;
  }
}
