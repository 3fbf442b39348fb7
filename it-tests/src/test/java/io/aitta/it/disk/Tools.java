package io.aitta.it.disk;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs of the machine. */
final class Tools {
  private static final long SECONDS_MAX = 60;

  private Tools() {}

  /** Skips the test, and says why, unless all of these are there. */
  static void need(String... programs) {
    for (String program : programs) {
      boolean there =
          Arrays.stream((System.getenv("PATH") + ":/usr/sbin:/sbin").split(":"))
              .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
      skipUnless(there, "there is no " + program);
    }
  }

  /** Skips the test, and says why, unless this user is root. */
  static void needRoot() {
    skipUnless("root".equals(System.getProperty("user.name")), "this user is not root");
  }

  static void skipUnless(boolean possible, String why) {
    if (!possible) {
      System.out.println("skipped: " + why);
    }
    assumeTrue(possible, why);
  }

  /** Runs a command to its end; what it printed. */
  static String run(String... command) {
    Result result = attempt(command);
    if (result.exit() != 0) {
      throw new IllegalStateException(
          List.of(command) + " ended with " + result.exit() + ": " + result.printed());
    }
    return result.printed();
  }

  /** How a command ended. */
  record Result(int exit, String printed) {}

  static Result attempt(String... command) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().merge("PATH", "/usr/sbin:/sbin", (path, more) -> path + ":" + more);
      Process process = builder.start();
      process.getOutputStream().close();
      String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(List.of(command) + " does not end");
      }
      return new Result(process.exitValue(), printed);
    } catch (IOException e) {
      return new Result(-1, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }
}
