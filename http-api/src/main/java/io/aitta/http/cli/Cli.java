package io.aitta.http.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** The command line: from arguments to an exit code. */
public final class Cli {
  private Cli() {}

  /**
   * Runs one command on the calling thread.
   *
   * @return 0 done, 1 failure, 2 usage, 3 not found
   */
  public static int run(Terminal terminal, SystemFactory systems, String... args) {
    int exitCode = commandLine(terminal, systems).execute(args);
    terminal.out().flush();
    terminal.err().flush();
    if (exitCode == CommandLine.ExitCode.OK && terminal.out().checkError()) {
      terminal.err().println("aitta: stdout was closed before everything was written");
      return Failure.FAILED;
    }
    return exitCode;
  }

  private static CommandLine commandLine(Terminal terminal, SystemFactory systems) {
    CommandLine root = new CommandLine(new AittaCommand(terminal));
    root.addSubcommand(new ServeCommand(terminal, systems));
    root.addSubcommand(new ConfigCommand(terminal));
    root.addSubcommand(new GetCommand(terminal));
    root.addSubcommand(new PutCommand(terminal));
    root.addSubcommand(new DelCommand(terminal));
    root.addSubcommand(new ScanCommand(terminal));
    root.addSubcommand(new LoadCommand(terminal));
    root.addSubcommand(new StatsCommand(terminal));
    root.addSubcommand(new VerifyCommand(terminal));
    root.addSubcommand(new DumpCommand(terminal));
    root.addSubcommand(new RepairCommand(terminal));
    root.setExpandAtFiles(false); // a key may begin with @
    root.setOut(writer(terminal.out()));
    root.setErr(writer(terminal.err()));
    root.setParameterExceptionHandler((wrong, args) -> usage(terminal, wrong));
    root.setExecutionExceptionHandler((thrown, command, parsed) -> failed(terminal, thrown));
    return root;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }

  private static int usage(Terminal terminal, CommandLine.ParameterException wrong) {
    String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
    terminal.err().println(command + ": " + Failure.of(Failure.words(wrong)).line());
    terminal.err().println("see: " + command + " --help");
    return CommandLine.ExitCode.USAGE;
  }

  private static int failed(Terminal terminal, Exception thrown) {
    Failure failure = thrown instanceof Failure known ? known : Failure.of(Failure.words(thrown));
    terminal.err().println("aitta: " + failure.line());
    return failure.exitCode();
  }
}
