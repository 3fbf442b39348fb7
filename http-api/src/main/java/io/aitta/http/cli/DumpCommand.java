package io.aitta.http.cli;

import io.aitta.actors.offline.Dump;
import io.aitta.core.CorruptionException;
import io.aitta.core.io.FileSystem;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code aitta dump}: one file of a data directory, for people. */
@Command(
    name = "dump",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Writes what stands in one file of a data directory: a line for each record, group or entry.",
      "Keys are written as KEYSPACE:\"KEY\" with all but printable ASCII as \\xHH, and with their"
          + " lengths; values only with --values. Stops at the first damage."
    },
    footer = {"", "Exit codes: 0 read to the end, 1 damage found, 2 usage."})
final class DumpCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli's
  CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "KIND",
      converter = KindConverter.class,
      description = "What the file is: wal, table or manifest.")
  Dump kind = Dump.WAL;

  @Parameters(index = "1", paramLabel = "FILE", description = "The file.")
  String file = "";

  @Option(names = "--values", description = "Values too, escaped as keys are.")
  boolean values;

  DumpCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    try {
      kind.write(FileSystem.disk(), Offline.path(spec, file), values, this::print);
      return CommandLine.ExitCode.OK;
    } catch (NobodyReads closed) {
      return CommandLine.ExitCode.OK; // whoever called us says that stdout was closed
    } catch (NoSuchFileException missing) {
      throw new ParameterException(spec.commandLine(), "no such file: " + file, missing);
    } catch (CorruptionException damage) {
      terminal.out().flush();
      terminal
          .err()
          .println(
              "damage in "
                  + damage.file()
                  + " at offset "
                  + damage.offset()
                  + ": expected "
                  + damage.expected()
                  + ", found "
                  + damage.found());
      return Failure.FAILED;
    }
  }

  private void print(String line) {
    terminal.out().println(line);
    if (terminal.out().checkError()) {
      throw new NobodyReads();
    }
  }

  /** Ends a dump of which nobody reads the rest. */
  private static final class NobodyReads extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NobodyReads() {
      super(null, null, false, false);
    }
  }

  /** From the names in lower case. */
  static final class KindConverter implements ITypeConverter<Dump> {
    @Override
    public Dump convert(String text) {
      for (Dump kind : Dump.values()) {
        if (kind.name().toLowerCase(Locale.ROOT).equals(text)) {
          return kind;
        }
      }
      throw new TypeConversionException("not one of wal, table, manifest: " + text);
    }
  }
}
