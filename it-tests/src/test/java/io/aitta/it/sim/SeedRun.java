package io.aitta.it.sim;

import io.aitta.actors.EntryIterator;
import io.aitta.actors.Snapshot;
import io.aitta.actors.StoreInfo;
import io.aitta.actors.StoreSeams;
import io.aitta.actors.StoreState;
import io.aitta.core.Bytes;
import io.aitta.core.Durability;
import io.aitta.core.Entry;
import io.aitta.core.Range;
import io.aitta.core.io.FileSystem;
import io.aitta.core.io.memory.CrashPolicy;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.core.io.memory.OpenHandle;
import io.aitta.it.support.DiskBug;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One seed from its first opening to its last close: lives of the store, each ended by a crash or a
 * close, each judged by the ledger. For the owner thread.
 */
final class SeedRun {
  static final int OPERATIONS_MIN = 300;
  private static final int LIVES_MAX = 40;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final SimulatedSystem simulated;
  private final Simulation simulation;
  private final RandomGenerator random;
  private final SeedProfile profile;
  private final Workload workload;
  private final DiskFaults faults;
  private final EraHistory histories = new EraHistory();
  private final Ledger ledger = new Ledger().judgedBy(histories);
  private final SeedFigures figures = new SeedFigures();
  private final int operationsPerLife;

  private MemoryFileSystem memory = new MemoryFileSystem();
  private @Nullable StoreWorld world;
  private @Nullable StoreLife life;
  private int changesUntilCrash;
  private boolean crashed;
  private boolean recovering;

  SeedRun(SimulatedSystem simulated, DiskBug plant) {
    this.simulated = simulated;
    this.simulation = simulated.simulation();
    this.random = simulation.fork();
    this.profile = SeedProfile.draw(random);
    this.workload = new Workload(random, profile, KeyPool.of(random, profile.keys()));
    this.faults = new DiskFaults(simulation, profile.fault(), plant, simulation.fork());
    this.operationsPerLife = 80 + random.nextInt(200);
  }

  Ledger ledger() {
    return ledger;
  }

  SeedFigures figures() {
    return figures;
  }

  void run() throws IOException {
    simulation.say("profile " + profile);
    simulation.diskTakes(profile.diskLeast(), profile.diskMost());
    int lives = 0;
    while (goesOn() && lives++ < LIVES_MAX && live()) {
      workload.forgetVersions();
    }
    if (lives >= LIVES_MAX) {
      ledger.violated("no end after " + lives + " lives");
    }
    faults.stop();
    finish();
    figures.judged(histories.eras(), histories.calls());
    figures.disk(faults);
  }

  private boolean goesOn() {
    return ledger.violations().isEmpty()
        && (figures.operations() < OPERATIONS_MIN || figures.crashes() == 0);
  }

  /** One life with its clients, and its end. False if it could not even begin. */
  private boolean live() {
    if (!open()) {
      return false;
    }
    boolean toCrash = figures.crashes() == 0 || random.nextInt(3) != 0;
    if (toCrash && random.nextBoolean()) {
      changesUntilCrash = 1 + random.nextInt(250);
    }
    faults.arm();
    StoreLife now = life;
    for (int i = 0; i < profile.clients(); i++) {
      new SimClient(now, workload, figures, faults.possible()).start(profile.lanes());
    }
    boolean toTheEnd = !toCrash || random.nextInt(4) == 0;
    int stopAt = 1 + random.nextInt(operationsPerLife);
    simulation.runUntil(
        () ->
            crashed
                || now.store().state() == StoreState.SEALED
                || (toTheEnd ? !now.wantsMore() : now.begun() >= stopAt),
        PATIENCE);
    if (!crashed && now.store().state() == StoreState.SEALED && !faults.possible()) {
      ledger.violated("sealed, though the disk has no faults");
    }
    if (!crashed && toCrash) {
      crash();
    }
    if (!crashed) {
      return close();
    }
    return buryCrashed();
  }

  // ---------------------------------------------------------------- beginnings

  /** Opens until the store is open, through crashes during recovery; then reads all of it. */
  private boolean open() {
    for (int attempt = 0; attempt < LIVES_MAX; attempt++) {
      crashed = false;
      recovering = true;
      changesUntilCrash = random.nextInt(4) == 0 ? 1 + random.nextInt(40) : 0;
      FileSystem disk = faults.over(memory, this::beforeChange);
      world =
          StoreWorld.spawn(
              simulated,
              profile.settings(),
              new StoreSeams(disk, simulation.time(), simulation.fork()));
      CompletableFuture<StoreInfo> ready = world.store().ready().toCompletableFuture();
      boolean told = simulation.runUntil(() -> crashed || ready.isDone(), PATIENCE);
      changesUntilCrash = 0;
      recovering = false;
      if (crashed) {
        if (!buryCrashed()) {
          return false;
        }
      } else if (!told || ready.isCompletedExceptionally()) {
        ledger.violated("did not open: " + (told ? failureOf(ready) : "no answer"));
        return false;
      } else {
        life =
            new StoreLife(
                simulation, ledger, world.store(), world.materializer(), operationsPerLife);
        figures.opened(ready.join());
        return readAll(ready.join());
      }
    }
    throw new IllegalStateException("crashed in every recovery");
  }

  private static String failureOf(CompletableFuture<?> stage) {
    return stage.handle((value, failure) -> String.valueOf(failure)).join();
  }

