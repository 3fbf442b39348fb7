package io.aitta.it.bench.rocksdb;

import io.aitta.it.bench.engine.Ack;
import io.aitta.it.bench.engine.Level;
import io.aitta.it.bench.engine.Writer;
import java.util.concurrent.atomic.LongAdder;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** One write after the other; the caller waits for each. For one thread. */
final class SingleWriter implements Writer {
  /** What RocksDB's own operator adds. */
  static final byte[] ONE = {1, 0, 0, 0, 0, 0, 0, 0};

  private final RocksDB db;
  private final InlineReads reads;
  private final WriteOptions durable = new WriteOptions().setSync(true);
  private final WriteOptions buffered = new WriteOptions().setSync(false);

  SingleWriter(RocksDB db) {
    this.db = db;
    this.reads = new InlineReads(db);
  }

  private WriteOptions at(Level level) {
    return level == Level.DURABLE ? durable : buffered;
  }

  @Override
  public void put(byte[] key, byte[] value, Level level, Ack ack) {
    try {
      db.put(at(level), key, value);
    } catch (RocksDBException e) {
      ack.failed(e);
      return;
    }
    ack.done();
  }

  @Override
  public void delete(byte[] key, Level level, Ack ack) {
    try {
      db.delete(at(level), key);
    } catch (RocksDBException e) {
      ack.failed(e);
      return;
    }
    ack.done();
  }

  @Override
  public void write(byte[][] keys, byte[][] values, Level level, Ack ack) {
    try (WriteBatch batch = new WriteBatch()) {
      for (int i = 0; i < keys.length; i++) {
        batch.put(keys[i], values[i]);
      }
      db.write(at(level), batch);
    } catch (RocksDBException e) {
      ack.failed(e);
      return;
    }
    ack.done();
  }

  @Override
  public void increment(byte[] key, Level level, Ack ack) {
    try {
      db.merge(at(level), key, ONE);
    } catch (RocksDBException e) {
      ack.failed(e);
      return;
    }
    ack.done();
  }

  @Override
  public void get(byte[] key, LongAdder sums, Ack ack) {
    reads.get(key, sums, ack);
  }

  @Override
  public void scan(byte[] from, int entries, LongAdder sums, Ack ack) {
    reads.scan(from, entries, sums, ack);
  }

  @Override
  public void drain() {
    // nothing is gathered here
  }

  @Override
  public void close() {
    reads.close();
    durable.close();
    buffered.close();
  }
}
