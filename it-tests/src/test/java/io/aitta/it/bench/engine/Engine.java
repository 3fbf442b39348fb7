package io.aitta.it.bench.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SortedMap;

/**
 * One side of a comparison. Aitta is one; a peer is found as a service when the class path has it.
 * Holds no state; safe on any thread.
 */
public interface Engine {
  /** What it is called in reports and on the command line. */
  String name();

  /** Every option it opens a store with, whole; the report prints it. */
  SortedMap<String, String> describe(EngineOptions options);

  /** Whether a caller's thread waits for each operation, so that in flight means threads. */
  boolean blocksItsCaller();

  /** Whether its writers gather single writes into batches by hand, as an expert's client would. */
  default boolean gathersBatches() {
    return false;
  }

  /** Opens what is in the directory, or makes it. */
  EngineStore open(Path directory, EngineOptions options) throws IOException;
}
