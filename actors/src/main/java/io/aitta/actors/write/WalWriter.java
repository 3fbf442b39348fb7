package io.aitta.actors.write;

import io.aitta.actors.StoreState;
import io.aitta.actors.engine.Marks;
import io.aitta.actors.engine.MustAnswer;
import io.aitta.actors.engine.Pressure;
import io.aitta.actors.engine.StoreContext;
import io.aitta.actors.engine.StoreStatus.Space;
import io.aitta.actors.engine.StoreTime;
import io.aitta.actors.engine.Views;
import io.aitta.core.Committed;
import io.aitta.core.Durability;
import io.aitta.core.StoreException;
import io.aitta.wal.AppendAndSync;
import io.aitta.wal.LogBatch;
import io.aitta.wal.LogResult;
import io.aitta.wal.WriteLog;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.stream.ActorAttributes;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.typed.javadsl.ActorSink;
import org.jspecify.annotations.Nullable;

/**
 * Orders writes: decides conditions, numbers, gathers, and gives the log one group at a time; the
 * next gathers while that one is at the disk, so the sync in flight is the only timer group commit
 * needs. Behind a sync it gathers at the log's: that goes on with it at once, however little there
 * is in it by then. Owns every write until the memtable has it. One per store; never restarted: a
 * failed log seals the store.
 *
 * <p>Over 400 lines: one state machine, and each of its transitions changes the same few fields;
 * what could be told apart (conditions, pacing, numbers, refusals, waiting for syncs) is in classes
 * of its own.
 */
public final class WalWriter extends AbstractBehavior<WalWriter.Command> {
  /** What the writer is told. Local. */
  public interface Command extends NoSerializationVerificationNeeded {}

  /**
   * Answer when {@code seq} is at {@code disk}.
   *
   * @param seq a number, or {@link #EVERYTHING} for all that was accepted before this message
   */
  public record Sync(long seq, long deadlineNanos, CompletableFuture<Committed> answer)
      implements Command, MustAnswer {
    @Override
    public void neverRead(StoreException why) {
      answer.completeExceptionally(why);
    }
  }

  /** Flush or compaction is behind, or has caught up. */
  public record PressureChanged(Pressure pressure) implements Command {}

  /** Numbers up to this one may be handed out. */
  public record NumbersReserved(long through) implements Command {}

  /** Take no more writes, finish those taken, sync, close the log. */
  public enum Drain implements Command {
    DRAIN
  }

  /** For {@link Sync}: everything. */
  public static final long EVERYTHING = -1;

  private record LogAnswered(LogResult result) implements Command {}

  private record LogFailed(Throwable cause) implements Command {}

  private enum Internal implements Command {
    COMMIT,
    LOG_CLOSED,
    TICK
  }

  /**
   * What the writer needs of the store around it.
   *
   * @param toMemtable takes groups in order; each is visible and answered when it is through there
   * @param lookAgain sends a conditional write back to the read path
   * @param reserveNumbers asks that numbers up to the one given may be handed out
   * @param closed told once when the log is closed: null, or why what was accepted may be lost
   */
  public record Neighbours(
      Consumer<Group> toMemtable,
      Consumer<PendingWrite> lookAgain,
      LongConsumer reserveNumbers,
      Consumer<@Nullable StoreException> closed) {}

  /**
   * Where recovery ended.
   *
   * @param lastAppended the last number in the log, or in tables
   * @param lastNumber the last number that may have been handed out
   * @param reservedThrough numbers up to this one may be handed out
   */
  public record Start(long lastAppended, long lastNumber, long reservedThrough) {}

