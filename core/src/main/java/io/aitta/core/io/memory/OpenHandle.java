package io.aitta.core.io.memory;

import java.nio.file.Path;

/**
 * A handle nobody has closed yet.
 *
 * @param opener its stack trace is where the handle was opened
 */
public record OpenHandle(Kind kind, Path file, Throwable opener) {
  /** What the handle is for. */
  public enum Kind {
    APPEND,
    READ,
    LOCK
  }
}
