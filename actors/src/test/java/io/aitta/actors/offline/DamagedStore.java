package io.aitta.actors.offline;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.aitta.actors.Store;
import io.aitta.actors.StoreSeams;
import io.aitta.actors.StoreSettings;
import io.aitta.core.Bytes;
import io.aitta.core.Mutation;
import io.aitta.core.Range;
import io.aitta.core.WriteBatch;
import io.aitta.core.WriteOptions;
import io.aitta.core.format.TreeKey;
import io.aitta.core.io.AppendFile;
import io.aitta.core.io.ReadFile;
import io.aitta.core.io.TimeSource;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.sstable.manifest.FileName;
import io.aitta.sstable.manifest.ManifestInspection;
import io.aitta.sstable.version.TableMeta;
import io.aitta.wal.LogDump;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;

/**
 * A store in memory that was closed, with tables in two levels, deletes, range deletes and a log,
 * and all that was ever written to it: to be damaged, and to be held against what is left.
 */
final class DamagedStore {
  static final Path DIRECTORY = Path.of("/store");
  private static final int KEYS = 600;
  private static final int OPERATIONS = 3_000;

  /** What comes behind this is in the log alone. */
  private static final int LAST_FLUSH = 2_800;

  private static final Pattern GROUP =
      Pattern.compile("^group at ([0-9]+), .* 1 operations, first ([0-9]+),");

  private static final int BYTES_MIN = 6 << 10;
  private static final String SETTINGS =
      """
      aitta.memtable.size = 64 KiB
      aitta.table { size = 16 KiB, block-size = 512 }
      aitta.wal.file-size = 32 KiB
      aitta.compaction.l0-compact = 3
      """;

  /** What a write left: the value, or null for a delete. */
  private record Written(long number, Bytes value) {}

  final MemoryFileSystem fs = new MemoryFileSystem();
  private final ActorTestKit testKit;
  private final Map<Bytes, List<Written>> history = new TreeMap<>();

  private DamagedStore(ActorTestKit testKit) {
    this.testKit = testKit;
  }

  static DamagedStore filled(ActorTestKit testKit) {
    DamagedStore made = new DamagedStore(testKit);
    Store store = made.open(DIRECTORY);
    Random random = new Random(11);
    for (int i = 0; i < OPERATIONS; i++) {
      made.writeOne(store, random, i);
      if (i == OPERATIONS / 3 || i == LAST_FLUSH) {
        await(store.flush());
      }
    }
    await(store.close());
    return made;
  }

  private void writeOne(Store store, Random random, int i) {
    Bytes key = key(random.nextInt(KEYS));
    int what = random.nextInt(100);
    if (what < 85) {
      Bytes value = Bytes.utf8("value " + i + " " + "x".repeat(random.nextInt(60)));
      keep(key, await(store.put(key, value, WriteOptions.OS)).seq(), value);
    } else if (what < 97) {
      keep(key, await(store.delete(key, WriteOptions.OS)).seq(), null);
    } else {
      int first = random.nextInt(KEYS - 5);
      Range range = Range.from(key(first)).until(key(first + 5));
      WriteBatch batch = WriteBatch.builder().add(Mutation.deleteRange(range)).build();
      long number = await(store.write(batch, WriteOptions.OS)).seq();
      for (int k = first; k < first + 5; k++) {
        keep(key(k), number, null);
      }
    }
  }

  private void keep(Bytes key, long number, Bytes value) {
    history.computeIfAbsent(key, unused -> new ArrayList<>()).add(new Written(number, value));
  }

  private static Bytes key(int i) {
    return Bytes.utf8("key/%05d".formatted(i));
  }

  Store open(Path directory) {
    var config = ConfigFactory.parseString(SETTINGS).withFallback(ConfigFactory.load());
    var seams = new StoreSeams(fs, TimeSource.system(), new Random(1));
    Store store =
        Store.of(
            testKit.spawn(
                Store.create(StoreSettings.of(config).withDataDirectory(directory), seams)),
            testKit.system());
    await(store.ready());
    return store;
  }

  static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  // ---- what is there

  ManifestInspection.Contents manifest() throws IOException {
    return ManifestInspection.read(fs, manifestFile(), new ManifestInspection.Listener() {})
        .contents();
  }

  Path manifestFile() throws IOException {
    long number = ManifestInspection.current(fs, DIRECTORY);
    return file(new FileName(FileName.Kind.MANIFEST, number).text());
  }

