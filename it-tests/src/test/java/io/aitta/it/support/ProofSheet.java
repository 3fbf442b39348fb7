package io.aitta.it.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Ends a run of these tests with one table: what each harness did, what was skipped and why, and
 * the seeds that do it again. Found by JUnit as a service.
 */
public final class ProofSheet implements TestExecutionListener {
  private static final Map<String, String> HARNESSES = harnesses();

  private final Map<String, String> skipped = new LinkedHashMap<>();
  private long passed;
  private long failed;
  private long beganNanos;

  private static Map<String, String> harnesses() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("crash", "crash matrix");
    names.put("sim", "simulator");
    names.put("history", "histories");
    names.put("model", "model");
    names.put("kill", "kills with -9");
    names.put("halt", "halts");
    names.put("power", "power cuts");
    names.put("full", "full disks");
    names.put("disks", "lost disks");
    names.put("strace", "failing system calls");
    names.put("processes", "second processes");
    names.put("interrupts", "interrupted callers");
    names.put("soak", "soak");
    names.put("flip", "flipped bits");
    names.put("fuzz", "mutated bytes");
    names.put("planted", "planted bugs");
    names.put("scenarios", "scenarios");
    return names;
  }

  @Override
  public void testPlanExecutionStarted(TestPlan plan) {
    beganNanos = System.nanoTime();
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    switch (result.getStatus()) {
      case SUCCESSFUL -> passed += test.isTest() ? 1 : 0;
      case FAILED -> failed++;
      case ABORTED ->
          skipped.put(
              name(test), result.getThrowable().map(Throwable::getMessage).orElse("no reason"));
      default -> throw new IllegalStateException("a status without a case");
    }
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    skipped.put(name(test), reason);
  }

  private static String name(TestIdentifier test) {
    return test.getLegacyReportingName();
  }

  @Override
  public void testPlanExecutionFinished(TestPlan plan) {
    if (!Figures.printed().isEmpty()) {
      Coverage.print(Path.of("").toAbsolutePath().getParent());
      print(System.out, Figures.printed());
    }
  }

  private void print(PrintStream out, SortedMap<String, Long> figures) {
    out.printf(
        "%nPROOF SHEET  %,d tests passed, %,d failed, %,d skipped, in %,d s%n",
        passed, failed, skipped.size(), (System.nanoTime() - beganNanos) / 1_000_000_000);
    SortedMap<String, StringJoiner> others = new TreeMap<>();
    Map<String, StringJoiner> lines = new LinkedHashMap<>();
    HARNESSES.values().forEach(name -> lines.put(name, new StringJoiner(" · ")));
    figures.forEach(
        (name, value) -> {
          String[] parts = name.split("\\.", 2);
          String harness = HARNESSES.get(parts[0]);
          StringJoiner line =
              harness == null
                  ? others.computeIfAbsent(parts[0], key -> new StringJoiner(" · "))
                  : lines.get(harness);
          line.add("%s %,d".formatted(parts.length > 1 ? parts[1].replace('.', ' ') : "", value));
        });
    lines.forEach((name, line) -> row(out, name, line));
    others.forEach((name, line) -> row(out, name, line));
    row(out, "mutation score", mutationScores());
    StringJoiner seeds = new StringJoiner(" · ");
    Figures.seeds().forEach((of, seed) -> seeds.add(of + " " + seed));
    row(out, "seeds", seeds);
    skipped.forEach((test, why) -> out.printf("  skipped: %s: %s%n", test, why));
    out.println();
  }

  /** Of the last run of {@code -Pmutation}, which takes too long for every build. */
  private static StringJoiner mutationScores() {
    StringJoiner scores = new StringJoiner(" · ");
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(ProofSheet.class.getResourceAsStream("/mutation-score.txt")),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.startsWith("#")) {
          String[] words = line.split(" ", -1);
          long noticed = Long.parseLong(words[2]);
          long all = Long.parseLong(words[3]);
          scores.add(
              "%s %d %% (%,d of %,d, %s)"
                  .formatted(words[1], 100 * noticed / all, noticed, all, words[0]));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return scores;
  }

  private static void row(PrintStream out, String name, StringJoiner line) {
    if (line.length() > 0) {
      out.printf("  %-22s %s%n", name, line);
    }
  }
}
