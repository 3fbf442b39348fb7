package io.aitta.actors;

import io.aitta.core.Bytes;
import io.aitta.core.Committed;
import io.aitta.core.Entry;
import io.aitta.core.Range;
import io.aitta.core.WriteBatch;
import io.aitta.core.WriteOptions;
import java.util.Optional;

/**
 * A store for threads that wait for each operation. What such a thread would only wait for it does
 * itself: it lends itself to the store, which orders, appends, syncs, inserts and answers on it, so
 * that a lone write wakes nobody. The order of writes, what is durable when, and who shares a sync
 * are those of {@link Store}; the two may be used side by side.
 *
 * <p>Every method blocks, on the disk too: never call one from an actor, a stage or a callback. An
 * interrupt ends no wait and harms no file; the thread's flag is set afterwards. Any number of
 * threads may call. A failure is thrown as a {@link io.aitta.core.StoreException}; a store that
 * still recovers is waited for, up to the timeout.
 */
public interface BlockingStore {
  /** Gives {@code key} the value. Returns when that is as durable as the options ask. */
  Committed put(Bytes key, Bytes value, WriteOptions options);

  /** Removes {@code key}, whether it exists or not. */
  Committed delete(Bytes key, WriteOptions options);

  /** Removes every key of the range, as one write. */
  Committed deleteRange(Range range, WriteOptions options);

  /** All of the batch or nothing; one failed condition fails it all. */
  Committed write(WriteBatch batch, WriteOptions options);

  /** The newest entry of {@code key}. May read a block from the disk on this thread. */
  Optional<Entry> get(Bytes key);
}
