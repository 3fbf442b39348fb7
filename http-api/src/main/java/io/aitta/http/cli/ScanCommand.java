package io.aitta.http.cli;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code aitta scan}: a range in key order, a line an entry. */
@Command(
    name = "scan",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Writes entries in key order to stdout, each a line of JSON, from one snapshot.")
final class ScanCommand implements Callable<Integer> {
  private static final int CHUNK_BYTES = 32 << 10;

  private final Terminal terminal;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli's
  CommandSpec spec;

  @Mixin final Target.Url target = new Target.Url();

  @Option(names = "--prefix", paramLabel = "P", description = "Only keys that begin with this.")
  @Nullable String prefix;

  @Option(names = "--start", paramLabel = "KEY", description = "From this key on.")
  @Nullable String start;

  @Option(names = "--end", paramLabel = "KEY", description = "Up to this key, without it.")
  @Nullable String end;

  @Option(names = "--reverse", description = "The greatest key first.")
  boolean reverse;

  @Option(names = "--limit", paramLabel = "N", description = "At most so many entries.")
  @Nullable Integer limit;

  @Option(names = "--keys-only", description = "Without values.")
  boolean keysOnly;

  ScanCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Api api = target.api(terminal);
    var response = api.get(query(), "application/x-ndjson");
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      copy(lines);
    } catch (IOException cut) {
      throw api.broken(cut);
    }
    return CommandLine.ExitCode.OK;
  }

  private ApiQuery query() {
    if (prefix != null && (start != null || end != null)) {
      throw new ParameterException(
          spec.commandLine(), "--prefix, or --start and --end, but not both");
    }
    if (limit != null && limit < 1) {
      throw new ParameterException(spec.commandLine(), "--limit must be at least 1: " + limit);
    }
    ApiQuery query = new ApiQuery("/v1/ks/default/scan");
    add(query, "prefix", prefix);
    add(query, "start", start);
    add(query, "end", end);
    add(query, "limit", limit);
    add(query, "reverse", reverse ? "true" : null);
    add(query, "keys-only", keysOnly ? "true" : null);
    return query;
  }

  private static void add(ApiQuery query, String name, @Nullable Object value) {
    if (value != null) {
      query.with(name, value.toString());
    }
  }

  /** Rows go on as they are; the last line tells whether they are all. */
  private void copy(BufferedReader lines) throws IOException {
    ByteArrayOutputStream rows = new ByteArrayOutputStream(CHUNK_BYTES);
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("{\"key")) {
          rows.writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
          if ((rows.size() >= CHUNK_BYTES || !lines.ready()) && !write(rows)) {
            return; // nobody reads any more
          }
        } else if (line.startsWith("{\"error\"")) {
          throw Failure.of(Api.detail(Api.json(line).path("error")));
        } else if (line.startsWith("{\"end\"")) {
          return;
        }
      }
    } finally {
      boolean unused = write(rows);
    }
    throw Failure.of("the answer was cut: more entries may follow those written");
  }

  /** Writes and empties what was gathered; false if stdout takes nothing any more. */
  private boolean write(ByteArrayOutputStream rows) {
    terminal.out().write(rows.toByteArray(), 0, rows.size());
    rows.reset();
    return !terminal.out().checkError();
  }
}
