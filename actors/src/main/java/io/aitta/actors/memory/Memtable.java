package io.aitta.actors.memory;

import io.aitta.actors.Snapshot;
import io.aitta.actors.StoreEvent;
import io.aitta.actors.engine.MustAnswer;
import io.aitta.actors.engine.Pressure;
import io.aitta.actors.engine.ReadView;
import io.aitta.actors.engine.StoreContext;
import io.aitta.actors.engine.StoreTime;
import io.aitta.actors.engine.Views;
import io.aitta.actors.read.LookupTask;
import io.aitta.actors.read.SnapshotHandle;
import io.aitta.actors.read.TableDoor;
import io.aitta.actors.write.Group;
import io.aitta.actors.write.GroupAnswers;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.StoreException.Outcome;
import io.aitta.core.memtable.MemTable;
import io.aitta.sstable.compaction.SnapshotList;
import io.aitta.sstable.version.TableMeta;
import io.aitta.sstable.version.Version;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Applies what the log has accepted, in its order; raises the visible sequence; publishes views;
 * keeps the list of live snapshots. Inserts in slices, so that gets come between. One per store,
 * never restarted: an empty memtable over a live log would be data loss.
 */
public final class Memtable extends AbstractBehavior<Memtable.Command> {
  /** What the actor is told. Local. */
  public sealed interface Command extends NoSerializationVerificationNeeded {}

  /** A group has reached its level: make it visible, then answer it. */
  public record Durable(Group group, StoreContext store) implements Command, MustAnswer {
    @Override
    public void neverRead(StoreException why) {
      GroupAnswers.refuse(group, store, unknown(), unknown());
    }
  }

  /** Answer from memory, or pass on to the door of the table that knows. */
  public record Get(LookupTask lookup) implements Command, MustAnswer {
    @Override
    public void neverRead(StoreException why) {
      lookup.fail(why);
    }
  }

  /** Open a snapshot of the state now visible. */
  public record OpenSnapshot(Duration lease, CompletableFuture<Snapshot> answer)
      implements Command, MustAnswer {
    @Override
    public void neverRead(StoreException why) {
      answer.completeExceptionally(why);
    }
  }

  /** The holder of a snapshot is done with it. */
  public record SnapshotClosed(long id) implements Command {}

  /** Tell the live snapshots and, in the same breath, the visible number. */
  public record ReportSnapshots(Consumer<SnapshotList> replyTo) implements Command {}

  /** The manifest holds a new version: publish it, and let go of the memtables it covers. */
  public record VersionInstalled(Version version) implements Command {}

  /** Seal the active memtable; answer when all that was in memory is in tables. */
  public record Flush(CompletableFuture<Done> answer) implements Command, MustAnswer {
    @Override
    public void neverRead(StoreException why) {
      answer.completeExceptionally(why);
    }
  }

  /** Told when everything handed over before this message is visible and answered. */
  public record Drain(Runnable drained) implements Command {}

  private enum Internal implements Command {
    GO_ON,
    SWEEP
  }

  private record FlushWaiter(long throughMemtable, CompletableFuture<Done> answer) {}

  /** What this actor needs of the store around it. */
  public record Neighbours(
      Consumer<TableDoor.LookupRoute> doors,
      Consumer<MemTable> flusher,
      Consumer<ReadView> published,
      Consumer<ReadView> retired,
      Consumer<Pressure> pressure,
      Consumer<Version> installed,
      Runnable snapshotsFreed) {}