  private boolean readAll(StoreInfo info) {
    Snapshot snapshot = await("a snapshot after recovery", world.store().snapshot(PATIENCE));
    if (snapshot == null) {
      return false;
    }
    Map<Bytes, Entry> content = new TreeMap<>();
    try (snapshot;
        EntryIterator cursor = snapshot.iterator(Range.all())) {
      while (cursor.next()) {
        content.put(cursor.key(), new Entry(cursor.key(), cursor.value(), cursor.version()));
      }
    }
    if (snapshot.seq() != info.lastSeq()) {
      ledger.violated("recovered up to " + info.lastSeq() + " and shows " + snapshot.seq());
    }
    simulation.say("recovered " + content.size() + " keys up to " + info.lastSeq());
    ledger.recovered(info.lastSeq(), workload.keys().all(), content);
    return ledger.violations().isEmpty();
  }

  /** The value of a stage; null, and a violation, if it fails or never comes. */
  private <T> @Nullable T await(String what, CompletionStage<T> stage) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    if (!simulation.runUntil(future::isDone, PATIENCE)) {
      ledger.violated(what + ": no answer");
      return null;
    }
    if (future.isCompletedExceptionally()) {
      ledger.violated(what + ": " + failureOf(future));
      return null;
    }
    return future.join();
  }

  // ---------------------------------------------------------------- ends

  private void beforeChange() {
    if (changesUntilCrash > 0 && --changesUntilCrash == 0) {
      crash();
    }
  }

  /** Pulls the plug, or kills the process; from here on the store speaks to a dead disk. */
  private void crash() {
    crashed = true;
    changesUntilCrash = 0; // what the dead store still tries crashes nothing
    CrashPolicy policy = faults.crashPolicy(random);
    if (life != null && !recovering) {
      note(world.store().watermarks());
      figures.life(world.store().figures().counters());
      life.end();
    }
    memory = memory.crash(policy, random);
    simulation.say("crash " + memory.lastCrash());
    figures.crashed(memory.lastCrash(), recovering);
    boolean powerCut = policy != CrashPolicy.KILL || faults.struck();
    if (recovering) {
      ledger.crashedAgain(powerCut);
    } else {
      ledger.crashed(powerCut);
    }
  }

  private void note(Durability.Watermarks marks) {
    ledger.reachedOs(marks.osSeq());
    ledger.reachedDisk(marks.diskSeq());
  }

  /** Lets the store with the dead disk end. It may say what it likes, but it must end. */
  private boolean buryCrashed() {
    life = null;
    if (!world.stop(PATIENCE)) {
      ledger.violated("a store without a disk does not end: " + simulation.unfinished());
    }
    return ledger.violations().isEmpty();
  }

  /** Waits for every answer, closes, and looks at what is left behind. */
  private boolean close() {
    StoreLife now = life;
    boolean sealed = now.store().state() == StoreState.SEALED;
    boolean midway = random.nextBoolean(); // a close in the middle of the work, or after it
    if (!midway && !simulation.runUntil(() -> now.unanswered().isEmpty(), PATIENCE)) {
      ledger.violated("never answered: " + now.unanswered());
    }
    figures.life(now.store().figures().counters());
    simulation.say("close" + (sealed ? " a sealed store" : ""));
    CompletableFuture<?> closed = now.store().close().toCompletableFuture();
    if (!simulation.runUntil(closed::isDone, PATIENCE)) {
      ledger.violated("does not close");
    }
    checkNothingIsWritten();
    if (!simulation.runUntil(() -> now.unanswered().isEmpty(), PATIENCE)) {
      ledger.violated("never answered, though closed: " + now.unanswered());
    }
    now.end();
    if (!world.stop(PATIENCE)) {
      ledger.violated("a closed store does not end: " + simulation.unfinished());
    }
    if (faults.struck()) {
      ledger.crashed(true); // what a failed disk holds is known only after a restart
    } else if (closed.isCompletedExceptionally()) {
      ledger.violated("on a disk that never failed the close says: " + closed);
    } else {
      ledger.closed();
    }
    figures.reopened();
    life = null;
    checkHandles();
    return ledger.violations().isEmpty();
  }

  /** Behind a close others may have the directory, or remove it. */
  private void checkNothingIsWritten() {
    for (OpenHandle handle : memory.openHandles()) {
      if (handle.kind() != OpenHandle.Kind.READ) {
        ledger.violated("closed, and still open: " + handle.kind() + " " + handle.file());
      }
    }
  }

  private void checkHandles() {
    for (OpenHandle handle : memory.openHandles()) {
      java.io.StringWriter stack = new java.io.StringWriter();
      handle.opener().printStackTrace(new java.io.PrintWriter(stack));
      ledger.violated("left open: " + handle.kind() + " " + handle.file() + " " + stack);
    }
  }

  /** The last life: open, read, close; the files are the live set; and once more, for nothing. */
  private void finish() throws IOException {
    Set<String> doneWith = Set.of();
    for (int i = 0; i < 2 && ledger.violations().isEmpty(); i++) {
      if (open() && close()) {
        doneWith = ClosedDirectory.check(memory, SeedProfile.DIRECTORY, doneWith, ledger);
      }
    }
    if (!simulation.foreignCalls().isEmpty()) {
      ledger.violated("foreign: " + simulation.foreignCalls().get(0));
    }
  }
}
