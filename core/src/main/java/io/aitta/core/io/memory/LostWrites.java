package io.aitta.core.io.memory;

/** When the writes that a failed sync was for show as lost. */
public enum LostWrites {
  /** They can be read until the crash, and a later sync says all is well (as on ext4). */
  AT_CRASH,

  /** They read as zeros from now on (as on btrfs). */
  AT_ONCE
}
