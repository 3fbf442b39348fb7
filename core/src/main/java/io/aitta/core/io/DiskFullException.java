package io.aitta.core.io;

import java.io.IOException;

/**
 * The file system has no space, inodes or quota left (ENOSPC, EDQUOT). Told apart from every other
 * failure.
 */
public final class DiskFullException extends IOException {
  private static final long serialVersionUID = 1L;

  public DiskFullException(String message) {
    super(message);
  }

  public DiskFullException(String message, Throwable cause) {
    super(message, cause);
  }
}
