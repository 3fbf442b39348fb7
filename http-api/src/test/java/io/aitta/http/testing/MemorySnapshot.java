package io.aitta.http.testing;

import io.aitta.actors.EntryIterator;
import io.aitta.actors.Snapshot;
import io.aitta.core.Bytes;
import io.aitta.core.Entry;
import io.aitta.core.ErrorCode;
import io.aitta.core.Range;
import io.aitta.core.StoreException;
import java.util.NavigableMap;
import java.util.Optional;

/** One state of a {@link MemoryStore}. */
final class MemorySnapshot implements Snapshot {
  private final NavigableMap<Bytes, Entry> state;
  private final long seq;
  private final Runnable onClose;
  private boolean closed;

  MemorySnapshot(NavigableMap<Bytes, Entry> state, long seq, Runnable onClose) {
    this.state = state;
    this.seq = seq;
    this.onClose = onClose;
  }

  synchronized NavigableMap<Bytes, Entry> readable() {
    if (closed) {
      throw new StoreException(
          ErrorCode.SNAPSHOT_CLOSED, StoreException.Outcome.NONE, "the snapshot is closed");
    }
    return state;
  }

  @Override
  public long seq() {
    return seq;
  }

  @Override
  public Optional<Entry> get(Bytes key) {
    return Optional.ofNullable(readable().get(key));
  }

  @Override
  public EntryIterator iterator(Range range) {
    throw new UnsupportedOperationException("not used over HTTP");
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      onClose.run();
    }
  }
}
