package io.aitta.wal;

import io.aitta.core.Durability;
import org.jspecify.annotations.Nullable;

/**
 * What became of a batch.
 *
 * @param reached the level it reached; {@link Durability#MEMORY} if it is not in the log
 * @param appendedThrough every number up to this one that is not burnt is with the operating system
 * @param syncedThrough every number up to this one that is not burnt is on disk
 * @param logBytes what the live log files hold
 * @param failure why, unless the kind is {@link Kind#APPENDED}
 */
public record LogResult(
    LogBatch batch,
    Kind kind,
    Durability reached,
    long appendedThrough,
    long syncedThrough,
    long logBytes,
    @Nullable Throwable failure) {

  /** The outcomes. */
  public enum Kind {
    /** It is in the log, at the level reached. */
    APPENDED,
    /** No space, and nothing was appended: not done. A later batch may find space. */
    DISK_FULL,
    /** No space, and what was appended of it is fenced off for good: not done. */
    DISK_FULL_FENCED,
    /** Nobody knows whether it will be there after recovery. The log takes nothing more. */
    FAILED,
    /** The log had failed or was closed before; nothing was appended: not done. */
    SEALED;

    /** Whether the batch is known not to be in the log, for ever. */
    public boolean isNotDone() {
      return this == DISK_FULL || this == DISK_FULL_FENCED || this == SEALED;
    }

    /** Whether a batch found no space. */
    public boolean isOutOfSpace() {
      return this == DISK_FULL || this == DISK_FULL_FENCED;
    }

    /** Whether the log takes no more batches. */
    public boolean isFinal() {
      return this == FAILED || this == SEALED;
    }
  }

  /** A result of a log that knows nothing but the failure. */
  static LogResult failed(LogBatch batch, Kind kind, Throwable failure) {
    return new LogResult(batch, kind, Durability.MEMORY, 0, 0, 0, failure);
  }
}
