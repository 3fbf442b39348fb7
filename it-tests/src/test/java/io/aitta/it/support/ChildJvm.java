package io.aitta.it.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a main class of the tests in a JVM of its own and reads what it prints. */
public final class ChildJvm {
  private static final long MINUTES_MAX = 5;

  private ChildJvm() {}

  /** The command that runs {@code main} with the class path of this JVM. */
  public static List<String> command(List<String> options, Class<?> main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(options);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(arguments);
    return command;
  }

  /** What {@code main} printed on its standard output, line by line, once it has ended well. */
  public static List<String> linesOf(Class<?> main, List<String> options, List<String> arguments)
      throws IOException, InterruptedException {
    return linesOf(main, options, arguments, MINUTES_MAX);
  }

  /** As the other one, of a {@code main} that may take so many minutes. */
  public static List<String> linesOf(
      Class<?> main, List<String> options, List<String> arguments, long minutesMax)
      throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(command(options, main, arguments))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var unused =
        child
            .onExit()
            .orTimeout(minutesMax, TimeUnit.MINUTES)
            .exceptionally(late -> child.destroyForcibly()); // which ends its output too
    String printed = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    child.waitFor();
    if (child.exitValue() != 0) {
      throw new IllegalStateException("exit code " + child.exitValue() + ": " + printed);
    }
    return printed.lines().toList();
  }
}
