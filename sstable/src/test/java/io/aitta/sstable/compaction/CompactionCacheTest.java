package io.aitta.sstable.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.format.KeyHash;
import io.aitta.core.io.fault.Fault;
import io.aitta.core.io.fault.FileOperation;
import io.aitta.core.iterator.Lookup;
import io.aitta.core.memtable.MemTable;
import io.aitta.sstable.table.TableReader;
import io.aitta.sstable.version.TableMeta;
import io.aitta.sstable.version.Version;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a merge leaves in the cache of blocks. */
class CompactionCacheTest extends CompactionStory {
  private static final int KEYS = 40;

  private Lookup lookup(String key) {
    byte[] bytes = key(key);
    return new Lookup(bytes, KeyHash.of(bytes), store.history.lastNumber(), 0);
  }

  /** Whether a get of the key is answered by one of these tables without a read. */
  private boolean isInMemory(List<TableMeta> tables, String key) {
    for (TableMeta table : tables) {
      if (Version.mayHold(table, key(key))) {
        Lookup lookup = lookup(key);
        return store.tables.get(table).lookupInMemory(lookup) == TableReader.Answer.DONE;
      }
    }
    throw new AssertionError("no table has " + key);
  }

  @Test
  void whatReadersKeptOfTheInputsIsKeptOfTheOutputs() throws IOException {
    twoTables();
    store.tables.get(store.version.level(0).get(0)).lookup(lookup("k03"), true);
    JobResult result = TinyStore.run(store.merge(down(0), snapshots()));
    assertThat(isInMemory(result.added(), "k03")).isTrue();
    assertThat(isInMemory(result.added(), "k15")).isFalse();
    assertThat(isInMemory(result.added(), "k29")).isFalse();

    store.apply(result.edit().build());
    checkAt();
  }

  @Test
  void whereAVersionWasKeptThatIsDroppedItsNeighboursInTheOutputAre() throws IOException {
    twoTables();
    store.tables.get(store.version.level(0).get(1)).lookup(lookup("k03"), true);
    JobResult result = TinyStore.run(store.merge(down(0), snapshots()));
    assertThat(isInMemory(result.added(), "k03")).isTrue();
    assertThat(isInMemory(result.added(), "k29")).isFalse();
  }

  private void readAll(MemTable memTable) {
    for (int i = 0; i < KEYS; i++) {
      memTable.lookup(lookup(name(i)));
    }
  }

  @Test
  void aMemtableInWhichGetsFoundMuchIsInTheCacheOnceItIsFlushed() throws IOException {
    putMany();
    JobResult flushed = store.runFlush(snapshots(), this::readAll);
    for (int i = 0; i < KEYS; i++) {
      assertThat(isInMemory(flushed.added(), name(i))).as(name(i)).isTrue();
    }
  }

  @Test
  void aFlushIsWellWithoutTheMemoryToOpenItsTableForReaders() throws IOException {
    putMany();
    plan.add(
        Fault.on(FileOperation.OPEN)
            .running(
                (operation, file, number) -> {
                  throw new OutOfMemoryError("planted");
                })
            .succeeds());
    JobResult flushed = store.runFlush(snapshots(), this::readAll);
    plan.clearFaults();
    assertThat(isInMemory(flushed.added(), name(0))).isFalse();
    store.apply(flushed.edit().build());
    checkAt();
  }

  @Test
  void aMemtableThatNobodyReadsTakesNothingOfTheCacheWhenItIsFlushed() throws IOException {
    putMany();
    long before = store.tables.blocks().usedBytes();
    JobResult flushed = store.runFlush(snapshots());
    assertThat(store.tables.blocks().usedBytes()).isEqualTo(before);
    assertThat(isInMemory(flushed.added(), name(0))).isFalse();
  }

  private void putMany() {
    for (int i = 0; i < KEYS; i++) {
      store.add(put(name(i), "of memtables".repeat(3)));
    }
  }

  private static String name(int i) {
    return "k%02d".formatted(i);
  }

  @Test
  void anAbandonedJobLeavesNoTableOpen() throws IOException {
    twoTables();
    store.tables.get(store.version.level(0).get(0)).lookup(lookup("k03"), true);
    store.tables.get(store.version.level(0).get(1));
    int before = store.tables.size();
    long bytesBefore = store.tables.blocks().usedBytes();
    MergeJob job = store.merge(down(0), snapshots());
    TinyStore.run(job);
    assertThat(store.tables.size()).isGreaterThan(before);
    job.abandon();
    assertThat(store.tables.size()).isEqualTo(before);
    assertThat(store.tables.blocks().usedBytes()).isEqualTo(bytesBefore);
  }
}