  /** The live table of several blocks with the newest entry. */
  TableMeta table() throws IOException {
    TableMeta newest = null;
    for (int level = 0; level < manifest().version().levels(); level++) {
      for (TableMeta table : manifest().version().level(level)) {
        boolean isNewer = newest == null || table.greatestNumber() > newest.greatestNumber();
        if (table.sizeBytes() >= BYTES_MIN && isNewer) {
          newest = table;
        }
      }
    }
    return newest;
  }

  static Path file(TableMeta table) {
    return FileName.table(DIRECTORY, table.number());
  }

  static Path file(String name) {
    return DIRECTORY.resolve(name);
  }

  /** A group of one operation in a log. */
  record Place(Path log, long offset) {}

  /** In the middle of the operations that no table holds. */
  Place unflushed() throws IOException {
    long flushed = manifest().version().flushedThrough();
    List<Place> places = new ArrayList<>();
    for (String name : fs.list(DIRECTORY)) {
      if (name.endsWith(".log")) {
        Path log = file(name);
        LogDump.dump(
            fs,
            log,
            false,
            line -> {
              Matcher group = GROUP.matcher(line);
              if (group.find() && Long.parseLong(group.group(2)) > flushed + 1) {
                places.add(new Place(log, Long.parseLong(group.group(1))));
              }
            });
      }
    }
    return places.get(places.size() / 2);
  }

  long size(Path file) throws IOException {
    return fs.size(file);
  }

  byte[] bytes(Path file) throws IOException {
    ByteBuffer all = ByteBuffer.allocate((int) fs.size(file));
    try (ReadFile open = fs.openRead(file)) {
      open.readAt(0, all);
    }
    return all.array();
  }

  void rewrite(Path file, UnaryOperator<byte[]> change) throws IOException {
    byte[] changed = change.apply(bytes(file));
    fs.delete(file);
    try (AppendFile again = fs.create(file)) {
      again.append(ByteBuffer.wrap(changed));
      again.sync();
    }
    fs.syncDirectory(DIRECTORY);
  }

  /** Every file's bytes but those of the lock, to see that nothing changed. */
  Map<String, Bytes> content() throws IOException {
    Map<String, Bytes> content = new TreeMap<>();
    for (String name : fs.list(DIRECTORY)) {
      if (!name.equals("LOCK") && !name.equals("OWNER")) {
        content.put(name, Bytes.wrap(bytes(file(name))));
      }
    }
    return content;
  }

  // ---- what is left

  /**
   * Opens a repaired directory and reads every key. A key of which nothing that was reported as
   * dropped could be the newest write has its newest value; any other has at least one that was
   * once written.
   *
   * @return how many keys are not as they were
   */
  int assertHoldsAllBut(Path directory, List<Finding> dropped) {
    Store store = open(directory);
    int changed = 0;
    for (Map.Entry<Bytes, List<Written>> entry : history.entrySet()) {
      List<Written> writes = entry.getValue();
      Written newest = writes.get(writes.size() - 1);
      Optional<Bytes> found = await(store.get(entry.getKey())).map(read -> read.value());
      if (!found.equals(Optional.ofNullable(newest.value()))) {
        changed++;
        assertThat(dropped)
            .as("%s is %s and not %s", entry.getKey().utf8(), found, newest)
            .anyMatch(finding -> covers(finding, entry.getKey(), newest.number()));
        if (found.isPresent()) {
          assertThat(writes).extracting(Written::value).contains(found.get());
        }
      }
    }
    long number = await(store.put(Bytes.utf8("new"), Bytes.utf8("1"))).seq();
    assertThat(number).isGreaterThan(lastNumber());
    await(store.close());
    return changed;
  }

  long lastNumber() {
    return history.values().stream()
        .mapToLong(writes -> writes.get(writes.size() - 1).number())
        .max()
        .orElseThrow();
  }

  private static boolean covers(Finding finding, Bytes key, long number) {
    Bytes treeKey = Bytes.wrap(TreeKey.of(TreeKey.KEYSPACE_DEFAULT, key));
    return (finding.from() == null || finding.from().compareTo(treeKey) <= 0)
        && (finding.until() == null || finding.until().compareTo(treeKey) >= 0)
        && (finding.leastNumber() == null || finding.leastNumber() <= number)
        && (finding.greatestNumber() == null || finding.greatestNumber() >= number);
  }
}
