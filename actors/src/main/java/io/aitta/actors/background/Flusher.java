package io.aitta.actors.background;

import io.aitta.actors.StoreEvent;
import io.aitta.actors.engine.StoreContext;
import io.aitta.actors.engine.StoreStatus.Space;
import io.aitta.core.io.DiskFullException;
import io.aitta.core.memtable.MemTable;
import io.aitta.sstable.compaction.FlushJob;
import io.aitta.sstable.compaction.SnapshotList;
import io.aitta.sstable.version.VersionEdit;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Writes sealed memtables out as tables, oldest first, one at a time. Out of space is a pause; any
 * other failure seals the store.
 */
public final class Flusher extends AbstractBehavior<Flusher.Command> {
  /** What the flusher is told. Local. */
  public sealed interface Command extends NoSerializationVerificationNeeded {}

  /** A memtable takes no more writes; newer than all told before. */
  public record Sealed(MemTable memtable) implements Command {}

  /** Stop at the next step. */
  public record Stop(Runnable stopped) implements Command {}

  private record Begin(MemTable memtable, SnapshotList snapshots) implements Command {}

  private record Stepped(FlushJob job, boolean more) implements Command {}

  private record Failed(Exception why) implements Command {}

  private record Installed(long bytes, long entries, long tableOrZero) implements Command {}

  private enum Internal implements Command {
    RETRY,
    DROPPED,
    ABANDONED
  }

  /** What the flusher needs of the store around it. */
  public record Neighbours(
      Consumer<Consumer<SnapshotList>> snapshots,
      BiFunction<MemTable, SnapshotList, FlushJob> newJob,
      Consumer<ManifestKeeper.Install> manifest) {}

