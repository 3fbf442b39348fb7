package io.aitta.actors.background;

import io.aitta.actors.StoreEvent;
import io.aitta.actors.engine.Admission;
import io.aitta.actors.engine.StoreContext;
import io.aitta.core.Bytes;
import io.aitta.core.CorruptionException;
import io.aitta.core.iterator.RangeDeletes;
import io.aitta.sstable.compaction.CompactionChoice;
import io.aitta.sstable.compaction.CompactionCursors;
import io.aitta.sstable.compaction.JobResult;
import io.aitta.sstable.compaction.LeveledOptions;
import io.aitta.sstable.compaction.LeveledPolicy;
import io.aitta.sstable.compaction.MergeJob;
import io.aitta.sstable.compaction.SnapshotList;
import io.aitta.sstable.manifest.FileName;
import io.aitta.sstable.table.TableCache;
import io.aitta.sstable.version.TableMeta;
import io.aitta.sstable.version.Version;
import io.aitta.sstable.version.VersionEdit;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the tree in measure: asks a pure policy what to do next, and has it done step by step, up
 * to so many jobs at once. Ranges that somebody wants compacted come first. While writers wait for
 * flushes, or for a log that is far behind, the disk is left to those, as long as level 0 has room
 * for the tables that come of it. A job's failure leaves its inputs as they are and is tried again
 * later; a damaged table is left alone from then on.
 *
 * <p>Over 400 lines: one job from its choice to its end, read downward.
 */
public final class Compactor extends AbstractBehavior<Compactor.Command> {
  /** What the compactor is told. Local. */
  public sealed interface Command extends NoSerializationVerificationNeeded {}

  /** There is a new version, or a snapshot has ended. */
  public record Consider(Version version) implements Command {}

  /**
   * Merge what touches the tree keys from first to last, inclusive, down to the deepest level that
   * holds any of them. {@code done} runs on the compactor's thread once nothing is left to merge
   * but damaged tables; never if the compactor stops first.
   */
  public record CompactRange(Bytes first, Bytes last, Runnable done) implements Command {}

  /** Stop at the next step. */
  public record Stop(Runnable stopped) implements Command {}

  /** Somebody else met damage: its table is left alone from now on. */
  public record DamageMet(CorruptionException damage) implements Command {}

  private record Chosen(
      CompactionChoice choice, SnapshotList snapshots, @Nullable CompactRange fulfilled)
      implements Command {}

  private record Choose(SnapshotList snapshots) implements Command {}

  private record Stepped(Running running, boolean more) implements Command {}

  private record Installed(Running running) implements Command {}

  private record Dropped(Running running) implements Command {}

  private record Failed(@Nullable Running running, Throwable why) implements Command {}

  private enum Internal implements Command {
    RETRY,
    GO_ON,
    ABANDONED
  }

  /** A choice being carried out. */
  private static final class Running {
    final CompactionChoice choice;
    final long beganNanos;
    @Nullable MergeJob job;
    VersionEdit edit = VersionEdit.builder().build();

    Running(CompactionChoice choice, long beganNanos) {
      this.choice = choice;
      this.beganNanos = beganNanos;
    }
  }

  /** What starts a merge. */
  public interface Merges {
    MergeJob begin(Version version, CompactionChoice.Merge merge, SnapshotList snapshots);
  }

  /**
   * What the compactor needs of the store around it.
   *
   * @param sealed tells how many memtables are sealed and not yet in tables; on any thread
   */
  public record Neighbours(
      Consumer<Consumer<SnapshotList>> snapshots,
      Merges merges,
      Consumer<ManifestKeeper.Install> manifest,
      IntSupplier sealed) {}