  public static Behavior<Command> create(
      StoreContext store, Views views, StoreTime time, MemTables memtables, Neighbours neighbours) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new Memtable(context, timers, store, views, time, memtables, neighbours)));
  }

  private static final int SLICE = 256;
  private static final Duration SWEEP = Duration.ofMillis(500);

  private final StoreContext store;
  private final Views views;
  private final StoreTime time;
  private final MemTables memtables;
  private final Neighbours neighbours;
  private final LiveSnapshots snapshots = new LiveSnapshots();
  private final ArrayDeque<Group> toInsert = new ArrayDeque<>();
  private final List<FlushWaiter> flushWaiters = new ArrayList<>();
  private int inserted; // operations of the first group that are in the memtable already
  private long snapshotIds;
  private Pressure pressure = Pressure.NONE;

  private Memtable(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      StoreContext store,
      Views views,
      StoreTime time,
      MemTables memtables,
      Neighbours neighbours) {
    super(context);
    this.store = store;
    this.views = views;
    this.time = time;
    this.memtables = memtables;
    this.neighbours = neighbours;
    timers.startTimerWithFixedDelay(Internal.SWEEP, Internal.SWEEP, SWEEP);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Durable.class, this::onDurable)
        .onMessage(Get.class, this::onGet)
        .onMessageEquals(Internal.GO_ON, this::onGoOn)
        .onMessage(ReportSnapshots.class, this::onReportSnapshots)
        .onMessage(OpenSnapshot.class, this::onOpenSnapshot)
        .onMessage(SnapshotClosed.class, this::onSnapshotClosed)
        .onMessage(VersionInstalled.class, this::onVersionInstalled)
        .onMessage(Flush.class, this::onFlush)
        .onMessageEquals(Internal.SWEEP, this::onSweep)
        .onMessage(Drain.class, this::onDrain)
        .onSignal(PostStop.class, stopped -> onStopped())
        .build();
  }

  private Behavior<Command> onDurable(Durable durable) {
    toInsert.addLast(durable.group());
    if (toInsert.size() == 1) {
      insertSlice();
    }
    return this;
  }

  private Behavior<Command> onGoOn() {
    insertSlice();
    return this;
  }

  private void insertSlice() {
    Group group = toInsert.getFirst();
    MemTable active = views.current().active();
    int until = Math.min(group.operations(), inserted + SLICE);
    for (; inserted < until; inserted++) {
      active.insert(group.operation(inserted), group.firstNumber() + inserted);
    }
    if (inserted == group.operations()) {
      toInsert.removeFirst();
      inserted = 0;
      show(group, active);
    }
    if (!toInsert.isEmpty()) {
      getContext().getSelf().tell(Internal.GO_ON);
    }
  }

  private void show(Group group, MemTable active) {
    if (group.operations() > 0) {
      active.publish(group.lastNumber());
    }
    group.shown();
    answer(group);
    if (active.bytes() >= store.settings().memtableBytes()) {
      sealActive();
    }
  }

  private void answer(Group group) {
    if (group.isAnsweredAtOnce()) {
      group.commitAll();
      store.admission().give(group.admittedBytes());
    } else {
      GroupAnswers.commit(group, store);
    }
  }

  private void sealActive() {
    ReadView now = views.current();
    MemTable full = now.active();
    full.settle();
    List<MemTable> sealed = new ArrayList<>(now.sealed().size() + 1);
    sealed.add(full);
    sealed.addAll(now.sealed());
    publish(memtables.next(full.visibleNumber()), sealed, now.version());
    store.events().tell(new StoreEvent.MemtableSealed(full.id(), full.bytes(), full.entries()));
    neighbours.flusher().accept(full);
  }

  private void publish(MemTable active, List<MemTable> sealed, Version version) {
    ReadView next = new ReadView(active, sealed, version, neighbours.retired());
    neighbours.published().accept(next); // before the one before can retire
    views.publish(next);
    tellPressure(next);
  }

  private void tellPressure(ReadView view) {
    Pressure now =
        Pressure.of(
            view.sealed().size(),
            store.settings().sealedMemtablesMax(),
            view.version().level(0).size(),
            store.settings().l0SlowTables(),
            store.settings().l0StopTables());
    if (!now.equals(pressure)) {
      pressure = now;
      neighbours.pressure().accept(now);
    }
  }

  private Behavior<Command> onGet(Get get) {
    TableMeta needed = get.lookup().advance();
    if (needed != null) {
      neighbours.doors().accept(new TableDoor.LookupRoute(get.lookup(), needed));
    }
    return this;
  }

  // ---- versions and flushes

  private Behavior<Command> onVersionInstalled(VersionInstalled installed) {
    ReadView now = views.current();
    Version version = installed.version();
    List<MemTable> sealed = new ArrayList<>(now.sealed());
    sealed.removeIf(memtable -> memtable.greatestNumber() <= version.flushedThrough());
    publish(now.active(), sealed, version);
    neighbours.installed().accept(version);
    answerFlushed(sealed);
    return this;
  }

  private Behavior<Command> onFlush(Flush flush) {
    if (store.status().isSealed()) { // what sealed it may be a flush that failed: none would come
      StoreException why = store.status().refusal();
      store.reply().execute(() -> flush.answer().completeExceptionally(why));
      return this;
    }
    MemTable active = views.current().active();
    long through = active.isEmpty() ? active.id() - 1 : active.id();
    if (!active.isEmpty() && inserted == 0) {
      sealActive();
    } else if (inserted > 0) {
      getContext().getSelf().tell(flush); // between two slices of a group: after it
      return this;
    }
    flushWaiters.add(new FlushWaiter(through, flush.answer()));
    answerFlushed(views.current().sealed());
    return this;
  }

  private void answerFlushed(List<MemTable> sealed) {
    long oldestWaiting = sealed.isEmpty() ? Long.MAX_VALUE : sealed.get(sealed.size() - 1).id();
    flushWaiters.removeIf(
        waiter -> {
          boolean done = waiter.throughMemtable() < oldestWaiting;
          if (done) {
            store.reply().execute(() -> waiter.answer().complete(Done.getInstance()));
          }
          return done;
        });
  }

  /** What they wait for does not come, or nobody knows when. */
  private void refuseFlushes(StoreException why) {
    for (FlushWaiter waiter : flushWaiters) {
      store.reply().execute(() -> waiter.answer().completeExceptionally(why));
    }
    flushWaiters.clear();
  }

  // ---- snapshots

  private Behavior<Command> onReportSnapshots(ReportSnapshots report) {
    long visible = views.current().visibleNumber();
    report.replyTo().accept(snapshots.report(visible, time.millis()));
    return this;
  }

  private Behavior<Command> onOpenSnapshot(OpenSnapshot open) {
    int max = store.settings().snapshotsMax();
    if (snapshots.size() >= max) {
      StoreException why =
          new StoreException(
              ErrorCode.TOO_MANY_SNAPSHOTS, Outcome.NONE, max + " snapshots are open already");
      store.reply().execute(() -> open.answer().completeExceptionally(why));
      return this;
    }
    SnapshotHandle snapshot =
        memtables.snapshot(
            ++snapshotIds,
            views.current().visibleNumber(),
            time.millis(),
            store.nanos() + open.lease().toNanos());
    snapshots.add(snapshot);
    store.meters().snapshots.increment();
    store.reply().execute(() -> complete(open.answer(), snapshot));
    return this;
  }

  /** A caller who gave up before the snapshot was open shall not keep it open. */
  private static void complete(CompletableFuture<Snapshot> answer, SnapshotHandle snapshot) {
    if (!answer.complete(snapshot)) {
      snapshot.close();
    }
  }

  private Behavior<Command> onSnapshotClosed(SnapshotClosed closed) {
    if (snapshots.remove(closed.id())) {
      store.meters().snapshots.decrement();
    }
    neighbours.snapshotsFreed().run();
    return this;
  }

  private Behavior<Command> onSweep() {
    if (store.status().isSealed() || store.status().flushesWaitForSpace()) {
      refuseFlushes(store.status().refusal());
    }
    int expired = snapshots.expire(store.nanos());
    if (expired > 0) {
      store.meters().snapshots.add(-expired);
      neighbours.snapshotsFreed().run();
    }
    return this;
  }

  private Behavior<Command> onDrain(Drain drain) {
    if (toInsert.isEmpty()) {
      snapshots.expireAll(); // the store closes under them
      drain.drained().run();
    } else {
      getContext().getSelf().tell(drain); // behind the slices that are still to come
    }
    return this;
  }

  private static StoreException unknown() {
    return new StoreException(
        ErrorCode.OUTCOME_UNKNOWN, Outcome.UNKNOWN, "the store stopped before it answered");
  }

  private Behavior<Command> onStopped() {
    snapshots.expireAll();
    refuseFlushes(
        new StoreException(ErrorCode.CLOSED, Outcome.NONE, "the store closed during the flush"));
    for (Group group : toInsert) {
      GroupAnswers.refuse(group, store, unknown(), unknown());
    }
    return this;
  }
}
