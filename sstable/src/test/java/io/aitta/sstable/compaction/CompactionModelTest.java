package io.aitta.sstable.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.Bytes;
import io.aitta.core.format.Kind;
import io.aitta.core.format.Operation;
import io.aitta.core.format.TreeKey;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.sstable.compaction.CompactionChoice.Drop;
import io.aitta.sstable.compaction.CompactionChoice.Merge;
import io.aitta.sstable.compaction.CompactionChoice.Move;
import io.aitta.sstable.version.TableMeta;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random operations, flushes, moves, drops and merges, several at once, with snapshots taken and
 * given back meanwhile: whatever happens, every reader sees what history says.
 */
class CompactionModelTest {
  private static final int SEEDS = 60;
  private static final int ROUNDS = 120;

  /** What has to have happened in a run, or it shows nothing. */
  private final TreeMap<String, Long> happened = new TreeMap<>();

  @Test
  @Tag("S01")
  void everyReaderSeesTheSameBeforeAndAfter() throws IOException {
    long first = Long.getLong("seed", System.nanoTime());
    int seeds = Long.getLong("seed") == null ? SEEDS : 1;
    for (int i = 0; i < seeds; i++) {
      try (Run run = new Run(first + i)) {
        run.go();
      }
    }
    System.out.println("compaction model: " + seeds + " seeds from -Dseed=" + first + happened);
    if (seeds > 1) {
      assertThat(happened)
          .containsOnlyKeys(
              "covered",
              "cut",
              "deletes dropped",
              "deletes for snapshots",
              "dropped tables",
              "expired",
              "flushed",
              "hidden",
              "jobs at once",
              "merged",
              "moved",
              "rewritten",
              "unseen flushed");
    }
  }

  private void count(String what, long times) {
    if (times > 0) {
      happened.merge(what, times, Long::sum);
    }
  }

  private final class Run implements AutoCloseable {
    private final String name;
    private final Random random;
    private final TinyStore store;
    private final List<History.Reader> snapshots = new ArrayList<>();
    private final List<MergeJob> jobs = new ArrayList<>();
    private final Set<Long> busy = new TreeSet<>();
    private final List<Long> batchEnds = new ArrayList<>(List.of(0L));
    private CompactionCursors cursors = CompactionCursors.START;
    private int visibleBatch;
    private long now = 1_000;

    Run(long seed) throws IOException {
      this.name = "-Dseed=" + seed;
      this.random = new Random(seed);
      this.store = new TinyStore(new MemoryFileSystem(), random);
    }

    void go() throws IOException {
      for (int round = 0; round < ROUNDS; round++) {
        switch (random.nextInt(12)) {
          case 0, 1, 2 -> writeAndFlush();
          case 3 -> takeOrReleaseSnapshot();
          case 4 -> now += random.nextInt(20);
          default -> compact();
        }
        if (random.nextInt(3) == 0) {
          check(round);
        }
      }
      while (!jobs.isEmpty()) {
        finish(jobs.get(0));
      }
      snapshots.clear();
      visibleBatch = batchEnds.size() - 1;
      settle();
      check(ROUNDS);
    }

    private void check(int round) {
      String where = name + " round " + round;
      store.checkLevels(where);
      store.check(reader(), where);
      for (History.Reader snapshot : snapshots) {
        store.check(snapshot, where);
      }
    }

    private History.Reader reader() {
      return new History.Reader(visible(), now);
    }

    private long visible() {
      return batchEnds.get(visibleBatch);
    }

    private void writeAndFlush() throws IOException {
      if (store.version.level(0).size() > 8) {
        return;
      }
      boolean allVisible = random.nextBoolean();
      for (int batches = 1 + random.nextInt(4); batches > 0; batches--) {
        for (int operations = 1 + random.nextInt(9); operations > 0; operations--) {
          store.add(operation());
        }
        batchEnds.add(store.history.lastNumber());
      }
      if (allVisible) {
        visibleBatch = batchEnds.size() - 1;
      } else {
        visibleBatch += random.nextInt(batchEnds.size() - visibleBatch);
      }
      count("unseen flushed", visible() < store.history.lastNumber() ? 1 : 0);
      count(store.flush(snapshotList()), "flushed");
      // what was flushed unseen becomes visible some time later, a batch at a time
      if (random.nextBoolean() && visibleBatch < batchEnds.size() - 1) {
        visibleBatch++;
      }
    }

    private Operation operation() {
      byte[] key = key();
      return switch (random.nextInt(24)) {
        case 0, 1, 2, 3, 4, 5 -> Operation.of(Kind.DELETE, key, Bytes.EMPTY);
        case 6 -> rangeDelete(key, random.nextInt(6) == 0 ? TreeKey.end(3) : key());
        case 7, 8 -> History.expiring(key, now + random.nextInt(30) - 5, text());
        default -> Operation.of(Kind.PUT, key, Bytes.utf8(text()));
      };
    }

