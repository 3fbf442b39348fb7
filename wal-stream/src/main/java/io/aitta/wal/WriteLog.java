package io.aitta.wal;

import org.jspecify.annotations.Nullable;

/**
 * Where batches become durable, in order. A seam: a replicated log can stand in the local one's
 * place.
 *
 * <p>One call at a time, from the log's own executor, {@link #writeBack} aside. No call throws: a
 * failure is a result, and after {@link LogResult.Kind#FAILED} nothing is ever written again.
 */
public interface WriteLog {
  /**
   * Hands a batch to the operating system. If its level is {@code disk}, {@link #sync} of the same
   * batch has to follow, before the next one. One that names the last number of a batch which found
   * no space as the number before it is refused for the same reason.
   */
  LogResult append(LogBatch batch);

  /** Makes an appended batch, and all before it, durable. */
  LogResult sync(LogBatch batch);

  /** Whether {@link #idleWork} would do something useful before the next batch. */
  boolean hasIdleWork();

  /** Makes the next batches cheaper: takes space ahead of them, takes back a reserve. */
  void idleWork();

  /** Whether {@link #writeBack} would spare a later sync much of its work. */
  boolean hasWriteBack();

  /**
   * Brings what was appended to the disk, for nobody who waits, so that the sync that does have to
   * be waited for finds little left to do. What it found is known to be synced afterwards. On a
   * thread that may block, beside the log's other calls. After one that failed, nothing is ever
   * written again.
   */
  void writeBack();

  /**
   * Whether a group of so many bytes, headers included, could be appended as the last before the
   * close, should there be no space from now on. Safe on any thread, never waits.
   */
  boolean canPayFor(long bytes);

  /**
   * Syncs what is accepted and releases the file. Idempotent.
   *
   * @return why not everything accepted is known to be durable, or null
   */
  @Nullable Throwable close();
}
