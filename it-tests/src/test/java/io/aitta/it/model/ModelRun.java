package io.aitta.it.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aitta.actors.EntryIterator;
import io.aitta.actors.Page;
import io.aitta.actors.Snapshot;
import io.aitta.actors.Store;
import io.aitta.actors.StoreFigures;
import io.aitta.core.Bytes;
import io.aitta.core.Committed;
import io.aitta.core.Condition;
import io.aitta.core.Durability;
import io.aitta.core.Entry;
import io.aitta.core.Mutation;
import io.aitta.core.Range;
import io.aitta.core.VersionMismatchException;
import io.aitta.core.WriteBatch;
import io.aitta.core.WriteOptions;
import io.aitta.it.sim.KeyPool;
import io.aitta.it.support.RunningStore;
import io.aitta.it.support.Stages;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.javadsl.Sink;

/** Random operations, one at a time, each held against the model. */
final class ModelRun {
  private static final int REMEMBERED = 60;
  private static final int SNAPSHOTS_MAX = 6;
  private static final int BATCH_MAX = 12;
  private static final List<Durability> LEVELS = List.of(Durability.values());

  private final ActorSystem<?> system;
  private final Supplier<RunningStore> opener;
  private final ModelOptions options;
  private final RandomGenerator random;
  private final KeyPool keys;
  private final VersionedMap model = new VersionedMap();
  private final List<Snapshot> snapshots = new ArrayList<>();
  private final ArrayDeque<String> story = new ArrayDeque<>();
  private RunningStore running;
  private int operations;
  private long flushes;
  private long compactions;
  private int reopens;

  ModelRun(ActorSystem<?> system, Supplier<RunningStore> opener, ModelOptions options, long seed) {
    this.system = system;
    this.opener = opener;
    this.options = options;
    this.random = new SplittableRandom(seed);
    this.keys = KeyPool.of(random, 10 + random.nextInt(40));
    this.running = opener.get();
  }

  int operations() {
    return operations;
  }

  long flushes() {
    return flushes;
  }

  long compactions() {
    return compactions;
  }

  int reopens() {
    return reopens;
  }

  List<String> story() {
    return List.copyOf(story);
  }

  void run(int count) {
    while (operations < count) {
      operations++;
      one(random.nextInt(200));
    }
    readAll();
    reopen();
    readAll();
    end();
  }

  private void one(int dice) {
    if (dice < 50) {
      write(put());
    } else if (dice < 65) {
      write(Mutation.delete(keys.any(random)));
    } else if (dice < 70) {
      write(Mutation.deleteRange(keys.shortRange(random, 1 + random.nextInt(8))));
    } else if (dice < 85) {
      writeBatch();
    } else if (dice < 105) {
      writeIf();
    } else if (dice < 135) {
      get();
    } else if (dice < 145) {
      getAll();
    } else if (dice < 153) {
      scan();
    } else if (dice < 160) {
      pages();
    } else if (dice < 190) {
      snapshot();
    } else if (dice < 195) {
      flush();
    } else if (dice < 196) {
      awaitCompaction();
    } else if (dice < 198) {
      tell("sync");
      assertThat(Stages.get(store().sync()).seq()).isGreaterThanOrEqualTo(model.last());
    } else {
      reopen();
    }
  }

  private Store store() {
    return running.store();
  }

  private void tell(String what) {
    if (story.size() == REMEMBERED) {
      story.removeFirst();
    }
    story.addLast(operations + " at " + model.last() + ": " + what);
  }

  // ---------------------------------------------------------------- writes

  private Mutation put() {
    return Mutation.put(keys.any(random), value());
  }

  /** Lengths at and around the edges of blocks, and nothing at all. */
  private Bytes value() {
    int length =
        switch (random.nextInt(12)) {
          case 0 -> 0;
          case 1 -> options.blockBytes() - 1 + random.nextInt(3);
          case 2 -> 2 * options.blockBytes() + random.nextInt(3);
          case 3 -> random.nextInt(5_000);
          default -> 1 + random.nextInt(60);
        };
    byte[] value = new byte[length];
    byte letter = (byte) random.nextInt();
    for (int i = 0; i < length; i++) {
      value[i] = (byte) (letter + i / 7);
    }
    return Bytes.wrap(value);
  }

  private WriteOptions anyLevel() {
    return WriteOptions.DISK.withDurability(LEVELS.get(random.nextInt(LEVELS.size())));
  }

  private void write(Mutation mutation) {
    write(mutation, anyLevel());
  }

