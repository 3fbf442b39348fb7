package io.aitta.it.disk;

import static org.awaitility.Awaitility.await;

import io.aitta.it.support.ChildJvm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A {@link PlanWriter} in a process of its own, that can be stopped and killed. For one thread. */
final class WriterProcess implements AutoCloseable {
  private static final List<String> JVM =
      List.of(
          "-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError");
  private static final int BUFFER_BYTES = 1 << 16;
  private static final AtomicInteger STARTED = new AtomicInteger();

  private final Process process;
  private final InputStream out;
  private final Told told = new Told();
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final ByteArrayOutputStream unfinished = new ByteArrayOutputStream();

  private WriterProcess(Process process) {
    this.process = process;
    this.out = process.getInputStream();
  }

  /**
   * Starts one. Every second one writes its tables through the page cache, the others around it.
   *
   * @param before what the command begins with, as in strace and its options
   * @param arguments of {@link PlanWriter#main}
   */
  static WriterProcess start(List<String> before, Path log, String... arguments) {
    List<String> command = new ArrayList<>(before);
    List<String> jvm = new ArrayList<>(JVM);
    jvm.add("-Daitta.table.direct-io=" + (STARTED.getAndIncrement() % 2 == 0 ? "on" : "off"));
    command.addAll(ChildJvm.command(jvm, PlanWriter.class, List.of(arguments)));
    try {
      return new WriterProcess(
          new ProcessBuilder(command)
              .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it said, as far as it was read. */
  Told told() {
    return told;
  }

  /** Reads until so many writes are acknowledged; false if it ended before. */
  boolean readUntil(long acknowledged) {
    while (told.acknowledged() < acknowledged) {
      if (!readSome()) {
        return false;
      }
    }
    return true;
  }

  /** Reads to its end. */
  void readAll() {
    boolean more = true;
    while (more) {
      more = readSome();
    }
  }

  private boolean readSome() {
    try {
      int length = out.read(buffer);
      if (length < 0) {
        return false;
      }
      take(length);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void take(int length) {
    for (int i = 0; i < length; i++) {
      if (buffer[i] == '\n') {
        told.line(unfinished.toString(StandardCharsets.UTF_8));
        unfinished.reset();
      } else {
        unfinished.write(buffer[i]);
      }
    }
  }

  /** Stops every thread of it where it is, and reads all that it had said by then. */
  void freeze() {
    Tools.run("sh", "-c", "kill -STOP " + process.pid());
    await().atMost(Duration.ofSeconds(30)).until(this::isFrozen);
    try {
      while (out.available() > 0) {
        take(out.read(buffer, 0, Math.min(buffer.length, out.available())));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** No thread is left in a system call. */
  private boolean isFrozen() {
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
      return threads.allMatch(WriterProcess::isStopped);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isStopped(Path thread) {
    try {
      String stat = Files.readString(thread.resolve("stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
    } catch (IOException e) {
      return true; // it ended
    }
  }

  void thaw() {
    Tools.run("sh", "-c", "kill -CONT " + process.pid());
  }

  /** kill -9. Reads all that it had said. */
  void kill() {
    process.toHandle().destroyForcibly(); // which leaves its output open, unlike the process's own
    readAll();
    awaitEnd();
  }

  int awaitEnd() {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    awaitEnd();
  }
}
