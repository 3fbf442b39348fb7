package io.aitta.it.bench.aitta;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.aitta.actors.StoreSettings;
import io.aitta.it.bench.engine.Engine;
import io.aitta.it.bench.engine.EngineOptions;
import io.aitta.it.bench.engine.EngineStore;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;

/** Aitta, through its public Java API, as a host embeds it. */
public final class AittaEngine implements Engine {
  public static final String NAME = "aitta";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public SortedMap<String, String> describe(EngineOptions options) {
    SortedMap<String, String> described = new TreeMap<>(Comparator.naturalOrder());
    config(options)
        .getConfig("aitta")
        .entrySet()
        .forEach(
            setting ->
                described.put(setting.getKey(), String.valueOf(setting.getValue().unwrapped())));
    return described;
  }

  @Override
  public boolean blocksItsCaller() {
    return false;
  }

  @Override
  public EngineStore open(Path directory, EngineOptions options) {
    Config config = config(options);
    return AittaStore.open(config, StoreSettings.of(config).withDataDirectory(directory));
  }

  /** What the settings take at most. */
  private static final int L0_MOST = 1_024;

  /** Settings of the reference but for what both sides are given alike. */
  private static Config config(EngineOptions options) {
    int l0 = options.l0CompactTables();
    String lines =
        """
        pekko.loglevel = WARNING
        pekko.jvm-shutdown-hooks = off
        aitta {
          memtable.size = %d
          cache = %d
          table.filter-bits = 10
          table.compression = %s
          compaction.threads = 1
          compaction.l0-compact = %d
          compaction.l0-slow = %d
          compaction.l0-stop = %d
          snapshots.lease = 1h
        }
        """
            .formatted(
                options.memtableBytes(),
                options.cacheBytes(),
                options.compresses() ? "lz4" : "none",
                l0,
                Math.min(5 * l0, L0_MOST - 1), // as the defaults are to each other
                Math.min(9 * l0, L0_MOST));
    return ConfigFactory.parseString(lines).withFallback(ConfigFactory.load()).resolve();
  }
}
