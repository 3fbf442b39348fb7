package io.aitta.it.bench.engine;

import io.aitta.it.bench.data.KeyChoice;
import java.util.OptionalLong;

/** A store that is open. Thread-safe, apart from the writers and readers it hands out. */
public interface EngineStore extends AutoCloseable {
  /**
   * A way to write for one thread.
   *
   * @param window how many writes of it may be in flight
   */
  Writer writer(int window);

  /** A way to read the present state for one thread. */
  Reader reader();

  /** Writes the memtable out; returns when its tables are installed. */
  void flush();

  /** Merges everything to the deepest level; returns when that is done. */
  void compact();

  /** Returns when nothing is being flushed or compacted and nothing has to be. */
  void awaitIdle();

  /** Whether no entry is in memory only. */
  boolean isMemtableEmpty();

  /** Whether all entries lie in one level of tables. */
  boolean isCompacted();

  EngineCounters counters();

  /**
   * Gets by message: {@code clients} that each keep {@code window} gets in flight.
   *
   * @return empty if this engine has no such thing
   */
  default java.util.Optional<MessageReads> messages() {
    return java.util.Optional.empty();
  }

  /** Gets by message. */
  interface MessageReads {
    /** Reads random keys for that long; returns how many, and folds them into the digests. */
    long[] read(int window, long nanos, KeyChoice[] clients, Digest[] digests);
  }

  /**
   * Streams everything through the engine's own kind of stream.
   *
   * @param inChunks whether elements are chunks of entries
   * @return how many entries; empty if this engine has no such thing
   */
  default OptionalLong stream(boolean reversed, boolean inChunks, Digest digest) {
    return OptionalLong.empty();
  }

  @Override
  void close();
}
