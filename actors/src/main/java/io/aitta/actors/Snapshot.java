package io.aitta.actors;

import io.aitta.core.Bytes;
import io.aitta.core.Entry;
import io.aitta.core.Range;
import java.util.Optional;

/**
 * Exactly the state after one sequence number, for as long as it is open and its lease lasts. Reads
 * run on the caller's own thread, without a message, and may read a block from the disk there. Safe
 * on any thread; an interrupt harms no file.
 *
 * <p>After {@link #close} reads fail with {@code snapshot-closed}, after the lease with {@code
 * snapshot-expired}; never with wrong data.
 */
public interface Snapshot extends AutoCloseable {
  /** The sequence number of the last write that this snapshot sees; 0 for an empty store. */
  long seq();

  /** The entry of {@code key}, as of {@link #seq}. */
  Optional<Entry> get(Bytes key);

  /** A cursor over a range, to be closed by whoever asked; reverse by {@code range.reverse()}. */
  EntryIterator iterator(Range range);

  /** Idempotent. Does not wait. */
  @Override
  void close();
}
