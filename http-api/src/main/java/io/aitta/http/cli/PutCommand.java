package io.aitta.http.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code aitta put}: gives a key a value. */
@Command(
    name = "put",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Gives a key a value: the argument's UTF-8 bytes, or all of stdin.")
final class PutCommand implements Callable<Integer> {
  /** The most that any server takes. */
  private static final int VALUE_BYTES_MAX = 64 << 20;

  private final Terminal terminal;

  @Mixin final Target.Url target = new Target.Url();
  @Mixin final Target.Level level = new Target.Level();

  @ArgGroup @Nullable OnlyIf onlyIf;

  @Parameters(index = "0", paramLabel = "KEY", description = "The key, as UTF-8.")
  String key = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "VALUE",
      description = "The value; - or nothing for stdin.")
  String value = "-";

  /** Conditions, of which one can be given. */
  static final class OnlyIf {
    @Option(names = "--if-absent", description = "Only if the key does not exist.")
    boolean absent;

    @Option(
        names = "--if-version",
        paramLabel = "N",
        description = "Only if the key's version is this.")
    @Nullable Long version;
  }

  PutCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    ApiQuery query = ApiQuery.key(key);
    OnlyIf condition = onlyIf;
    if (condition != null && condition.absent) {
      query.with("if-absent", "true");
    }
    if (condition != null && condition.version != null) {
      query.with("if-version", String.valueOf(condition.version));
    }
    level.addTo(query);
    Api api = target.api(terminal);
    String unused = api.text(api.put(query, bytes()));
    return CommandLine.ExitCode.OK;
  }

  private byte[] bytes() {
    if (!value.equals("-")) {
      return value.getBytes(StandardCharsets.UTF_8);
    }
    try {
      byte[] read = terminal.in().readNBytes(VALUE_BYTES_MAX + 1);
      if (read.length > VALUE_BYTES_MAX) {
        throw Failure.of("the value is larger than 64 MiB");
      }
      return read;
    } catch (IOException unreadable) {
      throw Failure.of("cannot read stdin: " + Failure.words(unreadable));
    }
  }
}
