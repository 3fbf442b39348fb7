package io.aitta.it.bench.measure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ServiceLoader;

/**
 * Where the CPU time of this process goes between the start and the stop of a {@link ProcessMeter}:
 * what a row times, without loading and warm-up. One section at a time; for the thread that meters.
 */
public interface FlameGraphs {
  /** Names the directory that flame graphs are to be written to; without it there are none. */
  String DIRECTORY = "aitta.bench.flames";

  /** A section begins. */
  void begin();

  /** It ends. */
  void end();

  /** Writes the last section's flame graph, unless that was done or there was none. */
  void keepAs(Path file) throws IOException;

  /** Those of this process; they do nothing unless asked for. */
  static FlameGraphs ofThisProcess() {
    return Found.FLAMES;
  }

  /** Found once. */
  final class Found {
    private static final FlameGraphs FLAMES =
        System.getProperty(DIRECTORY) == null
            ? new None()
            : ServiceLoader.load(FlameGraphs.class).findFirst().orElseThrow();

    private Found() {}
  }

  /** None are asked for. */
  final class None implements FlameGraphs {
    @Override
    public void begin() {
      // nobody looks
    }

    @Override
    public void end() {
      // nobody looks
    }

    @Override
    public void keepAs(Path file) {
      // there is none
    }
  }
}
