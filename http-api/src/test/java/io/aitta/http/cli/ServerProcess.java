package io.aitta.http.cli;

import io.aitta.http.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code aitta serve} in a JVM of its own, on a free port. */
final class ServerProcess implements AutoCloseable {
  private static final long SECONDS_MAX = 60;
  private static final Pattern READY = Pattern.compile("ready on http://127\\.0\\.0\\.1:(\\d+),");

  private final Process process;
  private final BufferedReader out;
  private final Path err;
  private final String firstLine;

  private ServerProcess(Process process, Path err) throws IOException {
    this.process = process;
    this.out = process.inputReader(StandardCharsets.UTF_8);
    this.err = err;
    this.firstLine = String.valueOf(out.readLine()); // null when the process ends
  }

  /** Starts and waits for the first line on stdout, or for the end. */
  static ServerProcess start(Path data, Path err, String... more) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Main.class.getName(), "serve", "--port", "0"));
    command.addAll(List.of("--data", data.toString()));
    command.addAll(List.of(more));
    return new ServerProcess(new ProcessBuilder(command).redirectError(err.toFile()).start(), err);
  }

  String firstLine() {
    return firstLine;
  }

  int port() {
    Matcher ready = READY.matcher(firstLine);
    if (!ready.find()) {
      throw new AssertionError("not ready: " + firstLine);
    }
    return Integer.parseInt(ready.group(1));
  }

  long pid() {
    return process.pid();
  }

  /** Sends SIGTERM, as the shell's {@code kill} does; stdout can still be read afterwards. */
  void terminate() {
    if (!process.toHandle().destroy()) {
      throw new AssertionError("no signal could be sent to " + process.pid());
    }
  }

  /** Waits for the end. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
      throw new AssertionError("the process did not end within " + SECONDS_MAX + " s");
    }
    return process.exitValue();
  }

  /** What stdout held after its first line; for a process that has ended. */
  List<String> furtherLines() {
    return out.lines().toList();
  }

  List<String> errLines() throws IOException {
    return Files.readAllLines(err);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
