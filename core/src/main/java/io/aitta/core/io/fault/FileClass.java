package io.aitta.core.io.fault;

import io.aitta.core.io.DirectoryLock;
import java.nio.file.Path;

/** What a file of a data directory is for, told by its name. */
public enum FileClass {
  LOG,
  TABLE,
  MANIFEST,
  CURRENT,
  OWNER,
  LOCK,
  BALLAST,
  TEMPORARY,
  OTHER,
  DIRECTORY;

  static FileClass of(FileOperation operation, Path file) {
    return operation.ofDirectory() ? DIRECTORY : of(file);
  }

  /** The class of a file; never {@link #DIRECTORY}. */
  public static FileClass of(Path file) {
    String name = String.valueOf(file.getFileName());
    if (name.endsWith(".tmp")) {
      return TEMPORARY;
    }
    if (name.endsWith(".log")) {
      return LOG;
    }
    if (name.endsWith(".sst")) {
      return TABLE;
    }
    if (name.startsWith("MANIFEST-")) {
      return MANIFEST;
    }
    return switch (name) {
      case "CURRENT" -> CURRENT;
      case DirectoryLock.OWNER_FILE -> OWNER;
      case DirectoryLock.LOCK_FILE -> LOCK;
      case "BALLAST" -> BALLAST;
      default -> OTHER;
    };
  }
}
