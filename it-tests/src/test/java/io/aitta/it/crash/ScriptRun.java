package io.aitta.it.crash;

import io.aitta.actors.EntryIterator;
import io.aitta.actors.Snapshot;
import io.aitta.actors.Store;
import io.aitta.actors.StoreEvent;
import io.aitta.actors.StoreFigures;
import io.aitta.actors.StoreInfo;
import io.aitta.actors.StoreState;
import io.aitta.core.Bytes;
import io.aitta.core.Committed;
import io.aitta.core.Durability;
import io.aitta.core.Entry;
import io.aitta.core.ErrorCode;
import io.aitta.core.Mutation;
import io.aitta.core.Range;
import io.aitta.core.StoreException;
import io.aitta.core.VersionMismatchException;
import io.aitta.core.WriteBatch;
import io.aitta.core.WriteOptions;
import io.aitta.core.io.FileSystem;
import io.aitta.core.io.fault.FaultPlan;
import io.aitta.core.io.fault.FaultyFileSystem;
import io.aitta.core.io.fault.FileOperation;
import io.aitta.core.io.fault.TracedOperation;
import io.aitta.core.io.fault.TracingFileSystem;
import io.aitta.core.io.memory.CrashPolicy;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.it.sim.Change;
import io.aitta.it.sim.Observation;
import io.aitta.it.sim.StoreWorld;
import io.aitta.it.sim.Values;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.stream.javadsl.Sink;
import org.jspecify.annotations.Nullable;
import scala.util.Try;

/**
 * One life by the script, on one disk: plays the steps, writes the journal, and copies the disk
 * before each change. For the thread of its bench.
 *
 * <p>Over 400 lines: one method for each step, and what each may be answered.
 */
final class ScriptRun {
  private static final Duration REST = Duration.ofMillis(700);
  private static final int SEALED_STEPS = 12; // what a sealed store says it says again
  private static final int TRACED_MAX = 100_000;
  private static final CrashPolicy COPY = CrashPolicy.KILL;

  /** How a request may be refused when the disk has failed, or is full. */
  private static final Set<ErrorCode> EXCUSES =
      EnumSet.of(
          ErrorCode.SEALED,
          ErrorCode.IO_ERROR,
          ErrorCode.DISK_FULL,
          ErrorCode.OUTCOME_UNKNOWN,
          ErrorCode.OVERLOADED,
          ErrorCode.DEADLINE,
          ErrorCode.DIRECTORY_UNUSABLE);

  private final Bench bench;
  private final Script script;
  private final MemoryFileSystem memory;
  private final FaultPlan plan;
  private final TracingFileSystem traced;
  private final FileSystem disk;
  private final boolean copying;
  private final Journal journal = new Journal();
  private final List<CrashPoint> points = new ArrayList<>();
  private final ScriptFigures figures = new ScriptFigures();

  private @Nullable StoreWorld world;
  private @Nullable Snapshot held;
  private Map<Bytes, Entry> saidBefore = Map.of();
  private boolean recovering = true;
  private int tickets;

  /**
   * @param plan what the disk does wrong
   * @param copying whether every change is a point to crash at
   */
  ScriptRun(Bench bench, Script script, MemoryFileSystem memory, FaultPlan plan, boolean copying) {
    this.bench = bench;
    this.script = script;
    this.memory = memory;
    this.plan = plan;
    this.copying = copying;
    this.traced = new TracingFileSystem(memory, TRACED_MAX);
    this.disk = new FaultyFileSystem(traced, plan);
    plan.beforeChange(this::beforeChange);
  }

  Journal journal() {
    return journal;
  }

  /** How often the disk was asked something that does not change it. */
  int questions() {
    return (int) ErrorKind.questions(traced);
  }

  /** The points reached, one before each change, and one at the end. */
  List<CrashPoint> points() {
    return points;
  }

  /** What was done to the disk. */
  List<TracedOperation> operations() {
    return traced.operations();
  }

  ScriptFigures figures() {
    return figures;
  }

  /** The disk at the end, after the last step. */
  MemoryFileSystem memory() {
    return memory;
  }

  boolean recovering() {
    return recovering;
  }

  /** Plays the script, or as much of it as a store that failed allows. */
  void play(long seed) {
    play(seed, Integer.MAX_VALUE);
  }

  /** The same, but stops so many steps after something failed, and leaves the store as it is. */
  void play(long seed, int stepsAfterFailure) {
    bench.begin(seed);
    if (open()) {
      int sealedFor = 0;
      int after = 0;
      for (Step step : script.steps()) {
        if (plan.struck() > 0 && after++ >= stepsAfterFailure) {
          break;
        }
        boolean sealed = world != null && world.store().state() == StoreState.SEALED;
        sealedFor += sealed ? 1 : 0;
        if (!play(sealedFor > SEALED_STEPS ? new Step.Close() : step)) {
          break;
        }
      }
    }
    keep(FileOperation.SYNC_DIRECTORY, Bench.DIRECTORY, plan.changes() + 1);
    if (world != null) {
      bench.bury(world, journal::violated);
      world = null;
    }
  }