  private void write(Mutation mutation, WriteOptions how) {
    tell(brief(mutation) + " " + how.condition());
    Committed committed;
    if (mutation instanceof Mutation.Put put) {
      committed = Stages.get(store().put(put.key(), put.value(), how));
    } else if (mutation instanceof Mutation.Delete delete) {
      committed = Stages.get(store().delete(delete.key(), how));
    } else {
      committed = Stages.get(store().deleteRange(((Mutation.DeleteRange) mutation).range(), how));
    }
    model.apply(mutation, committed.seq());
  }

  private void writeIf() {
    Bytes key = keys.any(random);
    Mutation mutation = random.nextInt(4) == 0 ? Mutation.delete(key) : Mutation.put(key, value());
    Condition condition = condition(key);
    WriteOptions how = anyLevel().withCondition(condition);
    if (condition.holdsFor(model.version(key))) {
      write(mutation, how);
    } else {
      tell(brief(mutation) + " refused by " + condition);
      var stage =
          mutation instanceof Mutation.Put put
              ? store().put(key, put.value(), how)
              : store().delete(key, how);
      assertThat(Stages.failure(stage))
          .isInstanceOfSatisfying(
              VersionMismatchException.class,
              why -> assertThat(why.currentVersion()).isEqualTo(model.version(key)));
    }
  }

  private Condition condition(Bytes key) {
    long version = model.version(key);
    return switch (random.nextInt(5)) {
      case 0 -> Condition.ABSENT;
      case 1 -> Condition.EXISTS;
      case 2 -> Condition.version(Math.max(1, version - random.nextInt(2)));
      case 3 -> Condition.anyOf(List.of(version + 1, Math.max(1, version)));
      default -> version == 0 ? Condition.ABSENT : Condition.version(version);
    };
  }

  /** The same key may come twice: the later change wins. */
  private void writeBatch() {
    WriteBatch.Builder builder = WriteBatch.builder();
    int size = 1 + random.nextInt(BATCH_MAX);
    for (int i = 0; i < size; i++) {
      switch (random.nextInt(8)) {
        case 0 -> builder.deleteRange(keys.shortRange(random, 3));
        case 1, 2 -> builder.delete(keys.any(random));
        default -> builder.add(put());
      }
    }
    int conditionAt = -1;
    Condition condition = Condition.ALWAYS;
    Bytes conditional = keys.any(random);
    if (random.nextInt(3) == 0) {
      builder = WriteBatch.builder(); // one conditional put among blind ones on other keys
      conditionAt = random.nextInt(size);
      condition = condition(conditional);
      for (int i = 0; i < size; i++) {
        if (i == conditionAt) {
          builder.add(Mutation.put(conditional, value()), condition);
        } else {
          Bytes other = keys.any(random);
          builder.add(Mutation.delete(other.equals(conditional) ? Bytes.utf8("else") : other));
        }
      }
    }
    commit(builder.build(), conditionAt, condition, conditional);
  }

  private void commit(WriteBatch batch, int conditionAt, Condition condition, Bytes conditional) {
    tell("batch " + batch.items().stream().map(item -> brief(item.mutation())).toList());
    long before = model.version(conditional);
    var stage = store().write(batch, anyLevel());
    if (conditionAt >= 0 && !condition.holdsFor(before)) {
      assertThat(Stages.failure(stage))
          .isInstanceOfSatisfying(
              VersionMismatchException.class,
              why -> {
                assertThat(why.index()).isEqualTo(conditionAt);
                assertThat(why.currentVersion()).isEqualTo(before);
              });
      return;
    }
    long first = Stages.get(stage).seq() - batch.items().size() + 1;
    for (int i = 0; i < batch.items().size(); i++) {
      model.apply(batch.items().get(i).mutation(), first + i);
    }
  }

  private static String brief(Mutation mutation) {
    if (mutation instanceof Mutation.Put put) {
      return "put " + put.key() + " " + put.value().length() + " bytes";
    }
    return mutation.toString();
  }

  // ---------------------------------------------------------------- reads

  private void get() {
    Bytes key = keys.any(random);
    tell("get " + key);
    assertThat(Stages.get(store().get(key))).isEqualTo(model.get(key, model.last()));
  }

  private void getAll() {
    List<Bytes> some = keys.some(random, 1 + random.nextInt(10));
    tell("getAll " + some);
    assertThat(Stages.get(store().getAll(some))).isEqualTo(model.getAll(some, model.last()));
  }

  private Range range() {
    Range range = keys.range(random);
    return random.nextBoolean() ? range.reverse() : range;
  }

  private void scan() {
    Range range = range();
    tell("scan " + range);
    List<Entry> found =
        random.nextBoolean()
            ? Stages.get(store().scan(range).runWith(Sink.seq(), system))
            : Stages.get(
                store().scanBatches(range).mapConcat(chunk -> chunk).runWith(Sink.seq(), system));
    assertThat(found).isEqualTo(model.scan(range, model.last()));
  }

