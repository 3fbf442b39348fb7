package io.aitta.http.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code aitta stats}: what a store holds and has done. */
@Command(
    name = "stats",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Writes what the store holds and has done.")
final class StatsCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin final Target.Url target = new Target.Url();

  @Option(names = "--json", description = "As the server says it.")
  boolean json;

  StatsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Api api = target.api(terminal);
    String text = api.text(api.get(new ApiQuery("/v1/ks/default"), "application/json")).strip();
    if (json) {
      terminal.out().println(text);
    } else {
      rows("", Api.json(text));
    }
    return CommandLine.ExitCode.OK;
  }

  /** A figure a line; the path of an inner one is written with dots. */
  private void rows(String path, JsonNode node) {
    node.properties()
        .forEach(
            field -> {
              JsonNode value = field.getValue();
              if (value.isObject()) {
                rows(path + field.getKey() + ".", value);
              } else if (value.isArray()) {
                value.forEach(this::level);
              } else {
                row(path + field.getKey(), figure(value));
              }
            });
  }

  private void level(JsonNode level) {
    row(
        "level " + level.path("level").asInt(),
        figure(level.path("tables")) + " tables, " + figure(level.path("bytes")) + " bytes");
  }

  private void row(String name, String value) {
    terminal.out().println(String.format(Locale.US, "%-32s %s", name, value));
  }

  private static String figure(JsonNode value) {
    return value.isIntegralNumber()
        ? String.format(Locale.US, "%,d", value.asLong())
        : value.asText();
  }
}
