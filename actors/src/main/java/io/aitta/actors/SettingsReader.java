package io.aitta.actors;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.aitta.core.Durability;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.StoreException.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads {@link StoreSettings} from a configuration. Unknown keys, missing ones and values out of
 * range fail with {@code bad-setting} and name the key.
 */
final class SettingsReader {
  private static final String ROOT = "aitta";

  /** Below these, keys are the host's own: a dispatcher takes whatever Pekko knows. */
  private static final Set<String> OPEN =
      Set.of("dispatchers", "mailbox", "gated-mailbox", "http.pekko");

  /** Who gives a process no more heap than this has no memory to spare for a page cache either. */
  private static final long DIRECT_IO_HEAP_BYTES_MAX = 512L << 20;

  /** Longer than this a caller would notice. */
  private static final long COMMIT_DELAY_NANOS_MOST = 10_000_000;

  private final Config config;

  private SettingsReader(Config config) {
    this.config = config;
  }

  static StoreSettings read(Config root) {
    if (!root.hasPath(ROOT)) {
      throw bad(
          "no settings under 'aitta': load the configuration with ConfigFactory.load(), or put "
              + "ConfigFactory.defaultReference() under your own, so that reference.conf counts");
    }
    Config config = root.getConfig(ROOT);
    refuseUnknown(config);
    try {
      return new SettingsReader(config).settings();
    } catch (ConfigException e) {
      throw bad(String.valueOf(e.getMessage()));
    }
  }

  private StoreSettings settings() {
    MemoryPlan plan = plan();
    long memtableBytes = autoBytes("memtable.size", 1 << 10, 1L << 31, plan.memtableBytes());
    int l0CompactTables = (int) number("compaction.l0-compact", 1, 1 << 10);
    return new StoreSettings(
        Path.of(config.getString("data-dir")),
        durability(),
        duration("write-timeout"),
        memtableBytes,
        (int) number("memtable.sealed-max", 1, 64),
        (int) bytes("wal.batch-size-max", 256, 8 << 20),
        commitDelayMax(),
        bytes("wal.file-size", 1 << 10, 1L << 40),
        bytes("manifest.file-size", 256, 1L << 30),
        autoBytes("table.size", 1 << 10, 1L << 31, MemoryPlan.tableBytes(memtableBytes)),
        (int) bytes("table.block-size", 64, 1 << 20),
        (int) number("table.filter-bits", 0, 64),
        compression(),
        directIo(),
        autoBytes("cache", 0, 1L << 40, plan.cacheBytes()),
        (int) number("open-files", 1, 1 << 20),
        bytes("admission.in-flight", 1 << 10, 1L << 40),
        (int) number("admission.reads-in-flight", 1, 1 << 20),
        duration("snapshots.lease"),
        (int) number("snapshots.max", 1, 1 << 20),
        (int) bytes("limits.key-size", 1, 64 << 10),
        (int) bytes("limits.value-size", 1, 64 << 20),
        (int) number("limits.batch-operations", 1, 1 << 20),
        bytes("limits.batch-size", 1, 1 << 30),
        isAuto("compaction.threads")
            ? Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors() - 1))
            : (int) number("compaction.threads", 1, 64),
        l0CompactTables,
        (int) number("compaction.l0-slow", 2, 1 << 10),
        (int) number("compaction.l0-stop", Math.max(3, l0CompactTables), 1 << 10),
        scrubRate(),
        duration("scrub.interval"));
  }

  private MemoryPlan plan() {
    long heapBytes = Runtime.getRuntime().maxMemory();
    long memoryBytes =
        autoBytes("memory", 64 << 20, heapBytes / 2, MemoryPlan.memoryBytes(heapBytes));
    try {
      return MemoryPlan.of(
          config.getString("profile"), memoryBytes, (int) number("memtable.sealed-max", 1, 64));
    } catch (IllegalArgumentException e) {
      throw bad("aitta.profile is " + e.getMessage());
    }
  }

  private boolean isAuto(String key) {
    return config.getString(key).equals("auto");
  }

  private long autoBytes(String key, long least, long most, long derived) {
    return isAuto(key) ? derived : bytes(key, least, most);
  }

  private Durability durability() {
    try {
      return Durability.parse(config.getString("durability"));
    } catch (IllegalArgumentException e) {
      throw bad("aitta.durability is " + e.getMessage());
    }
  }

  private String compression() {
    String name = config.getString("table.compression");
    if (!Set.of("none", "lz4", "zstd").contains(name)) {
      throw bad("aitta.table.compression is not one of none, lz4, zstd: " + name);
    }
    return name;
  }

  private boolean directIo() {
    String when = config.getString("table.direct-io");
    return switch (when) {
      case "on" -> true;
      case "off" -> false;
      case "auto" -> Runtime.getRuntime().maxMemory() <= DIRECT_IO_HEAP_BYTES_MAX;
      default -> throw bad("aitta.table.direct-io is not one of auto, on, off: " + when);
    };
  }

  /** 0 for {@code off}. */
  private long scrubRate() {
    return config.getString("scrub.rate").equals("off") ? 0 : bytes("scrub.rate", 1, 1L << 40);
  }

  private Duration commitDelayMax() {
    Duration value = config.getDuration("wal.commit-delay-max");
    inRange("wal.commit-delay-max", value.toNanos(), 0, COMMIT_DELAY_NANOS_MOST);
    return value;
  }

  private Duration duration(String key) {
    Duration value = config.getDuration(key);
    if (value.isNegative() || value.isZero()) {
      throw bad("aitta." + key + " must be longer than nothing: " + config.getString(key));
    }
    return value;
  }

  private long bytes(String key, long least, long most) {
    return inRange(key, config.getBytes(key), least, most);
  }

  private long number(String key, long least, long most) {
    return inRange(key, config.getLong(key), least, most);
  }

  private static long inRange(String key, long value, long least, long most) {
    if (value < least || value > most) {
      throw bad("aitta." + key + " must be from " + least + " to " + most + ": " + value);
    }
    return value;
  }

  private static void refuseUnknown(Config config) {
    Set<String> known = new TreeSet<>();
    ConfigFactory.defaultReference()
        .getConfig(ROOT)
        .entrySet()
        .forEach(entry -> known.add(entry.getKey()));
    config.entrySet().stream()
        .map(entry -> entry.getKey())
        .filter(key -> !known.contains(key) && OPEN.stream().noneMatch(key::startsWith))
        .sorted()
        .findFirst()
        .ifPresent(
            key -> {
              throw bad(
                  "unknown setting aitta." + key + "; the nearest is aitta." + nearest(key, known));
            });
  }

  private static String nearest(String key, Set<String> known) {
    String best = "";
    int least = Integer.MAX_VALUE;
    for (String candidate : known) {
      int distance = distance(key, candidate);
      if (distance < least) {
        least = distance;
        best = candidate;
      }
    }
    return best;
  }

  /** Levenshtein's distance: how many letters to change, add or leave out. */
  private static int distance(String left, String right) {
    int[] before = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      before[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int[] now = new int[right.length() + 1];
      now[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int change = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
        now[j] = Math.min(Math.min(now[j - 1], before[j]) + 1, before[j - 1] + change);
      }
      before = now;
    }
    return before[right.length()];
  }

  private static StoreException bad(String why) {
    return new StoreException(ErrorCode.BAD_SETTING, Outcome.NONE, why);
  }
}
