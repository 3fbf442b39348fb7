package io.aitta.core.io.memory;

/**
 * What a crash leaves of writes and names that were not synced. What was synced stays under every
 * policy but {@link #ROT} (and, after {@link MemoryFileSystem#loseUnsynced}, all but {@link
 * #KILL}).
 *
 * <p>The policies that are about content ({@link #PREFIX} to {@link #SIZE_AHEAD}) keep a first part
 * of each directory's changes. Those that are about directories keep of each file's unsynced
 * content nothing or a first part.
 */
public enum CrashPolicy {
  /** Nothing unsynced: the worst legal case. */
  STRICT,

  /** Everything: the process died, the machine did not. What was not synced still is not. */
  KILL,

  /**
   * Of each file's writes, and of each directory's changes, a first part; writes are cut anywhere.
   */
  PREFIX,

  /** Each unsynced 4 KiB page by itself; a page lost before one kept reads as zeros. */
  SUBSET,

  /** A first part of the writes, the last page cut at a 512 byte sector; then zeros or garbage. */
  TORN,

  /** The length arrived and the content did not: zeros or garbage stand there. */
  SIZE_AHEAD,

  /** A first part of each directory's changes, whether or not the files' content arrived. */
  DIR_PREFIX,

  /**
   * Each directory change by itself: unlinked names return, renames arrive without what was before.
   */
  DIR_SUBSET,

  /** As {@link #STRICT}, for runs where a sync failed and the writes it was for are lost. */
  FSYNC_LIE,

  /** As {@link #STRICT}, and then one place of the synced data is damaged. To be detected. */
  ROT
}
