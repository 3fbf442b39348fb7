package io.aitta.it.bench;

import io.aitta.it.bench.engine.Engine;
import io.aitta.it.bench.engine.EngineOptions;
import io.aitta.it.bench.engine.Engines;
import io.aitta.it.bench.measure.FlameGraphs;
import io.aitta.it.bench.measure.Machine;
import io.aitta.it.bench.measure.Profile;
import io.aitta.it.bench.report.HtmlReport;
import io.aitta.it.bench.report.TextReport;
import io.aitta.it.bench.row.Row;
import io.aitta.it.bench.row.RowGroup;
import io.aitta.it.bench.row.RowGroups;
import io.aitta.it.bench.run.Coordinator;
import io.aitta.it.bench.run.Results;
import io.aitta.it.bench.run.Settings;
import io.aitta.it.bench.run.Wire;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The benchmark's command line. */
@Command(
    name = "aitta bench",
    sortOptions = false,
    header = "Measures Aitta, alone or against a peer in the same run.",
    description = {
      "",
      "Both sides run on the same machine and file system, on the same data, with the same sizes "
          + "of memtable and cache, without compression, with checksums and 10-bit filters. Each "
          + "group of rows runs in a JVM of its own, one engine after the other, round by round. "
          + "Stores are kept open; only operations are timed, after a warm-up; what is read is "
          + "verified. Figures are medians of the rounds.",
      "",
      "A peer appears twice: as it comes, with the number of threads that does best (a short trial "
          + "finds it), and tuned as an expert would, in the first round only.",
      ""
    })
public final class Bench implements Callable<Integer> {
  @Option(
      names = "--against",
      paramLabel = "ENGINE",
      description = "The peer: rocksdb. Without it, Aitta is measured alone.")
  private @Nullable String peer;

  @Option(
      names = "--rows",
      split = ",",
      paramLabel = "ID",
      description = "Rows or families of rows, as in W1a,R3,S1. Default: all. See --list.")
  private List<String> rows = new ArrayList<>();

  @Option(
      names = "--grow",
      description =
          "Only shows how the cost of an operation grows from 1 M to 50 M keys, in a heap of 1 GiB:"
              + " the rows grow, which take long and are not among all.")
  private boolean grow;