  public static Behavior<Command> create(
      StoreContext store, LeveledOptions options, TableCache tables, Neighbours neighbours) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new Compactor(context, timers, store, options, tables, neighbours)));
  }

  private static final Duration RETRY = Duration.ofSeconds(1);

  /** A merge that lets others pass goes on for a step after this time, whatever they do. */
  private static final Duration PASS_MAX = Duration.ofMillis(50);

  /** Who waited for a flush this long ago is taken to be as fast still. */
  private static final Duration MOMENT = Duration.ofSeconds(1);

  /** The log is behind with such a part of what may be in flight. */
  private static final int BEHIND_PART = 8;

  private final TimerScheduler<Command> timers;
  private final StoreContext store;
  private final LeveledOptions options;
  private final TableCache tables;
  private final Neighbours neighbours;
  private final List<Running> jobs = new ArrayList<>();

  /** Those of the jobs that let flushes or the log pass. */
  private final List<Running> passed = new ArrayList<>();

  /**
   * What installed edits take away from their levels, as long as the version known here still has
   * it there: the manifest keeper tells of an edit directly, of its version by the memtable actor.
   */
  private final List<TableMeta> leaving = new ArrayList<>();

  private boolean writersWait; // for a flush, or did a moment ago
  private long writersWaitedNanos;
  private final Set<Long> damaged = new TreeSet<>();
  private final ArrayDeque<CompactRange> wishes = new ArrayDeque<>();
  private Version version = Version.empty();
  private CompactionCursors cursors = CompactionCursors.START;
  private boolean choosing;
  private boolean chooseAgain;
  private int abandoning; // jobs that are over, but whose files may still be at the disk
  private @Nullable Runnable stopped;

  private Compactor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      StoreContext store,
      LeveledOptions options,
      TableCache tables,
      Neighbours neighbours) {
    super(context);
    this.timers = timers;
    this.store = store;
    this.options = options;
    this.tables = tables;
    this.neighbours = neighbours;
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Stepped.class, this::onStepped)
        .onMessage(Consider.class, this::onConsider)
        .onMessage(CompactRange.class, this::onCompactRange)
        .onMessage(Choose.class, this::onChoose)
        .onMessage(Chosen.class, this::onChosen)
        .onMessage(Installed.class, this::onInstalled)
        .onMessage(Dropped.class, this::onDropped)
        .onMessage(Failed.class, this::onFailed)
        .onMessage(DamageMet.class, this::onDamageMet)
        .onMessageEquals(Internal.RETRY, this::onRetry)
        .onMessageEquals(Internal.GO_ON, this::onGoOn)
        .onMessageEquals(Internal.ABANDONED, this::onAbandoned)
        .onMessage(Stop.class, this::onStop)
        .build();
  }

  // ---- choosing: the live snapshots first, then the policy, on the executor that may block

  private Behavior<Command> onConsider(Consider consider) {
    version = consider.version();
    leaving.removeIf(table -> !isInPlace(table));
    if (!isDiskWanted()) {
      goOn();
    }
    chooseNext();
    return this;
  }

  private Behavior<Command> onCompactRange(CompactRange wish) {
    wishes.add(wish);
    chooseNext();
    return this;
  }

  private void chooseNext() {
    boolean mayChoose = stopped == null && !store.status().isSealed();
    if (!mayChoose || jobs.size() >= store.settings().compactionThreads()) {
      return;
    }
    if (choosing) {
      chooseAgain = true;
      return;
    }
    choosing = true;
    chooseAgain = false;
    ActorRef<Command> self = getContext().getSelf();
    neighbours.snapshots().accept(snapshots -> self.tell(new Choose(snapshots)));
  }

  private Behavior<Command> onChoose(Choose choose) {
    Version now = version;
    Set<Long> busy = new TreeSet<>();
    jobs.forEach(job -> job.choice.inputs().forEach(table -> busy.add(table.number())));
    leaving.forEach(table -> busy.add(table.number()));
    Set<Long> avoided = Set.copyOf(damaged);
    CompactionCursors from = cursors;
    CompactRange wish = wishes.peek();
    inBackground(
        null,
        () -> {
          RangeDeletes deletes = rangeDeletes(now, avoided);
          var input =
              new LeveledPolicy.Input(now, busy, avoided, from, choose.snapshots(), deletes);
          CompactionChoice wished =
              wish == null
                  ? CompactionChoice.IDLE
                  : LeveledPolicy.chooseWithin(input, options, wish.first(), wish.last());
          boolean idle = wished.equals(CompactionChoice.IDLE);
          return new Chosen(
              idle ? LeveledPolicy.choose(input, options) : wished,
              choose.snapshots(),
              idle && busy.isEmpty() ? wish : null); // what is busy may be what was asked for
        });
    return this;
  }

  private RangeDeletes rangeDeletes(Version of, Set<Long> avoided) {
    List<RangeDeletes> all = new ArrayList<>();
    for (int level = 0; level < of.levels(); level++) {
      for (TableMeta table : of.level(level)) {
        if (table.rangeDeletes() > 0 && !avoided.contains(table.number())) {
          all.add(tables.get(table).rangeDeletes());
        }
      }
    }
    return RangeDeletes.merge(all);
  }

  private Behavior<Command> onChosen(Chosen chosen) {
    choosing = false;
    if (stopped != null) {
      return endIfIdle();
    }
    CompactRange fulfilled = chosen.fulfilled();
    if (fulfilled != null) {
      wishes.remove(fulfilled);
      fulfilled.done().run();
      chooseAgain |= !wishes.isEmpty();
    }
    CompactionChoice choice = chosen.choice();
    if (!choice.inputs().stream().allMatch(this::isInPlace)) {
      chooseNext(); // the version moved on meanwhile
      return this;
    }
    cursors = cursors.after(choice);
    var running = new Running(choice, store.nanos());
    if (choice instanceof CompactionChoice.Merge merge) {
      begin(running, merge, chosen.snapshots());
    } else if (choice instanceof CompactionChoice.Move move) {
      install(running, move.edit());
    } else if (choice instanceof CompactionChoice.Drop drop) {
      install(running, drop.edit());
    } else {
      if (chooseAgain) {
        chooseNext();
      }
      return this;
    }
    chooseNext();
    return this;
  }

  /** Whether the version has a table where it was: one that was moved has its old number still. */
  private boolean isInPlace(TableMeta table) {
    return version.level(table.level()).stream().anyMatch(it -> it.number() == table.number());
  }

  private static Set<Long> numbers(CompactionChoice choice) {
    Set<Long> numbers = new TreeSet<>();
    choice.inputs().forEach(table -> numbers.add(table.number()));
    return numbers;
  }

  // ---- merging

  private void begin(Running running, CompactionChoice.Merge merge, SnapshotList snapshots) {
    jobs.add(running);
    List<Long> inputs = new ArrayList<>(numbers(merge));
    store.events().tell(new StoreEvent.CompactionBegun(merge.fromLevel(), merge.toLevel(), inputs));
    Version now = version;
    inBackground(
        running,
        () -> {
          running.job = neighbours.merges().begin(now, merge, snapshots);
          return new Stepped(running, true);
        });
  }

  private Behavior<Command> onStepped(Stepped stepped) {
    Running running = stepped.running();
    MergeJob job = running.job;
    if (job == null) {
      return onFailed(new Failed(running, new IllegalStateException("a merge without a job")));
    }
    if (stopped != null) {
      abandon(running);
      return endIfIdle();
    }
    if (!stepped.more()) {
      install(running, job.result().edit().build());
    } else if (isDiskWanted()) {
      passed.add(running);
      if (passed.size() == 1) { // a timer that is set again begins anew, and others wait for it
        timers.startSingleTimer(Internal.GO_ON, Internal.GO_ON, PASS_MAX);
      }
    } else {
      step(running, job);
    }
    return this;
  }

  private void step(Running running, MergeJob job) {
    inBackground(running, () -> new Stepped(running, job.step()));
  }

  /**
   * Whether writers wait for the disk, which merges leave to them for as long: for a flush, now or
   * a moment ago, so that they will again when the next memtable is full; or for the log, with a
   * good part of what may be in flight. Not where it is compaction that they will wait for next,
   * nor where a flush waits for space, which a merge may make.
   */
  private boolean isDiskWanted() {
    return (isFlushUrgent() || isLogBehind())
        && version.tables(0) < 3 * store.settings().l0SlowTables() / 4
        && !store.status().isSealed()
        && !store.status().flushesWaitForSpace();
  }

  private boolean isFlushUrgent() {
    int sealed = neighbours.sealed().getAsInt();
    int sealedMax = store.settings().sealedMemtablesMax();
    long now = store.nanos();
    if (sealed >= sealedMax) {
      writersWait = true;
      writersWaitedNanos = now;
    } else if (writersWait && now - writersWaitedNanos > MOMENT.toNanos()) {
      writersWait = false;
    }
    return writersWait && sealed >= Math.max(1, sealedMax - 1);
  }

  /** With a group at least, beside the one it may be writing; not where somebody waits for us. */
  private boolean isLogBehind() {
    Admission admission = store.admission();
    long behind =
        Math.max(admission.bytesMax() / BEHIND_PART, 2L * store.settings().groupBytesMax());
    return wishes.isEmpty() && admission.bytesInFlight() >= behind;
  }

  /** Others have passed, or merges have let them for long enough. */
  private Behavior<Command> onGoOn() {
    goOn();
    return this;
  }

  private void goOn() {
    timers.cancel(Internal.GO_ON);
    List<Running> next = List.copyOf(passed);
    passed.clear();
    for (Running running : next) {
      MergeJob job = running.job;
      if (job != null) {
        step(running, job);
      }
    }
  }

  private void install(Running running, VersionEdit edit) {
    if (!jobs.contains(running)) {
      jobs.add(running);
    }
    running.edit = edit;
    ActorRef<Command> self = getContext().getSelf();
    neighbours
        .manifest()
        .accept(
            new ManifestKeeper.Install(
                edit,
                installed -> self.tell(new Installed(running)),
                () -> self.tell(new Dropped(running))));
  }

  private Behavior<Command> onInstalled(Installed installed) {
    Running running = installed.running();
    jobs.remove(running);
    running.choice.inputs().stream().filter(this::isInPlace).forEach(leaving::add);
    tell(running);
    if (stopped != null) {
      return endIfIdle();
    }
    chooseNext();
    return this;
  }

  /** The manifest failed; the outputs stay, since the edit may be on disk. */
  private Behavior<Command> onDropped(Dropped dropped) {
    jobs.remove(dropped.running());
    return endIfIdle();
  }

  private void tell(Running running) {
    CompactionChoice choice = running.choice;
    long bytesOut = running.edit.added().stream().mapToLong(TableMeta::sizeBytes).sum();
    if (choice instanceof CompactionChoice.Move move) {
      store.meters().trivialMoves.increment();
      store
          .events()
          .tell(
              new StoreEvent.TableMoved(
                  move.table().number(), move.table().level(), move.toLevel()));
    } else if (choice instanceof CompactionChoice.Merge merge && running.job != null) {
      JobResult.Counts counts = running.job.result().counts();
      store.meters().compactions.increment();
      store.meters().compactedBytes.add(bytesOut);
      store
          .events()
          .tell(
              new StoreEvent.CompactionEnded(
                  merge.fromLevel(),
                  merge.toLevel(),
                  merge.inputs().size(),
                  running.edit.added().size(),
                  merge.inputBytes(),
                  bytesOut,
                  counts.deletesDropped(),
                  counts.deletesForSnapshots(),
                  (store.nanos() - running.beganNanos) / 1_000_000));
    } else {
      store.meters().compactions.increment();
    }
  }

  // ---- failures

  private Behavior<Command> onFailed(Failed failed) {
    Running running = failed.running();
    boolean corrupt = failed.why() instanceof CorruptionException;
    if (failed.why() instanceof CorruptionException corruption) {
      store.meters().corruptions.increment();
      markDamaged(corruption);
    }
    store.events().tell(new StoreEvent.CompactionFailed(String.valueOf(failed.why()), corrupt));
    if (running == null) {
      choosing = false;
    } else {
      abandon(running);
    }
    if (stopped != null) {
      return endIfIdle();
    }
    timers.startSingleTimer(Internal.RETRY, Internal.RETRY, RETRY);
    return this;
  }

  private Behavior<Command> onDamageMet(DamageMet met) {
    store.meters().corruptions.increment();
    markDamaged(met.damage());
    return this;
  }

  private void markDamaged(CorruptionException corruption) {
    FileName name = FileName.parse(corruption.file());
    if (name != null && damaged.add(name.number())) {
      store.events().tell(new StoreEvent.DamageFound(corruption.file(), corruption.offset()));
    }
  }

  private Behavior<Command> onRetry() {
    chooseNext();
    return this;
  }

  private void abandon(Running running) {
    jobs.remove(running);
    MergeJob job = running.job;
    if (job != null) {
      ActorRef<Command> self = getContext().getSelf();
      abandoning++;
      Jobs.abandon(store, job, () -> self.tell(Internal.ABANDONED));
    }
  }

  private Behavior<Command> onAbandoned() {
    abandoning--;
    return endIfIdle();
  }

  // ---- stopping

  private Behavior<Command> onStop(Stop stop) {
    stopped = stop.stopped();
    timers.cancel(Internal.GO_ON);
    passed.forEach(this::abandon);
    passed.clear();
    return endIfIdle();
  }

  private Behavior<Command> endIfIdle() {
    boolean idle = !choosing && jobs.isEmpty() && abandoning == 0;
    Runnable told = stopped;
    if (told == null || !idle) {
      return this;
    }
    stopped = null;
    told.run();
    return Behaviors.stopped();
  }

  /** A piece of work that ends in a message, whatever happens. */
  private interface Work {
    Command run() throws Exception;
  }

  private void inBackground(@Nullable Running running, Work work) {
    ActorRef<Command> self = getContext().getSelf();
    store
        .background()
        .execute(
            () -> {
              Command result;
              try {
                result = work.run();
              } catch (Exception | OutOfMemoryError e) {
                result = new Failed(running, e);
              }
              self.tell(result);
            });
  }
}
