package io.aitta.it.bench.engine;

/** A walk over entries. For one thread. */
public interface Cursor extends AutoCloseable {
  /** Moves on, and delivers key and value; false behind the last. */
  boolean next(Digest digest);

  /** Goes before the first entry at or after {@code key}. */
  void seek(byte[] key);

  @Override
  void close();
}