  public static Behavior<Command> create(
      StoreContext store,
      Views views,
      StoreTime time,
      Marks marks,
      WriteLog log,
      Executor logIo,
      Start start,
      Neighbours neighbours) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new WalWriter(
                        context,
                        timers,
                        store,
                        views,
                        time,
                        marks,
                        log,
                        logIo,
                        start,
                        neighbours)));
  }

  /** Where the writer and its stream run. */
  public static final String DISPATCHER = "aitta.dispatchers.write";

  private static final int AT_LOG_MAX = 2;
  private static final Duration TICK = Duration.ofMillis(10);
  private static final long SWEEP_NANOS = 100_000_000L;
  private static final long QUIET_SYNC_NANOS = 500_000_000L;
  private static final long FULL_RETRY_NANOS = 250_000_000L;

  private final TimerScheduler<Command> timers;
  private final StoreContext store;
  private final StoreTime time;
  private final Marks marks;
  private final Neighbours neighbours;
  private final ConditionDecider conditions;
  private final SyncWaiters syncWaiters;
  private final Pacing pacing;
  private final CommitDelay delay;
  private final WriteLog log;
  private final NumberSupply numbers;
  private final Refusals refusals;
  private final BoundedSourceQueue<Group> toLog;
  private final ArrayDeque<PendingWrite> waiting = new ArrayDeque<>();

  /** The group that is at the disk, and the one that gathers behind it, if the log has that too. */
  private final ArrayDeque<Group> atLog = new ArrayDeque<>(AT_LOG_MAX);

  private @Nullable Group unlogged; // shown at level memory, and still owed to a log that was full
  private long lastNumber;
  private long lastAppended;
  private boolean appendedSinceMark;
  private boolean committing; // a message to do so is in the mailbox
  private boolean ticking;
  private boolean draining;
  private boolean logClosing;
  private boolean logFailed; // the status of a store that closes does not say so any more
  private long fullUntilNanos;
  private boolean full;
  private @Nullable StoreException lost;
  private long lastWriteNanos;
  private long sweptNanos;

  private WalWriter(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      StoreContext store,
      Views views,
      StoreTime time,
      Marks marks,
      WriteLog log,
      Executor logIo,
      Start start,
      Neighbours neighbours) {
    super(context);
    this.timers = timers;
    this.store = store;
    this.time = time;
    this.marks = marks;
    this.log = log;
    this.neighbours = neighbours;
    this.lastAppended = start.lastAppended();
    this.lastNumber = start.lastNumber();
    this.numbers = new NumberSupply(start.reservedThrough(), neighbours.reserveNumbers());
    this.refusals = new Refusals(store);
    this.conditions = new ConditionDecider(views, time);
    this.syncWaiters = new SyncWaiters(store.reply());
    this.pacing = new Pacing(store.events(), store.meters(), store.nanos());
    this.delay = new CommitDelay(store.settings().commitDelayMax().toNanos(), store::nanos);
    this.toLog =
        Source.<Group>queue(AT_LOG_MAX)
            .map(group -> (LogBatch) group)
            .via(new AppendAndSync(log, logIo, store.background()))
            .<Command>map(LogAnswered::new)
            .to(ActorSink.actorRef(context.getSelf(), Internal.LOG_CLOSED, LogFailed::new))
            .withAttributes(ActorAttributes.dispatcher(DISPATCHER)) // not on the host's threads
            .run(Materializer.createMaterializer(context)); // lives and dies with this actor
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(PendingWrite.class, this::onWrite)
        .onMessage(LogAnswered.class, this::onLogAnswered)
        .onMessageEquals(Internal.COMMIT, this::onCommit)
        .onMessageEquals(Internal.TICK, this::onTick)
        .onMessage(Sync.class, this::onSync)
        .onMessage(PressureChanged.class, this::onPressureChanged)
        .onMessage(NumbersReserved.class, this::onNumbersReserved)
        .onMessageEquals(Drain.DRAIN, this::onDrain)
        .onMessage(LogFailed.class, this::onLogFailed)
        .onMessageEquals(Internal.LOG_CLOSED, this::onLogClosed)
        .onSignal(PostStop.class, stopped -> onStopped())
        .build();
  }

  private Behavior<Command> onWrite(PendingWrite write) {
    boolean logIsFull = full && store.nanos() - fullUntilNanos < 0;
    if (draining || isSealed() || logIsFull || isHeldBackForSpace()) {
      refusals.refuse(write, store.status().refusal());
    } else {
      waiting.addLast(write);
      startTicking();
      if (!atLog.isEmpty()) {
        gatherAtLog();
      } else if (write.level() == Durability.DISK && delay.isOn()) {
        commitIfIdle(); // its group waits at the log
      } else {
        commitBehindMailbox();
      }
    }
    return this;
  }

  /** Who waits for a flush that waits for space may wait for ever: better to be told. */
  private boolean isHeldBackForSpace() {
    return pacing.pressure().stopped() && store.status().state() == StoreState.DISK_FULL;
  }

  /**
   * The first write of a group wakes this actor; while it wakes, others arrive. They are behind the
   * first in the mailbox, and before this message: together they are one group, not two.
   */
  private void commitBehindMailbox() {
    if (!committing) {
      committing = true;
      getContext().getSelf().tell(Internal.COMMIT);
    }
  }

  private Behavior<Command> onCommit() {
    committing = false;
    commitIfIdle();
    return this;
  }

  private void commitIfIdle() {
    Group next = dispatchNext();
    if (next != null) {
      handOnEarly(next);
    }
  }

  /** Gives the log its next group, if it is idle and there is something to do. */
  private @Nullable Group dispatchNext() {
    if (!atLog.isEmpty() || logClosing || isSealed()) {
      return null;
    }
    if (unlogged != null) {
      return retryUnlogged();
    }
    long now = store.nanos();
    Group group = newGroup(lastAppended);
    if (!waiting.isEmpty() && (draining || pacing.mayTake(now))) {
      conditions.forming(group);
      fill(group, now, true);
    }
    if (!group.isEmpty()) {
      lastWriteNanos = now;
      pacing.took(group.bytes(), now);
      if (group.level() == Durability.DISK) {
        group.waitsFor(delay.wish(null));
      }
      offer(group);
      return group;
    }
    if (group.answers() > 0) {
      return group; // only refusals: they wait behind the groups before, not for the log
    }
    conditions.forget(group);
    if (isSyncNeeded() && marks.now().diskSeq() < lastAppended) {
      offer(nothingBut(Durability.DISK));
    } else {
      syncWaiters.reached(lastNumber); // all that reached the log is synced, and nothing waits
    }
    return null;
  }

  private Group newGroup(long numberBefore) {
    Durability least = isSyncNeeded() ? Durability.DISK : Durability.MEMORY;
    return new Group(numberBefore, lastNumber + 1, time.markMillis(), least);
  }

  private boolean isSyncNeeded() {
    return !syncWaiters.isEmpty() || draining;
  }

  /**
   * While the log syncs a group, gives it the next one as it begins, and adds to that until the log
   * begins with it. Should the group before find no space, the log refuses both. Conditional writes
   * wait until it is known what became of that.
   */
  private void gatherAtLog() {
    Group first = atLog.peekFirst();
    if (first == null
        || first.level() != Durability.DISK
        || first.bytes() >= CommitDelay.LARGE_BYTES
        || waiting.isEmpty()
        || draining
        || full
        || isSealed()
        || !pacing.pressure().isNone()) {
      return;
    }
    long now = store.nanos();
    Group last = atLog.getLast();
    boolean added = !last.isEmpty() && last.addUnlessBegun(() -> addTo(last, now, last == first));
    if (added || last != first) {
      return;
    }
    Group behind = newGroup(first.lastNumber());
    conditions.forming(behind);
    addTo(behind, now, false);
    if (behind.isEmpty()) {
      conditions.forget(behind);
    } else {
      behind.waitsFor(delay.wish(first));
      offer(behind);
    }
  }

  private void addTo(Group group, long now, boolean takesConditional) {
    long before = group.bytes();
    fill(group, now, takesConditional);
    if (group.bytes() > before) {
      lastWriteNanos = now;
      lastNumber = group.lastNumber();
      pacing.took(group.bytes() - before, now);
    }
  }

  private void fill(Group group, long now, boolean takesConditional) {
    while (!waiting.isEmpty()) {
      PendingWrite write = waiting.getFirst();
      if (write.isConditional() && !takesConditional) {
        return;
      }
      int operations = write.operations().length;
      if (!group.isEmpty() && group.bytes() + write.bytes() > store.settings().groupBytesMax()) {
        return;
      }
      if (!numbers.covers(group.lastNumber() + operations)) {
        return;
      }
      waiting.removeFirst();
      if (write.deadlineNanos() - now <= 0) {
        refusals.refuse(write, Refusals.deadlinePassed());
      } else if (write.isConditional()) {
        addIfItHolds(group, write);
      } else {
        group.add(write);
      }
      syncWaiters.passed(write, group.lastNumber());
    }
  }

  private void addIfItHolds(Group group, PendingWrite write) {
    ConditionDecider.Decision decision = conditions.decide(write);
    if (decision instanceof ConditionDecider.Holds) {
      group.add(write);
    } else if (decision instanceof ConditionDecider.LookAgain) {
      neighbours.lookAgain().accept(write);
    } else if (decision instanceof ConditionDecider.FailsLater later) {
      store.meters().failedConditions.increment();
      group.refuseWhenShown(write, later.index(), later.because());
    } else if (decision instanceof ConditionDecider.Fails fails) {
      store.meters().failedConditions.increment();
      refusals.answer(write, fails.why());
    }
  }

  /** An empty group: syncs, or lets the log write down what is synced. Takes no number. */
  private Group nothingBut(Durability level) {
    return new Group(lastAppended, lastAppended + 1, time.markMillis(), level);
  }

  private void offer(Group group) {
    atLog.addLast(group);
    if (!group.isEmpty()) {
      lastNumber = group.lastNumber();
      appendedSinceMark = true;
    } else if (group.level() != Durability.DISK) {
      appendedSinceMark = false;
    }
    toLog.offer(group); // there is a place for each that may be at the log: cannot be refused
  }

  /**
   * What nobody has to wait for the log with: mere refusals, and groups of level memory that the
   * log will be able to take whatever happens, unless the machine stops.
   */
  private void handOnEarly(Group group) {
    if (group.isEmpty()) {
      handOn(group);
    } else if (group.level() == Durability.MEMORY && isPaidFor(group)) {
      marks.raise(group.lastNumber(), 0, 0);
      handOn(group);
    }
  }

  /** Whether the log could take it even if the disk were full until the store is closed. */
  private boolean isPaidFor(Group group) {
    return log.canPayFor(group.bytes());
  }

  private void handOn(Group group) {
    group.handedToMemtable();
    neighbours.toMemtable().accept(group);
  }

  private Behavior<Command> onLogAnswered(LogAnswered answered) {
    if (logFailed) {
      return this; // whoever was in it has an answer
    }
    Group group = atLog.pollFirst();
    LogResult result = answered.result();
    if (group == null || result.batch() != group) {
      return onLogFailed(
          new LogFailed(new IllegalStateException("the log answered another group")));
    }
    switch (result.kind()) {
      case APPENDED -> onAppended(group, result);
      case DISK_FULL, DISK_FULL_FENCED -> onDiskFull(group, result);
      case FAILED, SEALED -> {
        Group behind = atLog.pollFirst(); // with which the log does not begin any more
        atLog.addFirst(group);
        seal(result.failure());
        refuseAll(behind);
      }
    }
    return this;
  }

  private void onAppended(Group group, LogResult result) {
    if (!group.isEmpty()) {
      lastAppended = group.lastNumber();
      count(group);
    }
    if (!group.isEmpty() || group.level() != Durability.DISK) { // a mere sync needs no space
      full = false;
      store.status().spaceBack(Space.LOG);
    }
    boolean synced = result.reached() == Durability.DISK;
    if (synced) {
      store.meters().syncs.increment();
      if (!group.isEmpty()) {
        delay.synced(group);
      }
    }
    marks.raise(lastAppended, lastAppended, synced ? lastAppended : 0);
    syncWaiters.reached(marks.now().diskSeq());
    Group next = dispatchNext(); // first keep the disk busy,
    gatherAtLog();
    if (!group.isHandedToMemtable() && group.answers() > 0) {
      handOn(group); // then make the group visible; its callers are answered behind the memtable
    }
    if (next != null) {
      handOnEarly(next);
    }
    closeLogIfDrained();
  }

  private void count(Group group) {
    store.meters().operations.add(group.operations());
    store.meters().groups.increment();
    if (group.writes() > 1) {
      store.meters().groupsLargerThanOne.increment();
    }
  }

  private void onDiskFull(Group group, LogResult result) {
    full = true;
    fullUntilNanos = store.nanos() + FULL_RETRY_NANOS;
    Throwable failure = result.failure();
    store
        .status()
        .diskFull(
            Space.LOG, failure == null ? "the log found no space" : Refusals.message(failure));
    if (group.spendsBallast()) {
      lost = Refusals.noRoom(failure);
    } else if (group.isHandedToMemtable()) {
      unlogged = group; // readers saw it: it goes to the log before anything else, or nothing does
    } else {
      refuseAll(group);
    }
    refuseWaiting(store.status().refusal());
    startTicking();
    if (unlogged == null && !draining) {
      commitIfIdle(); // who waits for a sync waits for what is in the log: that needs no space
    } else {
      syncWaiters.refuseAll(store.status().refusal());
    }
    closeLogIfDrained();
  }

  private @Nullable Group retryUnlogged() {
    Group group = unlogged;
    if (group != null && (draining || store.nanos() - fullUntilNanos >= 0)) {
      unlogged = null;
      atLog.addLast(group);
      if (draining) {
        group.spendBallast();
      }
      toLog.offer(group);
    }
    return null;
  }

  private Behavior<Command> onSync(Sync sync) {
    if (isSealed() || draining) {
      StoreException why = store.status().refusal();
      store.reply().execute(() -> sync.answer().completeExceptionally(why));
      return this;
    }
    if (sync.seq() > lastNumber) {
      StoreException why = Refusals.neverHandedOut(sync.seq(), lastNumber);
      store.reply().execute(() -> sync.answer().completeExceptionally(why));
      return this;
    }
    if (sync.seq() == EVERYTHING && !waiting.isEmpty()) {
      syncWaiters.addBehind(waiting.getLast(), sync.deadlineNanos(), sync.answer());
      return this;
    }
    boolean settled = atLog.isEmpty() && unlogged == null;
    long accepted = settled ? lastAppended : lastNumber; // behind lastAppended numbers may be burnt
    long seq = sync.seq() == EVERYTHING ? accepted : sync.seq();
    if (seq <= marks.now().diskSeq()) {
      Committed done = new Committed(seq, Durability.DISK);
      store.reply().execute(() -> sync.answer().complete(done));
      return this;
    }
    syncWaiters.add(seq, sync.deadlineNanos(), sync.answer());
    startTicking();
    commitIfIdle();
    return this;
  }

  private Behavior<Command> onPressureChanged(PressureChanged changed) {
    pacing.set(changed.pressure(), store.nanos());
    commitIfIdle();
    return this;
  }

  private Behavior<Command> onNumbersReserved(NumbersReserved reserved) {
    numbers.granted(reserved.through());
    commitIfIdle();
    return this;
  }

  // ---- time

  private void startTicking() {
    if (!ticking) {
      ticking = true;
      timers.startTimerWithFixedDelay(Internal.TICK, Internal.TICK, TICK);
    }
  }

  private Behavior<Command> onTick() {
    long now = store.nanos();
    if (now - sweptNanos >= SWEEP_NANOS) {
      sweptNanos = now;
      sweep(now);
    }
    refuseIfSealed();
    commitIfIdle();
    closeLogIfDrained(); // the last that waited may have been refused
    if (atLog.isEmpty() && waiting.isEmpty() && unlogged == null && syncWaiters.isEmpty()) {
      onQuiet(now);
    }
    return this;
  }

  private void sweep(long now) {
    if (!draining && isHeldBackForSpace()) {
      refuseWaiting(store.status().refusal());
    }
    if (!waiting.isEmpty()) {
      StoreException late =
          pacing.pressure().stopped()
              ? Refusals.heldBack(pacing.pressure().reason())
              : Refusals.deadlinePassed();
      waiting.removeIf(
          write -> {
            boolean expired = write.deadlineNanos() - now <= 0;
            if (expired) {
              refusals.refuse(write, late);
              syncWaiters.passed(write, lastNumber);
            }
            return expired;
          });
    }
    for (Group group : atLog) {
      if (group.answers() > 0) {
        refusals.refuseLate(group, now);
      }
    }
    syncWaiters.expire(now, Refusals.syncTooLate());
  }

  /**
   * The log is well, but something else sealed the store: nobody who waits here gets any further.
   */
  private void refuseIfSealed() {
    if (isSealed() && atLog.isEmpty()) {
      StoreException refused = store.status().refusal();
      refuseWaiting(refused);
      syncWaiters.refuseAll(refused);
    }
  }

  /** Nothing to do: sync what is not, mark what is, ask for space if there was none, then rest. */
  private void onQuiet(long now) {
    boolean unsynced = marks.now().diskSeq() < lastAppended;
    if (isSealed() || logClosing) {
      stopTicking();
    } else if (unsynced && now - lastWriteNanos >= QUIET_SYNC_NANOS) {
      offer(nothingBut(Durability.DISK));
    } else if (full) {
      if (appendedSinceMark || now - fullUntilNanos >= 0) {
        offer(nothingBut(Durability.OS)); // nobody may be writing while the store is not ready
      }
    } else if (unsynced) {
      return; // soon
    } else if (appendedSinceMark) {
      offer(nothingBut(Durability.OS));
    } else {
      stopTicking();
    }
  }

  private void stopTicking() {
    ticking = false;
    timers.cancel(Internal.TICK);
  }

  // ---- the end

  private Behavior<Command> onDrain() {
    draining = true;
    startTicking();
    if (pacing.pressure().stopped() || full) {
      refuseWaiting(store.status().refusal());
    }
    commitIfIdle();
    closeLogIfDrained();
    return this;
  }

  private void closeLogIfDrained() {
    if (draining && !logClosing && atLog.isEmpty() && waiting.isEmpty() && unlogged == null) {
      syncWaiters.refuseAll(store.status().refusal());
      logClosing = true;
      toLog.complete(); // the stage closes the log, marks and syncs it, then completes
    }
  }

  private Behavior<Command> onLogClosed() {
    if (!draining) {
      return onLogFailed(new LogFailed(new IllegalStateException("the log's stream ended")));
    }
    neighbours.closed().accept(lost);
    return Behaviors.stopped();
  }

  // After a failed append or sync nobody knows what the file holds. Say so once, and never touch
  // it.
  private Behavior<Command> onLogFailed(LogFailed failed) {
    seal(failed.cause());
    if (draining) {
      neighbours.closed().accept(Refusals.unclean(failed.cause()));
      return Behaviors.stopped();
    }
    return this;
  }

  private boolean isSealed() {
    return logFailed || store.status().isSealed();
  }

  private void seal(@Nullable Throwable cause) {
    logFailed = true;
    store.status().seal(Refusals.logFailed(cause));
    answerAll();
    if (draining && !logClosing) {
      logClosing = true;
      toLog.complete();
    }
  }

  /** Nothing of it is in the log, nor ever will be. */
  private void refuseAll(@Nullable Group group) {
    if (group != null) {
      conditions.forget(group);
      refusals.refuse(group, store.status().refusal(), store.status().refusal());
    }
  }

  private void answerAll() {
    StoreException refused =
        store.status().state() == StoreState.OPEN ? Refusals.stopped() : store.status().refusal();
    for (Group group : atLog) {
      if (!group.isHandedToMemtable()) {
        conditions.forget(group);
        refusals.refuse(group, Refusals.outcomeUnknown(refused.detail()), refused);
      }
    }
    atLog.clear();
    unlogged = null;
    refuseWaiting(refused);
    syncWaiters.refuseAll(refused);
  }

  /** Its host stopped the store, or it failed and is sealed already, or it closed the log. */
  private Behavior<Command> onStopped() {
    boolean owing =
        atLog.stream().anyMatch(group -> group.isHandedToMemtable() && !group.isEmpty());
    if (unlogged != null || owing) {
      store.status().closesUncleanly(Refusals.stoppedWhileOwing());
    }
    answerAll();
    return this;
  }

  /** What whoever asked for the close of a store is told whose log did not close well. */
  public static StoreException unclean(Throwable cause) {
    return Refusals.unclean(cause);
  }

  private void refuseWaiting(StoreException why) {
    for (PendingWrite write : waiting) {
      refusals.refuse(write, why);
      syncWaiters.passed(write, lastNumber);
    }
    waiting.clear();
  }
}
