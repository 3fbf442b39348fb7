package io.aitta.it.bench.rocksdb;

import io.aitta.it.bench.engine.Ack;
import io.aitta.it.bench.engine.Digest;
import java.util.concurrent.atomic.LongAdder;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** Reads of a thread that also writes; the caller waits for each. For one thread. */
final class InlineReads implements AutoCloseable {
  private final RocksDB db;
  private final ReadOptions options = new ReadOptions().setVerifyChecksums(true);

  InlineReads(RocksDB db) {
    this.db = db;
  }

  void get(byte[] key, LongAdder sums, Ack ack) {
    try {
      byte[] value = db.get(options, key);
      if (value != null) {
        sums.add(Digest.sumOf(value, value.length));
      }
    } catch (RocksDBException e) {
      ack.failed(e);
      return;
    }
    ack.done();
  }

  void scan(byte[] from, int entries, LongAdder sums, Ack ack) {
    try (RocksIterator iterator = db.newIterator(options)) {
      iterator.seek(from);
      for (int i = 0; i < entries && iterator.isValid(); i++) {
        byte[] value = iterator.value();
        sums.add(Digest.sumOf(value, value.length));
        iterator.next();
      }
      iterator.status();
    } catch (RocksDBException e) {
      ack.failed(e);
      return;
    }
    ack.done();
  }

  @Override
  public void close() {
    options.close();
  }
}
