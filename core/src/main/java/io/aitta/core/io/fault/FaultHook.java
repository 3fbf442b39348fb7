package io.aitta.core.io.fault;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Called before an operation, on its thread, with no lock held: to wait, to crash the disk below,
 * to halt, or to throw.
 */
@FunctionalInterface
public interface FaultHook {
  /**
   * @param file what it is about; for a rename or a link, the new name
   * @param number the how-manieth it is of those this hook is called for, from 1 on
   */
  void before(FileOperation operation, Path file, long number) throws IOException;
}
