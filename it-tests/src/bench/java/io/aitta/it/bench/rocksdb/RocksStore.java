package io.aitta.it.bench.rocksdb;

import io.aitta.it.bench.engine.EngineCounters;
import io.aitta.it.bench.engine.EngineStore;
import io.aitta.it.bench.engine.Reader;
import io.aitta.it.bench.engine.Writer;
import io.aitta.it.bench.load.Poll;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.CompactRangeOptions.BottommostLevelCompaction;
import org.rocksdb.FlushOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** A RocksDB that is open. */
final class RocksStore implements EngineStore {
  private final RocksDB db;
  private final RocksOptions options;

  private RocksStore(RocksDB db, RocksOptions options) {
    this.db = db;
    this.options = options;
  }

  static RocksStore open(Path directory, RocksOptions options) throws IOException {
    try {
      return new RocksStore(RocksDB.open(options.options(), directory.toString()), options);
    } catch (RocksDBException e) {
      options.close();
      throw new IOException(e);
    }
  }

  /** A failure of RocksDB fails the run. */
  static IllegalStateException failed(RocksDBException why) {
    return new IllegalStateException("RocksDB failed", why);
  }

  @Override
  public Writer writer(int window) {
    return options.tuned() && window > 1 ? new GatheringWriter(db, window) : new SingleWriter(db);
  }

  @Override
  public Reader reader() {
    return options.tuned() ? new ReusingReader(db) : new ArrayReader(db);
  }

  @Override
  public void flush() {
    try (FlushOptions how = new FlushOptions().setWaitForFlush(true)) {
      db.flush(how);
    } catch (RocksDBException e) {
      throw failed(e);
    }
  }

  @Override
  public void compact() {
    try (CompactRangeOptions how =
        new CompactRangeOptions()
            .setBottommostLevelCompaction(BottommostLevelCompaction.kIfHaveCompactionFilter)) {
      db.compactRange(db.getDefaultColumnFamily(), null, null, how);
    } catch (RocksDBException e) {
      throw failed(e);
    }
  }

  @Override
  public void awaitIdle() {
    Poll.until(
        "RocksDB is idle",
        () ->
            property("rocksdb.num-running-flushes") == 0
                && property("rocksdb.num-running-compactions") == 0
                && property("rocksdb.mem-table-flush-pending") == 0
                && property("rocksdb.num-immutable-mem-table") == 0
                && property("rocksdb.compaction-pending") == 0);
  }

  private long property(String name) {
    try {
      return db.getLongProperty(name);
    } catch (RocksDBException e) {
      throw failed(e);
    }
  }

  @Override
  public boolean isMemtableEmpty() {
    return property("rocksdb.num-entries-active-mem-table") == 0
        && property("rocksdb.num-immutable-mem-table") == 0;
  }

  @Override
  public boolean isCompacted() {
    return db.getColumnFamilyMetaData().levels().stream()
            .filter(level -> !level.files().isEmpty())
            .count()
        == 1;
  }

  @Override
  public EngineCounters counters() {
    try {
      Map<String, String> done = db.getMapProperty("rocksdb.dbstats");
      Map<String, String> tree = db.getMapProperty("rocksdb.cfstats");
      return new EngineCounters(
          number(done, "db.wal_syncs"),
          number(tree, "compaction.L0.CompCount"),
          number(tree, "compaction.Sum.CompCount") - number(tree, "compaction.L0.CompCount"),
          number(done, "db.user_write_stall_micros") / 1_000,
          property("rocksdb.estimate-pending-compaction-bytes"));
    } catch (RocksDBException e) {
      throw failed(e);
    }
  }

  private static long number(Map<String, String> properties, String name) {
    String text = properties.get(name);
    return text == null ? 0 : (long) Double.parseDouble(text);
  }

  @Override
  public void close() {
    db.close();
    options.close();
  }
}
