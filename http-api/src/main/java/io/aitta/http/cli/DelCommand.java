package io.aitta.http.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code aitta del}: removes a key. */
@Command(
    name = "del",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Removes a key, whether it exists or not.")
final class DelCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin final Target.Url target = new Target.Url();
  @Mixin final Target.Level level = new Target.Level();

  @Parameters(paramLabel = "KEY", description = "The key, as UTF-8.")
  String key = "";

  DelCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    ApiQuery query = ApiQuery.key(key);
    level.addTo(query);
    Api api = target.api(terminal);
    String unused = api.text(api.delete(query));
    return CommandLine.ExitCode.OK;
  }
}
