package io.aitta.it.bench.rocksdb;

import io.aitta.it.bench.engine.Cursor;
import io.aitta.it.bench.engine.Digest;
import io.aitta.it.bench.engine.Reader;
import java.util.Arrays;
import java.util.List;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** Reads with byte arrays, as most do. For one thread. */
final class ArrayReader implements Reader {
  private final RocksDB db;
  private final ReadOptions options = new ReadOptions().setVerifyChecksums(true);

  ArrayReader(RocksDB db) {
    this.db = db;
  }

  @Override
  public boolean get(byte[] key, Digest digest) {
    byte[] value;
    try {
      value = db.get(options, key);
    } catch (RocksDBException e) {
      throw RocksStore.failed(e);
    }
    if (value == null) {
      return false;
    }
    digest.add(value);
    return true;
  }

  @Override
  public int getAll(byte[][] keys, Digest digest) {
    List<byte[]> values;
    try {
      values = db.multiGetAsList(options, Arrays.asList(keys));
    } catch (RocksDBException e) {
      throw RocksStore.failed(e);
    }
    int found = 0;
    for (byte[] value : values) {
      if (value != null) {
        digest.add(value);
        found++;
      }
    }
    return found;
  }

  @Override
  public Cursor cursor(boolean reversed) {
    return new ArrayCursor(db.newIterator(options), reversed);
  }

  @Override
  public void close() {
    options.close();
  }

  private static final class ArrayCursor extends RocksCursor {
    private ArrayCursor(RocksIterator iterator, boolean reversed) {
      super(iterator, reversed);
    }

    @Override
    protected void deliver(RocksIterator standing, Digest digest) {
      digest.add(standing.key());
      digest.add(standing.value());
    }
  }
}
