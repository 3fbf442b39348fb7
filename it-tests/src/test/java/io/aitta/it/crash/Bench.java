package io.aitta.it.crash;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.typesafe.config.ConfigFactory;
import io.aitta.actors.EntryIterator;
import io.aitta.actors.Snapshot;
import io.aitta.actors.StoreSeams;
import io.aitta.actors.StoreSettings;
import io.aitta.core.Bytes;
import io.aitta.core.Entry;
import io.aitta.core.ErrorCode;
import io.aitta.core.Range;
import io.aitta.core.StoreException;
import io.aitta.core.io.FileSystem;
import io.aitta.core.io.fault.FaultPlan;
import io.aitta.core.io.fault.FaultyFileSystem;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.core.io.memory.OpenHandle;
import io.aitta.it.sim.SimulatedSystem;
import io.aitta.it.sim.Simulation;
import io.aitta.it.sim.StoreWorld;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A simulated system in which one store after the other is opened. For the thread it was made on.
 */
final class Bench implements AutoCloseable {
  static final Path DIRECTORY = Path.of("/matrix/data");

  /** Room enough; also what bounds the ballast. */
  private static final long SPACE_BYTES = 8 << 20;

  /** Of virtual time; who has not answered by then never will. */
  static final Duration PATIENCE = Duration.ofMinutes(2);

  /**
   * So little that some ninety operations flush, merge, move, and roll everything that rolls. Level
   * 0 has no room to be patient: what waits is merged, and never moves.
   */
  static final StoreSettings TINY =
      StoreSettings.of(
          ConfigFactory.parseString(
                  """
                  aitta {
                    data-dir = "%s"
                    wal { batch-size-max = 1 KiB, file-size = 4 KiB }
                    manifest { file-size = 512 }
                    memtable { size = 6 KiB, sealed-max = 2 }
                    table { size = 2 KiB, block-size = 128, filter-bits = 10, compression = lz4 }
                    cache = 4 KiB
                    open-files = 8
                    compaction { threads = 1, l0-compact = 2, l0-slow = 3, l0-stop = 10 }
                  }
                  """
                      .formatted(DIRECTORY))
              .withFallback(ConfigFactory.load())
              .resolve());

  /** What a store holds, as far as it can be read. */
  record Content(long last, List<Bytes> keys, Map<Bytes, Entry> entries) {}

  private SimulatedSystem simulated;

  Bench() {
    if (LoggerFactory.getLogger("io.aitta") instanceof Logger log) {
      log.setLevel(Level.OFF); // a store without a disk has much to say
    }
    simulated = boot();
  }

  /** What a system makes once, at its first store, is made before anything is counted. */
  private static SimulatedSystem boot() {
    SimulatedSystem booted = SimulatedSystem.boot();
    booted.simulation().begin(0, false);
    var seams =
        new StoreSeams(
            new FaultyFileSystem(new MemoryFileSystem(), plan()),
            booted.simulation().time(),
            new SplittableRandom(0));
    StoreWorld.spawn(booted, TINY, seams).stop(PATIENCE);
    return booted;
  }

  /** A plan for a disk of this size on which nothing goes wrong. */
  static FaultPlan plan() {
    return new FaultPlan().limitSpace(SPACE_BYTES);
  }

  /** Begins another story. What an earlier one left running goes with its system. */
  void begin(long seed) {
    if (!simulated.simulation().unfinished().isEmpty()) {
      simulated = boot();
    }
    simulated.simulation().begin(seed, false);
    simulated.simulation().diskTakes(Duration.ofNanos(20_000), Duration.ofNanos(400_000));
  }

  Simulation simulation() {
    return simulated.simulation();
  }

  StoreWorld spawn(FileSystem disk) {
    return StoreWorld.spawn(
        simulated, TINY, new StoreSeams(disk, simulation().time(), simulation().fork()));
  }

  /** Runs the world until the stage is complete. False if it never is. */
  boolean await(CompletionStage<?> stage) {
    return simulation().runUntil(stage.toCompletableFuture()::isDone, PATIENCE);
  }

  /** The value of a stage; null, and a violation, if it fails or never comes. */
  <T> @Nullable T value(String what, CompletionStage<T> stage, Consumer<String> violations) {
    if (!await(stage)) {
      violations.accept(what + ": no answer");
      return null;
    }
    Throwable failure = failureOf(stage);
    if (failure != null) {
      violations.accept(what + ": " + failure);
      return null;
    }
    return stage.toCompletableFuture().join();
  }

  static @Nullable Throwable failureOf(CompletionStage<?> done) {
    CompletableFuture<?> future = done.toCompletableFuture();
    return future.handle((value, failure) -> unwrapped(failure)).join();
  }

  static @Nullable Throwable unwrapped(@Nullable Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  /**
   * Reads everything: by a walk, and where that meets damage key by key.
   *
   * @param damageAllowed whether reads may fail with {@code corruption}
   * @return null, and a violation, if that does not work
   */
  @Nullable Content readAll(
      StoreWorld world,
      Collection<Bytes> keys,
      boolean damageAllowed,
      Consumer<String> violations) {
    Snapshot snapshot = value("a snapshot", world.store().snapshot(PATIENCE), violations);
    if (snapshot == null) {
      return null;
    }
    try (snapshot) {
      try {
        return new Content(snapshot.seq(), List.copyOf(keys), walk(snapshot));
      } catch (StoreException why) {
        if (!damageAllowed || why.errorCode() != ErrorCode.CORRUPTION) {
          violations.accept("cannot be read: " + why);
          return null;
        }
        return readEach(snapshot, keys, violations);
      }
    }
  }

  private static Map<Bytes, Entry> walk(Snapshot snapshot) {
    Map<Bytes, Entry> content = new TreeMap<>();
    try (EntryIterator cursor = snapshot.iterator(Range.all())) {
      while (cursor.next()) {
        content.put(cursor.key(), new Entry(cursor.key(), cursor.value(), cursor.version()));
      }
    }
    return content;
  }

  private static @Nullable Content readEach(
      Snapshot snapshot, Collection<Bytes> keys, Consumer<String> violations) {
    List<Bytes> answered = new ArrayList<>();
    Map<Bytes, Entry> content = new TreeMap<>();
    for (Bytes key : keys) {
      try {
        Optional<Entry> found = snapshot.get(key);
        answered.add(key);
        found.ifPresent(entry -> content.put(key, entry));
      } catch (StoreException why) {
        if (why.errorCode() != ErrorCode.CORRUPTION) {
          violations.accept("cannot be read: " + why);
          return null;
        }
      }
    }
    return new Content(snapshot.seq(), answered, content);
  }

  /** Lets a store end that nobody needs any more. */
  void bury(StoreWorld world, Consumer<String> violations) {
    if (!world.stop(PATIENCE)) {
      violations.accept("does not end: " + simulation().unfinished());
    }
  }

  /** Handles that nobody closed, with who opened them. */
  static void checkHandles(MemoryFileSystem disk, Consumer<String> violations) {
    for (OpenHandle handle : disk.openHandles()) {
      StringWriter stack = new StringWriter();
      handle.opener().printStackTrace(new PrintWriter(stack));
      violations.accept("left open: " + handle.kind() + " " + handle.file() + " " + stack);
    }
  }

  /** What other threads handed in, which no seed would replay. */
  List<?> foreignCalls() {
    return simulation().foreignCalls();
  }

  @Override
  public void close() {
    if (simulated.simulation().unfinished().isEmpty()) {
      simulated.close();
    } else {
      simulated.simulation().close();
    }
  }
}
