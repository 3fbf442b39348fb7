package io.aitta.it.sim;

/**
 * Bugs to be planted under the store, to see whether the alarm rings. Each is a disk that leaves
 * something out which the store asked for, as if the store had not asked.
 */
public enum Plant {
  NONE,

  /** Writes are acknowledged before they are synced: the log's sync does nothing. */
  ACK_BEFORE_SYNC,

  /** Tables are referenced before they are synced. */
  TABLE_NOT_SYNCED,

  /** Edits are taken for durable before they are. */
  MANIFEST_NOT_SYNCED,

  /** Names are taken for durable before they are. */
  DIRECTORY_NOT_SYNCED;

  boolean leavesOutSyncOf(String fileName) {
    return switch (this) {
      case ACK_BEFORE_SYNC -> fileName.endsWith(".log");
      case TABLE_NOT_SYNCED -> fileName.endsWith(".sst");
      case MANIFEST_NOT_SYNCED -> fileName.startsWith("MANIFEST");
      case NONE, DIRECTORY_NOT_SYNCED -> false;
    };
  }

  boolean leavesOutSyncOfDirectory() {
    return this == DIRECTORY_NOT_SYNCED;
  }
}
