package io.aitta.http.cli;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code aitta config}: the settings that {@code serve} would run with, and why. */
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Prints the settings that `serve` would run with, and where each comes from.",
      "Threads and Pekko's own settings are printed only if they are not the default."
    })
final class ConfigCommand implements Callable<Integer> {
  /** Not knobs: complete, so that a host's defaults change nothing. */
  private static final List<String> INNER =
      List.of("aitta.dispatchers.", "aitta.mailbox.", "aitta.gated-mailbox.", "aitta.http.pekko.");

  private static final String SECRET = "aitta.http.cursor-secret";

  private final Terminal terminal;

  @Mixin final ServeOptions options = new ServeOptions();

  ConfigCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Settings settings = Settings.resolve(options, terminal.environment());
    Map<String, ConfigValue> sorted = new TreeMap<>();
    settings
        .config()
        .getConfig("aitta")
        .entrySet()
        .forEach(entry -> sorted.put("aitta." + entry.getKey(), entry.getValue()));
    sorted.forEach(
        (path, value) -> {
          String origin = settings.origin(path);
          if (!origin.equals("default") || INNER.stream().noneMatch(path::startsWith)) {
            terminal.out().println(path + " = " + shown(path, value) + "   # " + origin);
          }
        });
    return CommandLine.ExitCode.OK;
  }

  private static String shown(String path, ConfigValue value) {
    boolean secret = path.equals(SECRET) && !String.valueOf(value.unwrapped()).isEmpty();
    return secret ? "\"(set)\"" : value.render(ConfigRenderOptions.concise());
  }
}
