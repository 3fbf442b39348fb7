package io.aitta.http.cli;

import io.aitta.actors.offline.Finding;
import io.aitta.actors.offline.Verification;
import io.aitta.core.io.FileSystem;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code aitta verify}: is everything in a data directory what was written? */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Reads everything in a data directory while no store runs on it: every checksum, the order of"
          + " entries and levels, the manifest against the files, the logs without a gap.",
      "Changes nothing. A line for each damage (file, offset, expected, found, what follows), a line"
          + " that begins with \"note:\" for what a crash leaves and the next start removes, and at"
          + " the end one with the counts."
    },
    footer = {
      "",
      "Exit codes: 0 clean, 1 damage found, or a file cannot be read or the directory is in use,",
      "2 usage."
    })
final class VerifyCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli's
  CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "The data directory.")
  String directory = "";

  VerifyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    Verification.Summary summary =
        Verification.verify(
            FileSystem.disk(),
            Offline.directory(spec, directory),
            new Verification.Listener() {
              @Override
              public void damaged(Finding damage) {
                terminal.out().println(damage.line());
              }

              @Override
              public void noted(String line) {
                terminal.out().println("note: " + line);
              }
            });
    terminal
        .out()
        .println(
            String.format(
                Locale.US,
                "verified %,d manifest records, %,d tables with %,d entries, %,d logs with %,d"
                    + " groups, %,d bytes: %,d damages, %,d notes",
                summary.manifestRecords(),
                summary.tables(),
                summary.entries(),
                summary.logs(),
                summary.groups(),
                summary.bytes(),
                summary.damages(),
                summary.notes()));
    return summary.damages() == 0 ? CommandLine.ExitCode.OK : Failure.FAILED;
  }
}
