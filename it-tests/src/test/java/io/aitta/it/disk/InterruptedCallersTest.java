package io.aitta.it.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.actors.EntryIterator;
import io.aitta.actors.Snapshot;
import io.aitta.actors.Store;
import io.aitta.actors.StoreState;
import io.aitta.core.Bytes;
import io.aitta.core.Committed;
import io.aitta.core.Entry;
import io.aitta.core.Range;
import io.aitta.core.StoreException;
import io.aitta.core.WriteOptions;
import io.aitta.core.io.FileSystem;
import io.aitta.it.sim.Values;
import io.aitta.it.support.Figures;
import io.aitta.it.support.RunningStore;
import io.aitta.it.support.Stages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Callers that are interrupted at any moment, in any call, or come with the flag set. An interrupt
 * closes the channel a thread reads from, for everybody: here it must harm nobody. No block is
 * cached, so that every read goes to a file.
 */
@Timeout(value = 3, unit = java.util.concurrent.TimeUnit.MINUTES)
class InterruptedCallersTest {
  private static final long SEED = Long.getLong("seed", 20_261_122);
  private static final int CALLERS = 4;
  private static final int CALLS = 1_500;
  private static final int KEYS = 300;
  private static final String SETTINGS = PlanWriter.SETTINGS + "cache = 0\nopen-files = 4";

  @TempDir private Path directory;
  private final ActorSystem<Void> system = RunningStore.system("interrupted");
  private final AtomicInteger interrupted = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  @AfterEach
  void end() {
    RunningStore.terminate(system);
  }

  @Test
  @Tag("J01")
  @Tag("J09")
  void anInterruptHarmsNobody() throws InterruptedException {
    try (RunningStore running =
        RunningStore.open(system, RunningStore.settings(directory, SETTINGS), FileSystem.disk())) {
      List<Map<Bytes, Bytes>> owned = fill(running.store());
      Figures.seed("interrupts", SEED);
      List<Thread> callers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        callers.add(start(running.store(), i, owned.get(i)));
      }
      interruptUntilDone(callers);
      assertThat(failure.get()).isNull();
      assertThat(running.store().state()).isEqualTo(StoreState.OPEN);
      for (Map<Bytes, Bytes> keys : owned) {
        keys.forEach((key, value) -> requireValue(Stages.get(running.store().get(key)), value));
      }
    }
    Figures.print("interrupts.sent", interrupted.get());
    assertThat(interrupted.get()).isGreaterThan(CALLERS * 20);
  }

  private static List<Map<Bytes, Bytes>> fill(Store store) {
    List<Map<Bytes, Bytes>> owned = new ArrayList<>();
    for (int caller = 0; caller < CALLERS; caller++) {
      Map<Bytes, Bytes> keys = new TreeMap<>();
      for (int i = 0; i < KEYS; i++) {
        Bytes key = Bytes.utf8(caller + "/" + i);
        Bytes value = Values.of(i, caller, 400);
        store.put(key, value, WriteOptions.MEMORY);
        keys.put(key, value);
      }
      owned.add(keys);
    }
    Stages.get(store.flush());
    return owned;
  }

  private Thread start(Store store, int number, Map<Bytes, Bytes> owned) {
    Random random = new Random(SEED + number);
    Thread thread =
        new Thread(
            () -> {
              for (int call = 0; call < CALLS && failure.get() == null; call++) {
                one(store, owned, random, number, call);
              }
            },
            "caller-" + number);
    thread.setUncaughtExceptionHandler((dead, why) -> failure.compareAndSet(null, why));
    thread.start();
    return thread;
  }

  private void one(Store store, Map<Bytes, Bytes> owned, Random random, int number, int call) {
    Bytes key = Bytes.utf8(number + "/" + random.nextInt(KEYS));
    if (random.nextInt(4) == 0) {
      Thread.currentThread().interrupt(); // as a pool leaves its threads behind
    }
    try {
      switch (random.nextInt(4)) {
        case 0 -> put(store, owned, key, Values.of(1_000 + call, number, random.nextInt(700)));
        case 1 -> requireValue(await(store.get(key)), owned.get(key));
        case 2 -> readSnapshot(store, owned, key);
        default -> walk(store, number, owned);
      }
    } catch (StoreException why) {
      throw new AssertionError("a call failed because its caller was interrupted", why);
    }
  }

  private static void put(Store store, Map<Bytes, Bytes> owned, Bytes key, Bytes value) {
    Committed done = await(store.put(key, value, WriteOptions.OS));
    assertThat(done.seq()).isPositive();
    owned.put(key, value);
  }

  private static void readSnapshot(Store store, Map<Bytes, Bytes> owned, Bytes key) {
    try (Snapshot snapshot = await(store.snapshot())) {
      requireValue(snapshot.get(key), owned.get(key));
    }
  }

  private static void walk(Store store, int number, Map<Bytes, Bytes> owned) {
    Map<Bytes, Bytes> found = new TreeMap<>();
    try (Snapshot snapshot = await(store.snapshot());
        EntryIterator cursor = snapshot.iterator(Range.prefix(Bytes.utf8(number + "/")))) {
      while (cursor.next()) {
        found.put(cursor.key(), cursor.value());
      }
    }
    assertThat(found).isEqualTo(owned);
  }

  private static void requireValue(Optional<Entry> found, Bytes value) {
    assertThat(found).hasValueSatisfying(entry -> assertThat(entry.value()).isEqualTo(value));
  }

  /** Waits through interrupts, and keeps the flag for the next call. */
  private static <T> T await(CompletionStage<T> stage) {
    boolean flag = false;
    try {
      while (true) {
        try {
          return stage.toCompletableFuture().get();
        } catch (InterruptedException again) {
          flag = true;
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StoreException refused) {
        throw refused;
      }
      throw new AssertionError("not a StoreException", e.getCause());
    } finally {
      if (flag) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void interruptUntilDone(List<Thread> callers) throws InterruptedException {
    Random random = new Random(SEED);
    for (Thread caller : callers) {
      while (caller.isAlive()) {
        Thread chosen = callers.get(random.nextInt(callers.size()));
        chosen.interrupt();
        interrupted.incrementAndGet();
        caller.join(1);
      }
    }
  }
}
