package io.aitta.it.bench.rocksdb;

import io.aitta.it.bench.engine.Cursor;
import io.aitta.it.bench.engine.Digest;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** Walks a RocksDB iterator; how an entry is handed over is the reader's own. For one thread. */
abstract class RocksCursor implements Cursor {
  private final RocksIterator iterator;
  private final boolean reversed;
  private boolean placed;
  private boolean begun;

  RocksCursor(RocksIterator iterator, boolean reversed) {
    this.iterator = iterator;
    this.reversed = reversed;
  }

  /** Hands over the key and the value that the iterator stands on. */
  protected abstract void deliver(RocksIterator standing, Digest digest);

  @Override
  public final boolean next(Digest digest) {
    if (!placed) {
      if (reversed) {
        iterator.seekToLast();
      } else {
        iterator.seekToFirst();
      }
      placed = true;
    } else if (begun) {
      if (reversed) {
        iterator.prev();
      } else {
        iterator.next();
      }
    }
    begun = true;
    if (!iterator.isValid()) {
      requireOk();
      return false;
    }
    deliver(iterator, digest);
    return true;
  }

  private void requireOk() {
    try {
      iterator.status();
    } catch (RocksDBException e) {
      throw RocksStore.failed(e);
    }
  }

  @Override
  public final void seek(byte[] key) {
    iterator.seek(key);
    placed = true;
    begun = false;
  }

  @Override
  public void close() {
    iterator.close();
  }
}
