package io.aitta.http.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code aitta get}: a value's bytes, as they are. */
@Command(
    name = "get",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Writes a key's value to stdout, byte for byte. Exit code 3 if there is none.")
final class GetCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin final Target.Url target = new Target.Url();

  @Parameters(paramLabel = "KEY", description = "The key, as UTF-8.")
  String key = "";

  GetCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Api api = target.api(terminal);
    try (InputStream value = api.get(ApiQuery.key(key), "application/octet-stream").body()) {
      value.transferTo(terminal.out());
    } catch (IOException cut) {
      throw api.broken(cut);
    }
    return CommandLine.ExitCode.OK;
  }
}
