package io.aitta.it.bench.engine;

/** Reads of one thread, on that thread. What is found is delivered whole to the digest. */
public interface Reader extends AutoCloseable {
  /** Whether the key exists; its value is the caller's own array. */
  boolean get(byte[] key, Digest digest);

  /** How many of the keys exist. */
  int getAll(byte[][] keys, Digest digest);

  /** Before the first entry in its direction. */
  Cursor cursor(boolean reversed);

  @Override
  void close();
}