  public static Behavior<Command> create(StoreContext store, Neighbours neighbours) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new Flusher(context, timers, store, neighbours)));
  }

  private static final Duration RETRY = Duration.ofMillis(500);

  private final TimerScheduler<Command> timers;
  private final StoreContext store;
  private final Neighbours neighbours;
  private final ArrayDeque<MemTable> waiting = new ArrayDeque<>();
  private @Nullable MemTable flushing;
  private @Nullable FlushJob job;
  private @Nullable Runnable stopped;
  private boolean over; // a failure that is not for want of space: nothing is flushed any more
  private long beganNanos;
  private int abandoning; // jobs that are over, but whose files may still be at the disk
  private boolean ending;

  private Flusher(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      StoreContext store,
      Neighbours neighbours) {
    super(context);
    this.timers = timers;
    this.store = store;
    this.neighbours = neighbours;
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Sealed.class, this::onSealed)
        .onMessage(Begin.class, this::onBegin)
        .onMessage(Stepped.class, this::onStepped)
        .onMessage(Installed.class, this::onInstalled)
        .onMessage(Failed.class, this::onFailed)
        .onMessageEquals(Internal.RETRY, this::onRetry)
        .onMessageEquals(Internal.DROPPED, this::onDropped)
        .onMessageEquals(Internal.ABANDONED, this::onAbandoned)
        .onMessage(Stop.class, this::onStop)
        .onSignal(PostStop.class, signal -> onPostStop())
        .build();
  }

  private Behavior<Command> onSealed(Sealed sealed) {
    waiting.addLast(sealed.memtable());
    flushNext();
    return this;
  }

  private void flushNext() {
    if (flushing != null || waiting.isEmpty() || stopped != null || over) {
      return;
    }
    MemTable next = waiting.removeFirst();
    flushing = next;
    beganNanos = store.nanos();
    var self = getContext().getSelf();
    neighbours.snapshots().accept(snapshots -> self.tell(new Begin(next, snapshots)));
  }

  private Behavior<Command> onBegin(Begin begin) {
    if (stopped != null) {
      return end();
    }
    var self = getContext().getSelf();
    store
        .background()
        .execute(
            () -> {
              try {
                FlushJob begun = neighbours.newJob().apply(begin.memtable(), begin.snapshots());
                self.tell(new Stepped(begun, true));
              } catch (RuntimeException e) {
                self.tell(new Failed(e));
              }
            });
    return this;
  }

  private Behavior<Command> onStepped(Stepped stepped) {
    job = stepped.job();
    if (stopped != null) {
      return abandonAndEnd();
    }
    if (stepped.more()) {
      step(stepped.job());
    } else {
      install(stepped.job());
    }
    return this;
  }

  private void step(FlushJob running) {
    var self = getContext().getSelf();
    store
        .background()
        .execute(
            () -> {
              try {
                self.tell(new Stepped(running, running.step()));
              } catch (Exception e) {
                self.tell(new Failed(e));
              } catch (OutOfMemoryError e) {
                self.tell(new Failed(new IllegalStateException("out of memory", e)));
              }
            });
  }

  private void install(FlushJob done) {
    var self = getContext().getSelf();
    MemTable flushed = memtable();
    VersionEdit edit = done.result().edit().flushedThrough(flushed.greatestNumber()).build();
    long bytes = edit.added().stream().mapToLong(table -> table.sizeBytes()).sum();
    long entries = edit.added().stream().mapToLong(table -> table.entries()).sum();
    long table = edit.added().isEmpty() ? 0 : edit.added().get(0).number();
    neighbours
        .manifest()
        .accept(
            new ManifestKeeper.Install(
                edit,
                version -> self.tell(new Installed(bytes, entries, table)),
                () -> self.tell(Internal.DROPPED)));
  }

  private MemTable memtable() {
    MemTable now = flushing;
    if (now == null) {
      throw new IllegalStateException("a flush of nothing");
    }
    return now;
  }

  private Behavior<Command> onInstalled(Installed installed) {
    flushing = null;
    job = null;
    store.status().spaceBack(Space.TABLES);
    store.meters().flushes.increment();
    store.meters().flushedBytes.add(installed.bytes());
    store
        .events()
        .tell(
            new StoreEvent.TableFlushed(
                installed.tableOrZero(),
                installed.bytes(),
                installed.entries(),
                (store.nanos() - beganNanos) / 1_000_000));
    if (stopped != null) {
      return end();
    }
    flushNext();
    return this;
  }

  private Behavior<Command> onFailed(Failed failed) {
    FlushJob broken = job;
    job = null;
    if (broken != null) {
      abandon(broken);
    }
    store.events().tell(new StoreEvent.FlushFailed(String.valueOf(failed.why())));
    if (stopped != null) {
      return end();
    }
    if (failed.why() instanceof DiskFullException) {
      store.status().diskFull(Space.TABLES, "a flush found no space");
      timers.startSingleTimer(Internal.RETRY, Internal.RETRY, RETRY);
    } else {
      over = true;
      store.status().seal("a flush failed: " + failed.why().getMessage());
    }
    return this;
  }

  /** The manifest failed; the table stays, since the edit may be on disk. */
  private Behavior<Command> onDropped() {
    over = true;
    return stopped != null ? end() : this;
  }

  private Behavior<Command> onRetry() {
    MemTable again = flushing;
    if (again != null && job == null) {
      flushing = null;
      waiting.addFirst(again);
      flushNext();
    }
    return this;
  }

  private Behavior<Command> onStop(Stop stop) {
    stopped = stop.stopped();
    boolean idle = flushing == null || timers.isTimerActive(Internal.RETRY);
    return idle || over ? end() : this;
  }

  private Behavior<Command> abandonAndEnd() {
    FlushJob running = job;
    job = null;
    if (running != null) {
      abandon(running);
    }
    return end();
  }

  private void abandon(FlushJob running) {
    var self = getContext().getSelf();
    abandoning++;
    Jobs.abandon(store, running, () -> self.tell(Internal.ABANDONED));
  }

  private Behavior<Command> onAbandoned() {
    abandoning--;
    return ending ? end() : this;
  }

  private Behavior<Command> end() {
    if (abandoning > 0) {
      ending = true; // once no file is being written any more
      return this;
    }
    Runnable told = stopped;
    stopped = null;
    if (told != null) {
      told.run();
    }
    return Behaviors.stopped();
  }

  private Behavior<Command> onPostStop() {
    timers.cancelAll();
    return this;
  }
}
