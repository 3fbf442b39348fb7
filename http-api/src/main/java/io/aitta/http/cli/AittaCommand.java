package io.aitta.http.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code aitta} alone: says what there is. */
@Command(
    name = "aitta",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "An ordered, durable key-value store.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Exit codes: 0 done, 1 failure, 2 usage, 3 not found.",
      "`aitta COMMAND --help` tells more."
    })
final class AittaCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli's
  CommandSpec spec;

  AittaCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(terminal.out());
    return CommandLine.ExitCode.OK;
  }
}
