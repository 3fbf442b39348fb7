package io.aitta.it.bench.rocksdb;

import io.aitta.it.bench.engine.Cursor;
import io.aitta.it.bench.engine.Digest;
import io.aitta.it.bench.engine.Reader;
import java.nio.ByteBuffer;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * Reads through direct buffers, which spares the copies at the border to native code; what is
 * delivered is an array all the same. For one thread.
 */
final class DirectReader implements Reader {
  private static final int VALUE_BYTES_MAX = 64 << 10;
  private static final int KEY_BYTES_MAX = 1 << 10;

  private final RocksDB db;
  private final ReadOptions options = new ReadOptions().setVerifyChecksums(true);
  private final ByteBuffer keyBuffer = ByteBuffer.allocateDirect(KEY_BYTES_MAX);
  private final ByteBuffer valueBuffer = ByteBuffer.allocateDirect(VALUE_BYTES_MAX);

  DirectReader(RocksDB db) {
    this.db = db;
  }

  @Override
  public boolean get(byte[] key, Digest digest) {
    keyBuffer.clear();
    keyBuffer.put(key).flip();
    valueBuffer.clear();
    int length;
    try {
      length = db.get(options, keyBuffer, valueBuffer);
    } catch (RocksDBException e) {
      throw RocksStore.failed(e);
    }
    if (length == RocksDB.NOT_FOUND) {
      return false;
    }
    deliver(valueBuffer, length, digest);
    return true;
  }

  private static void deliver(ByteBuffer from, int length, Digest digest) {
    byte[] own = new byte[length];
    from.get(0, own, 0, length);
    digest.add(own);
  }

  @Override
  public int getAll(byte[][] keys, Digest digest) {
    return ArrayReader.getAll(db, options, keys, digest); // faster than its form with buffers
  }

  @Override
  public Cursor cursor(boolean reversed) {
    return new DirectCursor(db.newIterator(options), reversed);
  }

  @Override
  public void close() {
    options.close();
  }

  private final class DirectCursor implements Cursor {
    private final RocksIterator iterator;
    private final boolean reversed;
    private boolean placed;
    private boolean begun;

    private DirectCursor(RocksIterator iterator, boolean reversed) {
      this.iterator = iterator;
      this.reversed = reversed;
    }

    @Override
    public boolean next(Digest digest) {
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
      keyBuffer.clear();
      deliver(keyBuffer, iterator.key(keyBuffer), digest);
      valueBuffer.clear();
      deliver(valueBuffer, iterator.value(valueBuffer), digest);
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
    public void seek(byte[] key) {
      keyBuffer.clear();
      keyBuffer.put(key).flip();
      iterator.seek(keyBuffer);
      placed = true;
      begun = false;
    }

    @Override
    public void close() {
      iterator.close();
    }
  }
}
