package io.aitta.it.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.actors.EntryIterator;
import io.aitta.actors.Snapshot;
import io.aitta.actors.Store;
import io.aitta.core.Bytes;
import io.aitta.core.Durability;
import io.aitta.core.Entry;
import io.aitta.core.Range;
import io.aitta.core.WriteOptions;
import io.aitta.it.sim.Values;
import io.aitta.it.support.Stages;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.HdrHistogram.Recorder;

/**
 * One client that does everything: it keeps many requests under way, knows what the store must hold
 * when they are answered, and keeps snapshots of what it held before. For one thread.
 */
final class SoakLoad {
  private static final int KEYS = 20_000;
  private static final int VALUE_BYTES_MAX = 1_200;
  private static final int UNDER_WAY_MAX = 128;
  private static final int SNAPSHOTS_HELD = 4;
  private static final int SPAN = 50;
  private static final List<Durability> LEVELS =
      List.of(Durability.OS, Durability.OS, Durability.OS, Durability.DISK, Durability.MEMORY);

  /** A snapshot, and what a span of it must say for ever. */
  private record Held(Snapshot snapshot, Range range, Map<Bytes, Bytes> entries) {}

  private final Store store;
  private final SplittableRandom random;
  private final TreeMap<Bytes, Integer> lastWrites = new TreeMap<>();
  private final Semaphore places = new Semaphore(UNDER_WAY_MAX);
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final Recorder getNanos = new Recorder(3); // of a fixed size, however many there are
  private final ArrayDeque<Held> held = new ArrayDeque<>();
  private int writes;
  private long operations;

  SoakLoad(Store store, long seed) {
    this.store = store;
    this.random = new SplittableRandom(seed);
  }

  long operations() {
    return operations;
  }

  /** One more request; waits while too many are under way. */
  void step() {
    operations++;
    int what = random.nextInt(1_000);
    if (what < 600) {
      put();
    } else if (what < 650) {
      Bytes key = key(random.nextInt(KEYS));
      lastWrites.remove(key);
      underWay(store.delete(key, WriteOptions.OS));
    } else if (what < 652) {
      int from = random.nextInt(KEYS);
      Range range = Range.from(key(from)).until(key(from + SPAN / 2));
      lastWrites.subMap(key(from), key(from + SPAN / 2)).clear();
      underWay(store.deleteRange(range, WriteOptions.OS));
    } else if (what < 999) {
      get();
    } else {
      hold();
    }
  }

  private void put() {
    Bytes key = key(random.nextInt(KEYS));
    int write = writes++;
    lastWrites.put(key, write);
    Durability level = LEVELS.get(random.nextInt(LEVELS.size()));
    underWay(store.put(key, value(write), WriteOptions.DISK.withDurability(level)));
  }

  private void get() {
    Bytes key = key(random.nextInt(KEYS));
    long began = System.nanoTime();
    underWay(
        store
            .get(key)
            .whenComplete(
                (entry, failure) -> {
                  getNanos.recordValue(System.nanoTime() - began);
                  if (failure == null && !isOurs(entry)) {
                    failures.add(new AssertionError("never written: " + entry));
                  }
                }));
  }

  private static boolean isOurs(Optional<Entry> entry) {
    return entry.isEmpty() || Values.origin(entry.get().value()) != null;
  }

  private void underWay(CompletionStage<?> request) {
    places.acquireUninterruptibly();
    request.whenComplete(
        (value, failure) -> {
          if (failure != null) {
            failures.add(failure);
          }
          places.release();
        });
  }

  /** Waits until nothing is under way. */
  void settle() {
    places.acquireUninterruptibly(UNDER_WAY_MAX);
    places.release(UNDER_WAY_MAX);
    assertThat(failures).isEmpty();
  }

  private void hold() {
    settle();
    int from = random.nextInt(KEYS);
    Range range = Range.from(key(from)).until(key(from + SPAN));
    Map<Bytes, Bytes> entries = new TreeMap<>();
    lastWrites
        .subMap(key(from), key(from + SPAN))
        .forEach((key, write) -> entries.put(key, value(write)));
    held.add(new Held(Stages.get(store.snapshot(Duration.ofHours(2))), range, entries));
    if (held.size() > SNAPSHOTS_HELD) {
      letGo();
    }
  }

  private void letGo() {
    Held oldest = held.remove();
    try (Snapshot snapshot = oldest.snapshot()) {
      assertThat(entries(snapshot.iterator(oldest.range()))).isEqualTo(oldest.entries());
    }
  }

  /** Compares all that the store holds with all that it must hold, and lets every snapshot go. */
  void compare() {
    settle();
    while (!held.isEmpty()) {
      letGo();
    }
    Map<Bytes, Bytes> expected = new TreeMap<>();
    lastWrites.forEach((key, write) -> expected.put(key, value(write)));
    try (Snapshot snapshot = Stages.get(store.snapshot(Duration.ofHours(2)))) {
      assertThat(entries(snapshot.iterator(Range.all())).equals(expected))
          .as("all of %d keys are as they were written last", expected.size())
          .isTrue();
    }
  }

  private static Map<Bytes, Bytes> entries(EntryIterator iterator) {
    Map<Bytes, Bytes> entries = new TreeMap<>();
    try (iterator) {
      while (iterator.next()) {
        entries.put(iterator.key(), iterator.value());
      }
    }
    return entries;
  }

  /** Of the gets since it was last asked, what 99 of 100 took at most. */
  long getNanosP99() {
    return getNanos.getIntervalHistogram().getValueAtPercentile(99);
  }

  private static Bytes key(int number) {
    return Bytes.utf8(String.format(java.util.Locale.ROOT, "key-%06d", number));
  }

  private static Bytes value(int write) {
    return Values.of(write, 0, 100 + Math.floorMod(write * 0x9E3779B9, VALUE_BYTES_MAX));
  }
}
