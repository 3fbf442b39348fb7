package io.aitta.sstable.compaction;

import io.aitta.core.Bytes;
import io.aitta.core.format.Kind;
import io.aitta.core.format.Operation;
import io.aitta.core.format.TreeKey;
import io.aitta.core.io.fault.FaultPlan;
import io.aitta.core.io.fault.FaultyFileSystem;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.sstable.compaction.CompactionChoice.Merge;
import io.aitta.sstable.version.Version;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A store for one test, and the words its stories are told in. */
abstract class CompactionStory {
  static final long NOW = 1_000;

  final MemoryFileSystem disk = new MemoryFileSystem();
  final FaultPlan plan = new FaultPlan();
  TinyStore store;

  @BeforeEach
  void open() throws IOException {
    store = new TinyStore(new FaultyFileSystem(disk, plan), new Random(1));
  }

  @AfterEach
  void close() {
    store.close();
  }

  static byte[] key(String key) {
    return TreeKey.of(1, Bytes.utf8(key));
  }

  static Operation put(String key, String value) {
    return Operation.of(Kind.PUT, key(key), Bytes.utf8(value));
  }

  static Operation delete(String key) {
    return Operation.of(Kind.DELETE, key(key), Bytes.EMPTY);
  }

  static Operation deleteRange(String from, String until) {
    return Operation.of(Kind.RANGE_DELETE, key(from), Bytes.wrap(key(until)));
  }

  SnapshotList snapshots(Long... numbers) {
    return SnapshotList.of(List.of(numbers), store.history.lastNumber(), NOW);
  }

  void flush(Operation... operations) throws IOException {
    store.add(operations);
    store.flush(snapshots());
  }

  /** Everything of a level into the next. */
  Merge down(int level) {
    Version version = store.version;
    return LeveledPolicy.merge(
        version, level, version.level(level), version.level(level + 1), level + 1);
  }

  JobResult merge(Merge choice, SnapshotList snapshots) throws IOException {
    JobResult result = TinyStore.run(store.merge(choice, snapshots));
    store.apply(result.edit().build());
    store.checkLevels("after " + choice);
    return result;
  }

  void checkAt(long... numbers) {
    store.check(new History.Reader(store.history.lastNumber(), NOW), "now");
    for (long number : numbers) {
      store.check(new History.Reader(number, NOW), "snapshot");
    }
  }

  void toLevel(int level) throws IOException {
    for (int from = 0; from < level; from++) {
      merge(down(from), snapshots());
    }
  }

  void twoTables() throws IOException {
    for (int table = 0; table < 2; table++) {
      for (int i = 0; i < 30; i++) {
        store.add(put("k%02d".formatted(i), "value-%d-%d".formatted(table, i).repeat(9)));
      }
      store.flush(snapshots());
    }
  }
}
