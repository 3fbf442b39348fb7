package io.aitta.actors;

/** What a store can do now. */
public enum StoreState {
  /** Recovery runs; every request waits in the facade or is refused {@code starting}. */
  STARTING,
  /** Reads and writes. */
  OPEN,
  /** Reads; writes are refused {@code disk-full} until space comes back. */
  DISK_FULL,
  /** Reads; a log or manifest failed, and writes are refused {@code sealed} until a restart. */
  SEALED,
  /** Reads; the last writes go to disk. */
  CLOSING,
  /** Nothing. */
  CLOSED,
  /** Recovery failed; nothing. */
  FAILED
}
