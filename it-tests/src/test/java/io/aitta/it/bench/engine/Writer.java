package io.aitta.it.bench.engine;

import java.util.concurrent.atomic.LongAdder;

/**
 * What one thread has in flight, mostly writes. A write is acknowledged at the level asked for,
 * before the call returns or later on another thread. Arrays belong to the store from the call on.
 */
public interface Writer extends AutoCloseable {
  void put(byte[] key, byte[] value, Level level, Ack ack);

  void delete(byte[] key, Level level, Ack ack);

  /** All of them or none. */
  void write(byte[][] keys, byte[][] values, Level level, Ack ack);

  /**
   * Adds one to the counter under a key, 8 bytes in little endian; one that is not there is 0.
   * Whoever else adds at the same time, no addition is lost.
   */
  void increment(byte[] key, Level level, Ack ack);

  /**
   * Gets a key, not waited for. Adds the checksum of its value to {@code sums}; a key that is not
   * there adds nothing.
   */
  void get(byte[] key, LongAdder sums, Ack ack);

  /** Reads so many entries from a key on, not waited for. Adds the checksums of their values. */
  void scan(byte[] from, int entries, LongAdder sums, Ack ack);

  /** Sends what a writer that gathers batches by hand still holds. */
  void drain();

  @Override
  void close();
}
