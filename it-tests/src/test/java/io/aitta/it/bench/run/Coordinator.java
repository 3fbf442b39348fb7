package io.aitta.it.bench.run;

import io.aitta.it.bench.engine.Engine;
import io.aitta.it.bench.row.Lab;
import io.aitta.it.bench.row.Measurement;
import io.aitta.it.bench.row.Row;
import io.aitta.it.bench.row.RowGroup;
import io.aitta.it.bench.row.RowGroups;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Runs all rounds: in each, group by group, one engine after the other, each in a JVM of its own.
 * Heavy groups get their further rounds last, while there is time. For one thread.
 */
public final class Coordinator {
  /**
   * Of every measuring JVM: native memory has huge pages where the heap has them, which is where
   * the peer keeps its blocks.
   */
  public static final Map<String, String> ENVIRONMENT =
      Map.of("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1");

  private final Settings settings;
  private final List<Engine> engines;
  private final PrintStream progress;
  private final Consumer<Measurement> told;
  private final Results results = new Results();
  private final List<String> failures = new ArrayList<>();
  private final Map<String, Map<String, Integer>> threads = new TreeMap<>();
  private final Map<String, Map<String, Double>> peaks = new TreeMap<>();
  private final Map<String, Double> cost = new TreeMap<>();
  private final long beganNanos = System.nanoTime();

  /**
   * @param progress for people
   * @param told of each measurement as it comes
   */
  public Coordinator(
      Settings settings, List<Engine> engines, PrintStream progress, Consumer<Measurement> told) {
    this.settings = settings;
    this.engines = engines;
    this.progress = progress;
    this.told = told;
  }

  /** The rows that are chosen. */
  public static List<Row> chosen(RowGroup group, List<String> choices) {
    return group.rows().stream()
        .filter(
            row ->
                choices.isEmpty()
                    ? !group.isOnDemand()
                    : choices.stream().anyMatch(row::isChosenBy))
        .toList();
  }

  public Results run() throws IOException {
    rounds(0, 1, group -> true);
    rounds(1, settings.rounds(), group -> !group.isHeavy());
    rounds(1, settings.rounds(), RowGroup::isHeavy);
    return results;
  }

  private void rounds(int first, int end, Predicate<RowGroup> which) throws IOException {
    for (int round = first; round < end; round++) {
      for (RowGroup group : RowGroups.all()) {
        List<String> rows = chosen(group, settings.rows()).stream().map(Row::id).toList();
        if (which.test(group) && !rows.isEmpty() && isAffordable(group, round)) {
          round(group, rows, round);
        }
      }
    }
  }

  /** What could not be measured, or was wrong; empty if all went well. */
  public List<String> failures() {
    return List.copyOf(failures);
  }

  /** The first round always; a later one if what it cost before still fits. */
  private boolean isAffordable(RowGroup group, int round) {
    double seconds = (System.nanoTime() - beganNanos) / 1e9;
    double left = settings.minutes() * 60 - seconds;
    boolean affordable = round == 0 || cost.getOrDefault(group.name(), 0.0) <= left;
    if (!affordable) {
      progress.printf("round %d of %s: no time left for it%n", round + 1, group.name());
    }
    return affordable;
  }

  private void round(RowGroup group, List<String> rows, int round) throws IOException {
    long began = System.nanoTime();
    for (Engine engine : inTurn(round)) {
      if (group.isWithoutPeer() && !engine.equals(engines.get(0))) {
        continue;
      }
      measure(group, rows, round, engine);
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    cost.put(group.name(), seconds);
    progress.printf("  %s took %.0f s%n", group.name(), seconds);
  }

  /**
   * Who begins changes from round to round: what the first does to the disk meets the second. What
   * is only shown beside the peer is measured once, so that there is time for rounds of the two.
   */
  private List<Engine> inTurn(int round) {
    int sides = round == 0 ? engines.size() : Math.min(engines.size(), 2);
    List<Engine> order = new ArrayList<>(engines.subList(0, sides));
    if (round % 2 == 1) {
      Collections.reverse(order);
    }
    return order;
  }

  private void measure(RowGroup group, List<String> rows, int round, Engine engine)
      throws IOException {
    Path directory =
        settings.directory().resolve(group.name() + "-" + engine.name() + "-" + (round + 1));
    Files.createDirectories(directory);
    Lab.Plan plan =
        new Lab.Plan(
            rows,
            round,
            settings.scale(),
            settings.seconds(),
            threads.getOrDefault(engine.name(), Map.of()),
            peaks.getOrDefault(engine.name(), Map.of()));
    Task task = new Task(group.name(), engine.name(), directory.toString(), plan);
    progress.printf("round %d: %s on %s%n", round + 1, group.name(), engine.name());
    Path log = settings.directory().resolve(group.name() + "-" + engine.name() + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command(task))
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(ENVIRONMENT);
    Process process = builder.start();
    Thread guard = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(guard);
    try {
      read(process, log);
      int exit = process.waitFor();
      if (exit != 0) {
        failures.add(
            "%s on %s, round %d: exit code %d, see %s"
                .formatted(group.name(), engine.name(), round + 1, exit, log));
        progress.println("  FAILED: " + failures.get(failures.size() - 1));
      } else {
        Files.deleteIfExists(log);
      }
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    } finally {
      Runtime.getRuntime().removeShutdownHook(guard);
    }
  }

  private List<String> command(Task task) {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(settings.jvmOptions());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(MeasuringJvm.class.getName());
    command.add(Wire.line(task));
    return command;
  }

  private void read(Process process, Path log) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(MeasuringJvm.MEASUREMENT)) {
          measured(Wire.read(line.substring(MeasuringJvm.MEASUREMENT.length()), Measurement.class));
        } else if (line.startsWith(MeasuringJvm.TRIAL)) {
          tried(Wire.read(line.substring(MeasuringJvm.TRIAL.length()), Lab.Trial.class));
        } else {
          Files.writeString(
              log,
              line + System.lineSeparator(),
              java.nio.file.StandardOpenOption.CREATE,
              java.nio.file.StandardOpenOption.APPEND);
        }
      }
    }
  }

  private void measured(Measurement measurement) {
    results.add(measurement);
    peaks
        .computeIfAbsent(measurement.engine(), engine -> new TreeMap<>())
        .merge(measurement.row(), measurement.figure(), Math::max);
    told.accept(measurement);
    progress.printf(
        "  %-24s %-14s %,14.1f%n", measurement.row(), measurement.engine(), measurement.figure());
  }

  private void tried(Lab.Trial trial) {
    threads
        .computeIfAbsent(trial.engine(), engine -> new TreeMap<>())
        .put(trial.row(), trial.threads());
    if (trial.rates().size() > 1) {
      progress.printf(
          "  %-24s %-14s best with %d threads %s%n",
          trial.row(), trial.engine(), trial.threads(), rates(trial));
    }
  }

  private static String rates(Lab.Trial trial) {
    List<String> words = new ArrayList<>();
    new TreeMap<>(trial.rates())
        .forEach((tried, rate) -> words.add("%d: %,.0f/s".formatted(tried, rate)));
    return words.toString();
  }
}
