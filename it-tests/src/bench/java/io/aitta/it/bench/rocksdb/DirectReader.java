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

  private final class DirectCursor extends RocksCursor {
    private DirectCursor(RocksIterator iterator, boolean reversed) {
      super(iterator, reversed);
    }

    @Override
    protected void deliver(RocksIterator standing, Digest digest) {
      keyBuffer.clear();
      DirectReader.deliver(keyBuffer, standing.key(keyBuffer), digest);
      valueBuffer.clear();
      DirectReader.deliver(valueBuffer, standing.value(valueBuffer), digest);
    }

    @Override
    protected void place(RocksIterator moving, byte[] key) {
      keyBuffer.clear();
      keyBuffer.put(key).flip();
      moving.seek(keyBuffer);
    }
  }
}
