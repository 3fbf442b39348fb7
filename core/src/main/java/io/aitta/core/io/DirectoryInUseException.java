package io.aitta.core.io;

import java.io.IOException;

/** A directory that another process, or another store in this process, owns. */
public final class DirectoryInUseException extends IOException {
  private static final long serialVersionUID = 1L;

  public DirectoryInUseException(String message) {
    super(message);
  }
}
