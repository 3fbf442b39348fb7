package io.aitta.http.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;

/**
 * What a command sees of the world around it.
 *
 * @param out data, and nothing else
 * @param err everything else: failures, progress, the log
 */
public record Terminal(
    InputStream in, PrintStream out, PrintStream err, Map<String, String> environment) {

  /** The process's own. */
  public static Terminal system() {
    return new Terminal(System.in, System.out, System.err, System.getenv());
  }
}