  private void beforeChange(FileOperation operation, Path file, long number) {
    figures.change(operation, file, recovering);
    if (copying) {
      keep(operation, file, number);
    }
  }

  private void keep(FileOperation operation, Path file, long number) {
    Durability.Watermarks marks =
        world == null || recovering
            ? new Durability.Watermarks(0, 0, 0)
            : world.store().watermarks();
    points.add(
        new CrashPoint(
            number,
            operation,
            file,
            memory.afterCrash(COPY, new SplittableRandom(0)),
            (int) traced.changes(),
            journal.length(),
            recovering,
            marks));
  }

  private boolean excused(@Nullable Throwable failure) {
    return plan.struck() > 0
        && failure instanceof StoreException why
        && EXCUSES.contains(why.errorCode());
  }

  // ---------------------------------------------------------------- opening and closing

  private boolean open() {
    recovering = true;
    StoreWorld opening = bench.spawn(disk);
    world = opening;
    CompletionStage<StoreInfo> ready = opening.store().ready();
    boolean told = bench.await(ready);
    Throwable failure = told ? Bench.failureOf(ready) : null;
    if (!told || failure != null) {
      if (!excused(failure)) {
        journal.violated("did not open: " + (told ? failure : "no answer"));
      }
      bench.bury(opening, journal::violated);
      Bench.checkHandles(memory, journal::violated);
      world = null;
      return false;
    }
    watch(opening);
    Bench.Content content = readAll(opening);
    if (content == null) {
      return false;
    }
    recovering = false;
    journal.add(
        replay -> replay.ledger().recovered(content.last(), content.keys(), content.entries()));
    return true;
  }

  private Bench.@Nullable Content readAll(StoreWorld opening) {
    List<String> cut = new ArrayList<>();
    Bench.Content content = bench.readAll(opening, script.keys(), false, cut::add);
    if (content == null && plan.struck() > 0) { // it strikes once
      return bench.readAll(opening, script.keys(), false, journal::violated);
    }
    cut.forEach(journal::violated);
    return content;
  }

  private void watch(StoreWorld opened) {
    opened.store().events().to(Sink.foreach(this::happened)).run(opened.materializer());
  }

  private void happened(StoreEvent event) {
    if (event instanceof StoreEvent.CompactionEnded ended) {
      figures.merged(ended);
    }
  }

  private boolean close() {
    StoreWorld closing = world;
    if (closing == null) {
      return false;
    }
    held = null;
    StoreFigures.Counters counters = closing.store().figures().counters();
    figures.life(counters);
    boolean sealed = closing.store().state() == StoreState.SEALED;
    CompletionStage<?> closed = closing.store().close();
    if (!bench.await(closed)) {
      journal.violated("does not close");
    }
    boolean failed = sealed || plan.struck() > 0;
    journal.add(
        replay -> {
          if (failed) {
            replay.ledger().crashed(true); // what a failed disk holds is known after a restart
          } else {
            replay.ledger().closed();
          }
        });
    recovering = true;
    bench.bury(closing, journal::violated);
    Bench.checkHandles(memory, journal::violated);
    world = null;
    return true;
  }

  // ---------------------------------------------------------------- steps

  private boolean play(Step step) {
    if (step instanceof Step.Close) {
      close();
      return false;
    }
    if (step instanceof Step.Reopen) {
      return close() && open();
    }
    Store store = world.store();
    if (step instanceof Step.Writes writes) {
      write(store, writes.writes());
    } else if (step instanceof Step.Get get) {
      get(store, get.key());
    } else if (step instanceof Step.Scan scan) {
      scan(scan.range());
    } else if (step instanceof Step.Flush) {
      settle("flush", store.flush(), done -> {});
    } else if (step instanceof Step.Sync) {
      sync(store);
    } else if (step instanceof Step.Rest) {
      bench.simulation().runFor(REST);
    } else if (step instanceof Step.Hold) {
      hold(store);
    } else if (step instanceof Step.Look) {
      look();
    } else if (step instanceof Step.LetGo && held != null) {
      held.close();
      held = null;
    }
    return true;
  }

  /** Waits for a stage. What it says is in the journal as soon as it says it. */
  private <T> void settle(String what, CompletionStage<T> stage, Consumer<T> onDone) {
    CompletionStage<T> heard =
        stage.whenComplete(
            (value, failure) -> {
              if (failure == null) {
                onDone.accept(value);
              } else if (!excused(Bench.unwrapped(failure))) {
                journal.violated(what + " failed: " + failure);
              }
            });
    if (!bench.await(heard)) {
      journal.violated(what + ": no answer");
    }
  }

  private void write(Store store, List<Step.Write> together) {
    List<CompletableFuture<Committed>> answers = new ArrayList<>();
    for (Step.Write write : together) {
      journal.add(
          replay ->
              replay.began(write.id(), replay.ledger().begin(write.changes(), write.level())));
      int mismatch = read("condition of write " + write.id());
      CompletableFuture<Committed> answer = ask(store, write).toCompletableFuture();
      answers.add(
          answer.whenComplete((committed, failure) -> heard(write, mismatch, committed, failure)));
    }
    for (CompletableFuture<Committed> answer : answers) {
      if (!bench.await(answer)) {
        journal.violated("a write was never answered");
      }
    }
  }

