package io.aitta.it.bench.engine;

/** What a write has to survive before it is acknowledged. */
public enum Level {
  /** The death of the process: the log was written, not synced. */
  BUFFERED,
  /** Loss of power: the log was synced. */
  DURABLE
}
