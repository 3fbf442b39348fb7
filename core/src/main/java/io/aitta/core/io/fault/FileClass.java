package io.aitta.core.io.fault;

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
      case "OWNER" -> OWNER;
      case "LOCK" -> LOCK;
      case "BALLAST" -> BALLAST;
      default -> OTHER;
    };
  }
}