  private static CompletionStage<Committed> ask(Store store, Step.Write write) {
    WriteOptions options = WriteOptions.DISK.withDurability(write.level());
    if (write.changes().size() > 1) {
      WriteBatch.Builder batch = WriteBatch.builder();
      write.changes().forEach(change -> batch.add(change.mutation(), change.condition()));
      return store.write(batch.build(), options);
    }
    Change change = write.changes().get(0);
    WriteOptions conditional = options.withCondition(change.condition());
    if (change.mutation() instanceof Mutation.Put put) {
      return store.put(put.key(), put.value(), conditional);
    }
    return change.isRange()
        ? store.deleteRange(change.range(), conditional)
        : store.delete(change.key(), conditional);
  }

  private void heard(
      Step.Write write, int mismatch, @Nullable Committed committed, @Nullable Throwable failure) {
    if (committed != null) {
      journal.add(replay -> replay.ledger().done(replay.write(write.id()), committed));
      return;
    }
    Throwable why = Bench.unwrapped(failure);
    if (why instanceof VersionMismatchException failed) {
      Bytes key = write.changes().get(failed.index()).key();
      journal.add(
          replay -> {
            replay.ledger().failed(replay.write(write.id()), failed);
            replay.ledger().sawVersion(replay.reading(mismatch), key, failed.currentVersion());
          });
    } else if (why instanceof StoreException refused) {
      journal.add(replay -> replay.ledger().failed(replay.write(write.id()), refused));
      if (!excused(refused)) {
        journal.violated("write " + write.id() + " was refused for no good reason: " + refused);
      }
    } else {
      journal.violated("not a StoreException: " + why);
    }
  }

  private int read(String what) {
    int ticket = ++tickets;
    journal.add(replay -> replay.read(ticket, what));
    return ticket;
  }

  private void get(Store store, Bytes key) {
    int ticket = read("get " + Values.show(key));
    settle(
        "get",
        store.get(key),
        found -> {
          Map<Bytes, Entry> state = new TreeMap<>();
          found.ifPresent(entry -> state.put(key, entry));
          saw(ticket, Observation.ANY, List.of(key), state);
        });
  }

  private void scan(Range range) {
    int ticket = read("scan " + range);
    Map<Bytes, Entry> found = new TreeMap<>();
    CompletableFuture<Boolean> ended = new CompletableFuture<>();
    world
        .store()
        .scan(range)
        .map(entry -> found.put(entry.key(), entry) == null)
        .to(Sink.onComplete(end -> complete(ended, end)))
        .run(world.materializer());
    settle("scan", ended, end -> saw(ticket, Observation.ANY, keysIn(range), found));
  }

  /** A future of the stream itself would complete its dependents on a pool of the JDK's. */
  private static void complete(CompletableFuture<Boolean> ended, Try<Done> end) {
    if (end.isSuccess()) {
      ended.complete(true);
    } else {
      ended.completeExceptionally(end.failed().get());
    }
  }

  private void saw(int ticket, long exact, Collection<Bytes> keys, Map<Bytes, Entry> found) {
    journal.add(replay -> replay.ledger().saw(replay.reading(ticket), exact, keys, found));
  }

  private List<Bytes> keysIn(Range range) {
    return script.keys().stream().filter(range::contains).toList();
  }

  private void sync(Store store) {
    settle(
        "sync",
        store.sync(),
        committed -> journal.add(replay -> replay.ledger().reachedDisk(committed.seq())));
  }

  private void hold(Store store) {
    int ticket = read("a snapshot");
    settle(
        "snapshot",
        store.snapshot(Duration.ofHours(1)),
        snapshot -> {
          held = snapshot;
          journal.add(replay -> replay.ledger().snapshotAt(replay.reading(ticket), snapshot.seq()));
        });
    if (held != null) {
      saidBefore = Map.of();
      look();
    }
  }

  private void look() {
    Snapshot snapshot = held;
    if (snapshot == null) {
      return;
    }
    int ticket = read("the snapshot at " + snapshot.seq());
    Map<Bytes, Entry> found = new TreeMap<>();
    try (EntryIterator cursor = snapshot.iterator(Range.all())) {
      while (cursor.next()) {
        found.put(cursor.key(), new Entry(cursor.key(), cursor.value(), cursor.version()));
      }
    } catch (StoreException why) {
      if (!excused(why)) {
        journal.violated("a snapshot cannot be read: " + why);
      }
      return;
    }
    saw(ticket, snapshot.seq(), script.keys(), found);
    if (!saidBefore.isEmpty() && !saidBefore.equals(found)) {
      journal.violated("the snapshot at " + snapshot.seq() + " changed");
    }
    saidBefore = found;
  }
}
