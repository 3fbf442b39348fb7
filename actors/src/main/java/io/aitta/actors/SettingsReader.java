package io.aitta.actors;

import com.typesafe.config.Config;
import io.aitta.core.Durability;
import java.nio.file.Path;
import java.time.Duration;

/** Reads {@link StoreSettings} from a configuration. */
final class SettingsReader {
  private SettingsReader() {}

  static StoreSettings read(Config root) {
    Config config = root.getConfig("aitta");
    return new StoreSettings(
        Path.of(config.getString("data-dir")),
        Durability.parse(config.getString("durability")),
        Duration.ofNanos(config.getDuration("write-timeout").toNanos()),
        config.getBytes("memtable.size"),
        config.getInt("memtable.sealed-max"),
        (int) (long) config.getBytes("wal.batch-size-max"),
        config.getBytes("wal.file-size"),
        config.getBytes("table.size"),
        (int) (long) config.getBytes("table.block-size"),
        config.getInt("table.filter-bits"),
        config.getString("table.compression"),
        config.getBytes("cache"),
        config.getInt("open-files"),
        config.getBytes("admission.in-flight"),
        config.getInt("admission.reads-in-flight"),
        Duration.ofNanos(config.getDuration("snapshots.lease").toNanos()),
        config.getInt("snapshots.max"),
        (int) (long) config.getBytes("limits.key-size"),
        (int) (long) config.getBytes("limits.value-size"),
        config.getInt("limits.batch-operations"),
        config.getBytes("limits.batch-size"),
        config.getInt("compaction.threads"),
        config.getInt("compaction.l0-compact"),
        config.getInt("compaction.l0-slow"),
        config.getInt("compaction.l0-stop"));
  }
}
