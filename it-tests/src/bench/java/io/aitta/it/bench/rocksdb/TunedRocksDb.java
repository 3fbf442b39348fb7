package io.aitta.it.bench.rocksdb;

import io.aitta.it.bench.engine.Engine;
import io.aitta.it.bench.engine.EngineOptions;
import io.aitta.it.bench.engine.EngineStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SortedMap;

/**
 * RocksDB as an expert would use it: larger memtables, pipelined writes, recycled logs, a lock-free
 * cache; batches made by hand, iterators and buffers used again in the client. Measured and left
 * out, since they made it slower or no faster here: hash indexes in blocks, filters of memtables,
 * direct buffers.
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
        "memtables of twice the bytes and a first level to match, pipelined writes, recycled logs, "
            + "bytes_per_sync 1 MiB, HyperClockCache, two subcompactions, no flush in recovery, "
            + "tables with many deletes in a row compacted");
    described.put(
        "(client)",
        "single puts in flight are gathered into batches of up to "
            + GatheringWriter.BATCH
            + "; an iterator is refreshed, not made anew, and reads into the same arrays");
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