  @Option(names = "--list", description = "Lists the rows and their targets, and ends.")
  private boolean list;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "Rounds. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--scale",
      defaultValue = "1",
      paramLabel = "F",
      description = "Fraction of all sizes. Default: ${DEFAULT-VALUE}.")
  private double scale;

  @Option(
      names = "--seconds",
      defaultValue = "2",
      description = "How long a timed row runs, after a warm-up. Default: ${DEFAULT-VALUE}.")
  private double seconds;

  @Option(
      names = "--minutes",
      defaultValue = "36",
      description =
          "Rounds after the first are taken only while this is not spent. Default:"
              + " ${DEFAULT-VALUE}.")
  private double minutes;

  @Option(
      names = "--dir",
      defaultValue = "${sys:aitta.bench.dir:-bench-data}",
      description = "Where the stores lie; removed afterwards. Default: ${DEFAULT-VALUE}.")
  private Path directory = Path.of("bench-data");

  @Option(
      names = "--jvm",
      split = ",",
      defaultValue =
          "-Xms2g,-Xmx2g,-XX:+AlwaysPreTouch,-XX:+IgnoreUnrecognizedVMOptions,"
              + "-XX:+UseTransparentHugePages",
      description = "Options of every measuring JVM, of both sides. Default: ${DEFAULT-VALUE}.")
  private List<String> jvmOptions = new ArrayList<>();

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Also writes each measurement of each round as one line of JSON.")
  private @Nullable Path json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Also writes a page with everything, that needs nothing else.")
  private @Nullable Path html;

  @Option(
      names = "--flame",
      paramLabel = "DIR",
      description =
          "Also writes a flame graph of the CPU time of each row, engine and round, of its timed part"
              + " alone. The figures are a little lower for it.")
  private @Nullable Path flames;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help, and ends.")
  @SuppressWarnings("UnusedVariable") // picocli looks at the annotation alone
  private boolean help;

  /** Runs the benchmark and ends the process: 0 done, 1 failed, 2 wrong usage. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Bench()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    PrintStream out = System.out;
    if (list) {
      list(out);
      return 0;
    }
    if (grow) {
      rows = List.of("grow");
      jvmOptions = List.of("-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch");
      rounds = 1;
    }
    if (flames != null) {
      jvmOptions = new ArrayList<>(jvmOptions);
      jvmOptions.add("-D" + FlameGraphs.DIRECTORY + "=" + flames.toAbsolutePath());
      jvmOptions.addAll(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:+DebugNonSafepoints"));
    }
    List<Engine> engines = engines();
    requireRows();
    Settings settings =
        new Settings(rows, rounds, scale, seconds, minutes, directory.toAbsolutePath(), jvmOptions);
    Files.createDirectories(settings.directory());
    Machine machine = Machine.of(settings.directory());
    machine.describe().forEach((key, value) -> out.printf("%-18s %s%n", key, value));
    out.printf("%-18s %s %s%n", "measuring JVMs", jvmOptions, Coordinator.ENVIRONMENT);
    for (Engine engine : engines) {
      out.printf("%noptions of %s (unless a row says otherwise)%n", engine.name());
      engine
          .describe(EngineOptions.ORDINARY)
          .forEach((key, value) -> out.printf("  %s = %s%n", key, value));
    }
    out.printf("%nwhat the machine allows%n");
    Profile.of(settings.directory())
        .forEach((what, nanos) -> out.printf("  %-48s %,14.0f ns%n", what, nanos));
    out.println();
    List<String> failures = new ArrayList<>();
    Results results = measured(settings, engines, machine, failures);
    out.println();
    new TextReport(results, engines).print(out);
    if (html != null) {
      Files.writeString(html, new HtmlReport(results, engines).page(machine.describe()));
    }
    failures.forEach(failure -> out.println("FAILED: " + failure));
    out.flush();
    return failures.isEmpty() ? 0 : 1;
  }

  private Results measured(
      Settings settings, List<Engine> engines, Machine machine, List<String> failures)
      throws IOException {
    try (PrintWriter lines = jsonLines()) {
      lines.println(Wire.line(Map.of("machine", machine.describe())));
      var coordinator =
          new Coordinator(
              settings, engines, System.err, measurement -> lines.println(Wire.line(measurement)));
      Results results = coordinator.run();
      failures.addAll(coordinator.failures());
      return results;
    }
  }

  private PrintWriter jsonLines() throws IOException {
    return new PrintWriter(json == null ? Writer.nullWriter() : Files.newBufferedWriter(json));
  }

  private List<Engine> engines() {
    List<Engine> all = Engines.all();
    if (peer == null) {
      return all.subList(0, 1);
    }
    List<Engine> chosen = new ArrayList<>(all.subList(0, 1));
    all.stream().skip(1).filter(engine -> engine.name().startsWith(peer)).forEach(chosen::add);
    if (chosen.size() == 1) {
      throw new CommandLine.ParameterException(
          new CommandLine(this), "no such peer on the class path: " + peer);
    }
    return chosen;
  }

  private void requireRows() {
    for (String choice : rows) {
      boolean known =
          RowGroups.all().stream()
              .anyMatch(group -> !Coordinator.chosen(group, Arrays.asList(choice)).isEmpty());
      if (!known) {
        throw new CommandLine.ParameterException(
            new CommandLine(this), "no such row: " + choice + "; see --list");
      }
    }
  }

  private static String remark(RowGroup group) {
    String heavy = group.isHeavy() ? " (further rounds only while there is time)" : "";
    return group.isOnDemand() ? " (with --grow, or named)" : heavy;
  }

  private static void list(PrintStream out) {
    for (RowGroup group : RowGroups.all()) {
      out.printf("%s%s%n", group.name(), remark(group));
      for (Row row : group.rows()) {
        out.printf("  %-24s %-22s %s%n", row.id(), row.target().text(), row.what());
      }
    }
  }
}
