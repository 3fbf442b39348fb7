package io.aitta.http.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code aitta serve}: opens a data directory and answers HTTP until it is told to stop. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Opens a data directory and serves it over HTTP, until SIGTERM.")
final class ServeCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final SystemFactory systems;

  @Mixin final ServeOptions options = new ServeOptions();

  ServeCommand(Terminal terminal, SystemFactory systems) {
    this.terminal = terminal;
    this.systems = systems;
  }

  @Override
  public Integer call() {
    return new Server(Settings.resolve(options, terminal.environment()), terminal).run(systems);
  }
}
