package io.aitta.it.bench.rocksdb;

import io.aitta.it.bench.engine.Engine;
import io.aitta.it.bench.engine.EngineOptions;
import io.aitta.it.bench.engine.EngineStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SortedMap;

/** RocksDB as it comes, but for what both sides are given alike. */
public final class PlainRocksDb implements Engine {
  @Override
  public String name() {
    return "rocksdb";
  }

  @Override
  public SortedMap<String, String> describe(EngineOptions options) {
    return RocksOptions.described(options, false);
  }

  @Override
  public boolean blocksItsCaller() {
    return true;
  }

  @Override
  public EngineStore open(Path directory, EngineOptions options) throws IOException {
    return RocksStore.open(directory, RocksOptions.of(options, false));
  }
}
