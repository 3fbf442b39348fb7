package io.aitta.sstable.manifest;

import java.io.IOException;
import java.nio.file.Path;

/** Knows logs; the manifest does not. Asked only when {@code CURRENT} is missing. */
@FunctionalInterface
public interface LogProbe {
  /** Whether the log holds anything beyond its header, damaged or not. */
  boolean hasRecord(Path log) throws IOException;
}
