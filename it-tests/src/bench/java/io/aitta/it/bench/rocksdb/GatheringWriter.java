package io.aitta.it.bench.rocksdb;

import io.aitta.it.bench.engine.Ack;
import io.aitta.it.bench.engine.Level;
import io.aitta.it.bench.engine.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * Gathers a thread's single writes into batches by hand, and acknowledges them together. For one
 * thread.
 */
final class GatheringWriter implements Writer {
  static final int BATCH = 1_000;

  private final RocksDB db;
  private final InlineReads reads;
  private final int size;
  private final WriteOptions durable = new WriteOptions().setSync(true);
  private final WriteOptions buffered = new WriteOptions().setSync(false);
  private final WriteBatch gathered = new WriteBatch();
  private final List<Ack> waiting = new ArrayList<>();
  private Level level = Level.BUFFERED;

  GatheringWriter(RocksDB db, int window) {
    this.db = db;
    this.reads = new InlineReads(db);
    this.size = Math.min(BATCH, window);
  }

  @Override
  public void put(byte[] key, byte[] value, Level asked, Ack ack) {
    try {
      gathered.put(key, value);
    } catch (RocksDBException e) {
      ack.failed(e);
      return;
    }
    await(asked, ack);
  }

  @Override
  public void delete(byte[] key, Level asked, Ack ack) {
    try {
      gathered.delete(key);
    } catch (RocksDBException e) {
      ack.failed(e);
      return;
    }
    await(asked, ack);
  }

  @Override
  public void increment(byte[] key, Level asked, Ack ack) {
    try {
      gathered.merge(key, SingleWriter.ONE);
    } catch (RocksDBException e) {
      ack.failed(e);
      return;
    }
    await(asked, ack);
  }

  private void await(Level asked, Ack ack) {
    level = asked == Level.DURABLE ? asked : level;
    waiting.add(ack);
    if (waiting.size() >= size) {
      drain();
    }
  }

  @Override
  public void write(byte[][] keys, byte[][] values, Level asked, Ack ack) {
    drain();
    try {
      for (int i = 0; i < keys.length; i++) {
        gathered.put(keys[i], values[i]);
      }
    } catch (RocksDBException e) {
      ack.failed(e);
      return;
    }
    level = asked;
    waiting.add(ack);
    drain();
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
    if (waiting.isEmpty()) {
      return;
    }
    try {
      db.write(level == Level.DURABLE ? durable : buffered, gathered);
      waiting.forEach(Ack::done);
    } catch (RocksDBException e) {
      waiting.forEach(ack -> ack.failed(e));
    }
    waiting.clear();
    gathered.clear();
    level = Level.BUFFERED;
  }

  @Override
  public void close() {
    drain();
    gathered.close();
    reads.close();
    durable.close();
    buffered.close();
  }
}
