package io.aitta.core;

/** A condition did not hold, so nothing was written. */
public final class VersionMismatchException extends StoreException {
  private static final long serialVersionUID = 1L;

  private final int index;
  private final long currentVersion;

  /**
   * @param index the place in its batch of the operation whose condition failed, from 0
   * @param currentVersion the key's version, or 0 if it does not exist
   */
  public VersionMismatchException(int index, long currentVersion) {
    super(
        ErrorCode.VERSION_MISMATCH,
        Outcome.NOT_DONE,
        currentVersion == 0
            ? "the condition does not hold: the key does not exist"
            : "the condition does not hold: the key's version is " + currentVersion);
    this.index = index;
    this.currentVersion = currentVersion;
  }

  public int index() {
    return index;
  }

  public long currentVersion() {
    return currentVersion;
  }
}
