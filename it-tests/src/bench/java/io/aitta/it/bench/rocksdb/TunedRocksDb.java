package io.aitta.it.bench.rocksdb;

import io.aitta.it.bench.engine.Engine;
import io.aitta.it.bench.engine.EngineOptions;
import io.aitta.it.bench.engine.EngineStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SortedMap;

/**
 * RocksDB as an expert would use it: larger memtables, pipelined writes, recycled logs, hash
 * indexes in blocks, a lock-free cache; batches made by hand and direct buffers in the client.
 */
public final class TunedRocksDb implements Engine {
  @Override
  public String name() {
    return "rocksdb-tuned";
  }

  @Override
  public SortedMap<String, String> describe(EngineOptions options) {
    SortedMap<String, String> described = RocksOptions.described(options, true);
    described.put(
        "(tuned)",
        "memtables of twice the bytes with a filter of their own, pipelined writes, recycled logs, "
            + "bytes_per_sync 1 MiB, hash index in blocks, HyperClockCache, two subcompactions");
    described.put(
        "(client)",
        "single puts in flight are gathered into batches of up to "
            + GatheringWriter.BATCH
            + "; gets and iterators through direct buffers");
    return described;
  }

  @Override
  public boolean blocksItsCaller() {
    return true;
  }

  @Override
  public boolean gathersBatches() {
    return true;
  }

  @Override
  public EngineStore open(Path directory, EngineOptions options) throws IOException {
    return RocksStore.open(directory, RocksOptions.of(options, true));
  }
}
