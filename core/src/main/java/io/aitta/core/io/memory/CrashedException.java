package io.aitta.core.io.memory;

import java.io.IOException;

/** A call to a file system that has crashed; the process that makes it is not alive any more. */
public final class CrashedException extends IOException {
  private static final long serialVersionUID = 1L;

  public CrashedException(String message) {
    super(message);
  }
}
