package io.aitta.it.bench.run;

import java.nio.file.Path;
import java.util.List;

/**
 * How a run is done.
 *
 * @param rows choices; empty for all
 * @param minutes further rounds of heavy groups are taken only within
 * @param jvmOptions of every measuring JVM, of both sides alike
 */
public record Settings(
    List<String> rows,
    int rounds,
    double scale,
    double seconds,
    double minutes,
    Path directory,
    List<String> jvmOptions) {}
