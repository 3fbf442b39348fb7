package io.aitta.it.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The real server in a JVM of its own, as {@code aitta serve} starts it. */
public final class ServerProcess implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("ready on (http://\\S+?),");
  private static final long SECONDS_MAX = 60;

  private final Process process;
  private final String readyLine;
  private final URI uri;
  private final Path log;

  private ServerProcess(Process process, String readyLine, URI uri, Path log) {
    this.process = process;
    this.readyLine = readyLine;
    this.uri = uri;
    this.log = log;
  }

  /**
   * Starts a server on a free port and waits for its ready line.
   *
   * @param data its data directory
   * @param log where its log goes, appended
   * @param config lines of its configuration file
   */
  public static ServerProcess start(Path data, Path log, String config) {
    try {
      Process process = launch(data, log, config);
      BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      String line = out.readLine();
      Matcher ready = READY.matcher(line == null ? "" : line);
      if (!ready.find()) {
        process.destroyForcibly();
        throw new AssertionError("not ready, but: " + line + "\n" + Files.readString(log));
      }
      return new ServerProcess(process, line, URI.create(ready.group(1)), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a server that is expected to fail. */
  public static Process launch(Path data, Path log, String config) throws IOException {
    Path file = log.resolveSibling(log.getFileName() + ".conf");
    Files.writeString(file, config);
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.aitta.http.Main"));
    command.addAll(List.of("serve", "--data", data.toString(), "--port", "0"));
    command.addAll(List.of("--config", file.toString()));
    return new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  /** What it printed when it was ready. */
  public String readyLine() {
    return readyLine;
  }

  public URI uri() {
    return uri;
  }

  /** What it logged so far. */
  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** kill -9. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** SIGTERM. Returns the exit code. */
  public int terminate() {
    process.destroy();
    awaitEnd();
    return process.exitValue();
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("did not end within " + SECONDS_MAX + " s");
      }
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
  }
}
