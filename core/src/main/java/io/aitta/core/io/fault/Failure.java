package io.aitta.core.io.fault;

import io.aitta.core.io.DiskFullException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** A failure of the operating system, by its name there. */
public enum Failure {
  EIO("Input/output error"),
  ENOSPC("No space left on device"),
  EDQUOT("Disk quota exceeded"),
  EMFILE("Too many open files"),
  EROFS("Read-only file system");

  private final String message;

  Failure(String message) {
    this.message = message;
  }

  /** The exception as the real disk would throw it. */
  public IOException of(Path file) {
    return switch (this) {
      case ENOSPC, EDQUOT -> new DiskFullException("disk full: " + file + ": " + message);
      case EIO, EMFILE, EROFS -> new FileSystemException(file.toString(), null, message);
    };
  }
}
