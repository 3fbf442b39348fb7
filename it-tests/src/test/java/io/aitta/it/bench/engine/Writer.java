package io.aitta.it.bench.engine;

/**
 * Writes of one thread. A write is acknowledged at the level asked for, before the call returns or
 * later on another thread. Arrays belong to the store from the call on.
 */
public interface Writer extends AutoCloseable {
  void put(byte[] key, byte[] value, Level level, Ack ack);

  void delete(byte[] key, Level level, Ack ack);

  /** All of them or none. */
  void write(byte[][] keys, byte[][] values, Level level, Ack ack);

  /** Sends what a writer that gathers batches by hand still holds. */
  void drain();

  @Override
  void close();
}
