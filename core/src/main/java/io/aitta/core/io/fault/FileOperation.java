package io.aitta.core.io.fault;

/** What can be asked of a file system, as faults and figures name it. */
public enum FileOperation {
  CREATE(true),
  OPEN(false),
  APPEND(true),
  PREPARE(true),
  SYNC(true),
  READ(false),
  CLOSE(false),
  RENAME(true),
  LINK(true),
  DELETE(true),
  CREATE_DIRECTORIES(true),
  SYNC_DIRECTORY(true),
  LIST(false),
  /** Whether a file exists and how long it is. */
  STAT(false),
  /** How much space there is. */
  SPACE(false),
  LOCK(false);

  private final boolean changesDisk;

  FileOperation(boolean changesDisk) {
    this.changesDisk = changesDisk;
  }

  /** Whether a crash just before it may leave something else than a crash just after it. */
  public boolean changesDisk() {
    return changesDisk;
  }

  /** Whether it is asked of a directory and not of a file. */
  boolean ofDirectory() {
    return switch (this) {
      case CREATE_DIRECTORIES, SYNC_DIRECTORY, LIST, SPACE, LOCK -> true;
      default -> false;
    };
  }
}
