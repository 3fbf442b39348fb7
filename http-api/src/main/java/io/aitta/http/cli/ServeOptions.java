package io.aitta.http.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code serve} may be told as flags. Null and false stand for what was not said. */
final class ServeOptions {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where the data lies (or AITTA_DATA; default ./data).")
  @Nullable String data;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Port to listen on, 0 for any free one (or AITTA_PORT; default 8080).")
  @Nullable Integer port;

  @Option(
      names = "--host",
      paramLabel = "H",
      description = "Address to listen on (or AITTA_HOST; default 127.0.0.1).")
  @Nullable String host;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings in HOCON; `aitta config` prints them all.")
  @Nullable String config;

  @Option(
      names = "--insecure-listen",
      description = "Allows an address that others can reach, without TLS and without credentials.")
  boolean insecureListen;
}
