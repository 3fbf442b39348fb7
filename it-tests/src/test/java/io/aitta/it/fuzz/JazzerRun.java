package io.aitta.it.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A coverage-guided search for bytes that break a decoder, {@code fuzz.seconds} for each: {@code
 * mvn -pl it-tests -am test -Pfuzz -Dtest=JazzerRun -Dsurefire.failIfNoSpecifiedTests=false}, of
 * one with {@code -Dfuzz.target}. No part of the build: its name does not end in Test, and only the
 * profile brings Jazzer. What it finds is printed as a line for {@code fuzz-corpus.txt}.
 */
class JazzerRun {
  private static final String SECONDS = System.getProperty("fuzz.seconds", "60");

  static List<String> targets() {
    String only = System.getProperty("fuzz.target");
    return Targets.all().stream()
        .map(Target::name)
        .filter(name -> only == null || only.equals(name))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void nothingBreaksIt(String name) throws IOException, InterruptedException {
    Path folder = Files.createDirectories(Path.of("target", "fuzz", name).toAbsolutePath());
    Path seeds = Files.createDirectories(folder.resolve("seeds"));
    int number = 0;
    for (byte[] sample : Targets.named(name).samples()) {
      Files.write(seeds.resolve("sample-" + number++), sample);
    }
    Path found = folder.resolve("found");
    Files.createDirectories(found);
    Process jazzer =
        new ProcessBuilder(command(name, seeds, found))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String printed = new String(jazzer.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exit = jazzer.waitFor();
    System.out.println(
        "jazzer " + name + ": " + printed.lines().filter(line -> line.startsWith("Done")).toList());
    assertThat(exit).as("%s%n%s", corpusLines(name, found), tail(printed)).isZero();
  }

  private static List<String> command(String name, Path seeds, Path found) {
    List<String> options = List.of("-Xmx512m", "-Dfuzz.target=" + name);
    List<String> arguments =
        List.of(
            "--target_class=" + FuzzEntry.class.getName(),
            "--instrumentation_includes=io.aitta.**",
            "--reproducer_path=" + found,
            "-max_total_time=" + SECONDS,
            "-max_len=65536",
            "-artifact_prefix=" + found + "/",
            seeds.toString());
    List<String> command = new ArrayList<>(options);
    command.add(0, System.getProperty("java.home") + "/bin/java");
    command.addAll(
        List.of(
            "-cp", System.getProperty("java.class.path"), "com.code_intelligence.jazzer.Jazzer"));
    command.addAll(arguments);
    return command;
  }

  private static String corpusLines(String name, Path found) throws IOException {
    StringBuilder lines = new StringBuilder();
    try (Stream<Path> files = Files.list(found)) {
      for (Path file : files.filter(path -> !path.toString().endsWith(".java")).toList()) {
        lines.append(name).append(' ');
        lines.append(HexFormat.of().formatHex(Files.readAllBytes(file))).append('\n');
      }
    }
    return lines.toString();
  }

  private static String tail(String printed) {
    List<String> lines = Arrays.asList(printed.split("\n", -1));
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
  }
}