    private Operation rangeDelete(byte[] one, byte[] other) {
      boolean ordered = TreeKey.compare(one, other) <= 0;
      byte[] start = ordered ? one : other;
      byte[] end = ordered ? other : one;
      return Operation.of(Kind.RANGE_DELETE, start, Bytes.wrap(end));
    }

    private byte[] key() {
      int keyspace = 1 + random.nextInt(3);
      return TreeKey.of(keyspace, Bytes.utf8("k" + random.nextInt(25)));
    }

    private String text() {
      return "v".repeat(random.nextInt(random.nextInt(8) == 0 ? 300 : 20));
    }

    private void takeOrReleaseSnapshot() {
      if (snapshots.size() < 3 && random.nextBoolean()) {
        snapshots.add(reader());
      } else if (!snapshots.isEmpty()) {
        snapshots.remove(random.nextInt(snapshots.size()));
      }
    }

    private SnapshotList snapshotList() {
      long oldest = now;
      List<Long> numbers = new ArrayList<>();
      for (History.Reader snapshot : snapshots) {
        oldest = Math.min(oldest, snapshot.timeMillis());
        numbers.add(snapshot.number());
      }
      return SnapshotList.of(numbers, visible(), oldest);
    }

    private LeveledPolicy.Input input() {
      return new LeveledPolicy.Input(
          store.version, busy, Set.of(), cursors, snapshotList(), store.rangeDeletes());
    }

    private void compact() throws IOException {
      if (jobs.size() == 3 || (!jobs.isEmpty() && random.nextBoolean())) {
        MergeJob job = jobs.get(random.nextInt(jobs.size()));
        for (int steps = 1 + random.nextInt(20); steps > 0; steps--) {
          if (!job.step()) {
            finished(job);
            return;
          }
        }
        return;
      }
      begin(random.nextInt(3) == 0 ? any() : LeveledPolicy.choose(input(), TinyStore.LEVELS));
    }

    /** A choice the policy could make if its measures were others. */
    private CompactionChoice any() {
      Bytes one = Bytes.wrap(key());
      Bytes other = Bytes.wrap(key());
      boolean ordered = one.compareTo(other) <= 0;
      List<TableMeta> tables = new ArrayList<>();
      int level = random.nextInt(TinyStore.LEVELS.levels() - 1);
      tables.addAll(store.version.touching(level, ordered ? one : other, ordered ? other : one));
      if (tables.isEmpty()) {
        return CompactionChoice.IDLE;
      }
      TableMeta table = tables.get(random.nextInt(tables.size()));
      InputPicker picker = new InputPicker(input(), TinyStore.LEVELS);
      CompactionChoice choice =
          level > 0 && random.nextInt(4) == 0
              ? picker.rewriteOf(table)
              : picker.startingWith(table);
      return choice == null ? CompactionChoice.IDLE : choice;
    }

    private void begin(CompactionChoice choice) throws IOException {
      cursors = cursors.after(choice);
      if (choice instanceof Move move) {
        store.apply(move.edit());
        count("moved", 1);
      } else if (choice instanceof Drop drop) {
        store.apply(drop.edit());
        count("dropped tables", drop.tables().size());
      } else if (choice instanceof Merge merge) {
        merge.inputs().forEach(table -> assertThat(busy.add(table.number())).isTrue());
        jobs.add(store.merge(merge, snapshotList()));
        count("jobs at once", jobs.size() > 1 ? 1 : 0);
        count("rewritten", merge.fromLevel() == merge.toLevel() ? 1 : 0);
      }
    }

    private void finish(MergeJob job) throws IOException {
      TinyStore.run(job);
      finished(job);
    }

    private void finished(MergeJob job) {
      jobs.remove(job);
      job.merge().inputs().forEach(table -> busy.remove(table.number()));
      store.apply(job.result().edit().build());
      count(job.result(), "merged");
      count("cut", job.result().added().size() - 1);
    }

    private void count(JobResult result, String what) {
      CompactionModelTest.this.count(what, 1);
      CompactionModelTest.this.count("hidden", result.counts().hidden());
      CompactionModelTest.this.count("covered", result.counts().covered());
      CompactionModelTest.this.count("deletes dropped", result.counts().deletesDropped());
      CompactionModelTest.this.count(
          "deletes for snapshots", result.counts().deletesForSnapshots());
      CompactionModelTest.this.count("expired", result.counts().expired());
    }

    /** Compacts until the policy has no wish left. */
    private void settle() throws IOException {
      for (int i = 0; i < 200; i++) {
        CompactionChoice choice = LeveledPolicy.choose(input(), TinyStore.LEVELS);
        if (choice.equals(CompactionChoice.IDLE)) {
          return;
        }
        begin(choice);
        while (!jobs.isEmpty()) {
          finish(jobs.get(0));
        }
      }
      throw new AssertionError(name + ": compaction goes on for ever");
    }

    private void count(String what, long times) {
      CompactionModelTest.this.count(what, times);
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
