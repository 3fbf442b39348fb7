package io.aitta.actors;

import io.aitta.core.Bytes;

/**
 * A cursor over the entries of a range in its direction. Begins before the first. For one thread at
 * a time; may read the disk in {@link #next} and {@link #seek}.
 */
public interface EntryIterator extends AutoCloseable {
  /** Moves on. Returns false behind the last entry, and from then on. */
  boolean next();

  /** The key of the current entry, an array of the caller's own. */
  Bytes key();

  /** The value of the current entry, an array of the caller's own. */
  Bytes value();

  /** The version of the current entry. */
  long version();

  /**
   * Goes before the first entry at or after {@code key} (in a reversed range: at or before it),
   * within the range; the following {@link #next} moves onto it.
   */
  void seek(Bytes key);

  /** Releases what the cursor holds. Idempotent. */
  @Override
  void close();
}