  /** Page after page, each beginning behind the last. */
  private void pages() {
    Range range = range();
    tell("pages " + range);
    Page.Limits limits =
        new Page.Limits(1 + random.nextInt(8), 1 + random.nextInt(4_000), 200, 1_000);
    List<Entry> found = new ArrayList<>();
    Range rest = range;
    for (boolean more = true; more; ) {
      Page page = Stages.get(store().page(rest, limits));
      assertThat(page.seq()).isGreaterThanOrEqualTo(model.last());
      assertThat(page.entries()).hasSizeLessThanOrEqualTo(limits.entriesMax());
      found.addAll(page.entries());
      more = page.last() != null;
      rest = more ? behind(rest, page.last()) : rest;
    }
    assertThat(found).isEqualTo(model.scan(range, model.last()));
  }

  private static Range behind(Range range, Bytes last) {
    if (range.reversed()) {
      return range.until(last);
    }
    byte[] next = java.util.Arrays.copyOf(last.toArray(), last.length() + 1);
    return new Range(Bytes.wrap(next), range.until(), false);
  }

  // ---------------------------------------------------------------- snapshots

  private void snapshot() {
    if (snapshots.isEmpty() || (snapshots.size() < SNAPSHOTS_MAX && random.nextInt(8) == 0)) {
      tell("snapshot");
      Snapshot taken = Stages.get(store().snapshot(Duration.ofMinutes(10)));
      assertThat(taken.seq()).isEqualTo(model.last());
      snapshots.add(taken);
      return;
    }
    Snapshot snapshot = snapshots.get(random.nextInt(snapshots.size()));
    switch (random.nextInt(6)) {
      case 0 -> {
        tell("close snapshot " + snapshot.seq());
        snapshot.close();
        snapshots.remove(snapshot);
      }
      case 1, 2 -> {
        Bytes key = keys.any(random);
        tell("get of snapshot " + snapshot.seq() + " " + key);
        assertThat(snapshot.get(key)).isEqualTo(model.get(key, snapshot.seq()));
      }
      case 3 -> {
        List<Bytes> some = keys.some(random, 1 + random.nextInt(10));
        tell("getAll of snapshot " + snapshot.seq() + " " + some);
        assertThat(Stages.get(store().getAll(snapshot, some)))
            .isEqualTo(model.getAll(some, snapshot.seq()));
      }
      default -> walk(snapshot);
    }
  }

  private void walk(Snapshot snapshot) {
    Range range = range();
    tell("walk of snapshot " + snapshot.seq() + " " + range);
    List<Entry> expected = model.scan(range, snapshot.seq());
    try (EntryIterator cursor = snapshot.iterator(range)) {
      assertThat(rest(cursor)).isEqualTo(expected);
      Bytes to = keys.any(random);
      tell("  and seek " + to);
      cursor.seek(to);
      assertThat(rest(cursor))
          .isEqualTo(
              expected.stream()
                  .filter(
                      entry ->
                          range.reversed()
                              ? entry.key().compareTo(to) <= 0
                              : entry.key().compareTo(to) >= 0)
                  .toList());
    }
  }

  private static List<Entry> rest(EntryIterator cursor) {
    List<Entry> entries = new ArrayList<>();
    while (cursor.next()) {
      entries.add(new Entry(cursor.key(), cursor.value(), cursor.version()));
    }
    return entries;
  }

  // ---------------------------------------------------------------- what moves the data

  private void flush() {
    tell("flush");
    Stages.get(store().flush());
  }

  private void awaitCompaction() {
    tell("flush and wait for compaction");
    Stages.get(store().flush());
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> tablesInLevel0(store().figures()) < options.l0Compact());
  }

  private static int tablesInLevel0(StoreFigures figures) {
    return figures.levels().stream()
        .filter(level -> level.level() == 0)
        .mapToInt(StoreFigures.Level::tables)
        .sum();
  }

  private void reopen() {
    tell("reopen");
    end();
    running = opener.get();
    reopens++;
    assertThat(running.info().lastSeq()).isGreaterThanOrEqualTo(model.last());
  }

  private void end() {
    snapshots.forEach(Snapshot::close);
    snapshots.clear();
    flushes += store().figures().counters().flushes();
    compactions += store().figures().counters().compactions();
    running.close();
  }

  private void readAll() {
    tell("read all");
    for (Range range : List.of(Range.all(), Range.all().reverse())) {
      assertThat(Stages.get(store().scan(range).runWith(Sink.seq(), system)))
          .isEqualTo(model.scan(range, model.last()));
    }
  }
}
