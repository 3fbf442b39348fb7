package io.aitta.actors.background;

import io.aitta.actors.StoreEvent;
import io.aitta.actors.engine.ReadView;
import io.aitta.actors.engine.StoreContext;
import io.aitta.actors.engine.Views;
import io.aitta.core.CorruptionException;
import io.aitta.core.io.FileSystem;
import io.aitta.sstable.table.TableCache;
import io.aitta.sstable.table.TableDamage;
import io.aitta.sstable.table.TableInspection;
import io.aitta.sstable.version.TableMeta;
import io.aitta.sstable.version.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Reads all live tables from time to time, past the cache, and holds every block against its
 * checksum, so that damage to what nobody reads is found while a backup still has it. Works in
 * steps of some 256 KiB and pauses after each for as long as the budget asks. A pass reads the
 * tables that were there when it began; one view is pinned for as long as one table takes. One per
 * store.
 */
public final class Scrubber extends AbstractBehavior<Scrubber.Command> {
  /** What the scrubber is told. Local. */
  public sealed interface Command extends NoSerializationVerificationNeeded {}

  /** Stop at the next step. */
  public record Stop(Runnable stopped) implements Command {}

  private record Stepped(long bytes, boolean more, List<TableDamage> damages) implements Command {}

  private record Failed(String reason) implements Command {}

  private enum Internal implements Command {
    BEGIN,
    GO_ON,
    CLOSED
  }

  /**
   * @param damaged told of every damage
   */
  public static Behavior<Command> create(
      StoreContext store, Views views, Consumer<CorruptionException> damaged) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(timers -> new Scrubber(context, timers, store, views, damaged)));
  }

  /** Nobody restarts a store to wait for a scrub, and none should make a start slow. */
  private static final Duration FIRST = Duration.ofHours(1);

  /**
   * A table being read. Its monitor is taken by tasks in the background alone: a step, and the end,
   * which may come while a step is under way or waits, if the actor is stopped from outside.
   */
  private static final class Scrub {
    final ReadView view;
    final TableMeta table;
    private final Path file;
    private final List<TableDamage> found = new ArrayList<>();
    private @Nullable TableInspection inspection;
    private long bytesBefore;
    private boolean ended;

    Scrub(ReadView view, TableMeta table, Path file) {
      this.view = view;
      this.table = table;
      this.file = file;
    }

    synchronized Stepped step(FileSystem fs) throws IOException {
      if (ended) {
        return new Stepped(0, false, List.of());
      }
      TableInspection open = inspection;
      if (open == null) {
        open = TableInspection.open(fs, file, table, found::add);
        inspection = open;
      }
      boolean more = open.step();
      long read = open.bytesRead() - bytesBefore;
      bytesBefore += read;
      List<TableDamage> damages = List.copyOf(found);
      found.clear();
      return new Stepped(read, more, damages);
    }

    synchronized void end() {
      ended = true;
      if (inspection != null) {
        inspection.close();
      }
    }
  }

  private final TimerScheduler<Command> timers;
  private final StoreContext store;
  private final Views views;
  private final Consumer<CorruptionException> damaged;
  private final long bytesPerSecond;
  private final ArrayDeque<Long> left = new ArrayDeque<>();
  private @Nullable Scrub current;
  private boolean passing;
  private boolean working;
  private long tables;
  private long bytes;
  private long damages;

  /** Read in the last step of a table, which is paid for when the table is closed. */
  private long owedBytes;

  private @Nullable Runnable stopped;

  private Scrubber(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      StoreContext store,
      Views views,
      Consumer<CorruptionException> damaged) {
    super(context);
    this.timers = timers;
    this.store = store;
    this.views = views;
    this.damaged = damaged;
    this.bytesPerSecond = store.settings().scrubBytesPerSecond();
    if (bytesPerSecond > 0) {
      Duration interval = store.settings().scrubInterval();
      beginAfter(interval.compareTo(FIRST) < 0 ? interval : FIRST);
    }
  }

  private void beginAfter(Duration delay) {
    timers.startSingleTimer(Internal.BEGIN, Internal.BEGIN, delay);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Stepped.class, this::onStepped)
        .onMessageEquals(Internal.GO_ON, this::onGoOn)
        .onMessageEquals(Internal.BEGIN, this::onBegin)
        .onMessage(Failed.class, this::onFailed)
        .onMessage(Stop.class, this::onStop)
        .onMessageEquals(Internal.CLOSED, this::onClosed)
        .onSignal(PostStop.class, stop -> onStopped())
        .build();
  }

  // ---- a pass

  private Behavior<Command> onBegin() {
    beginAfter(store.settings().scrubInterval());
    if (!passing) { // else the pass before goes on, though it may be between two tables
      passing = true;
      left.addAll(views.current().version().tableNumbers());
      tables = 0;
      bytes = 0;
      damages = 0;
      nextTable();
    }
    return this;
  }

  private void nextTable() {
    while (current == null && !left.isEmpty()) {
      long number = left.removeFirst();
      ReadView view = views.pin();
      TableMeta table = find(view.version(), number);
      if (table == null) {
        view.unpin(); // compacted away meanwhile
      } else {
        Path directory = store.settings().dataDirectory();
        current = new Scrub(view, table, directory.resolve(TableCache.fileName(number)));
      }
    }
    if (current != null) {
      tables++;
      step();
    } else {
      passing = false;
      store.meters().scrubs.increment();
      store.events().tell(new StoreEvent.ScrubEnded(tables, bytes, damages));
    }
  }

  private static @Nullable TableMeta find(Version version, long number) {
    for (int level = 0; level < version.levels(); level++) {
      for (TableMeta table : version.level(level)) {
        if (table.number() == number) {
          return table;
        }
      }
    }
    return null;
  }

  private void step() {
    Scrub scrub = current;
    if (scrub == null) {
      return;
    }
    working = true;
    ActorRef<Command> self = getContext().getSelf();
    store.background().execute(() -> self.tell(step(scrub)));
  }

  /** On the executor that may block. Never throws: a failure is a message. */
  private Command step(Scrub scrub) {
    try {
      return scrub.step(store.seams().fileSystem());
    } catch (CorruptionException damage) {
      var gone = new TableDamage(damage, "the table", 0, true, null, null);
      return new Stepped(0, false, List.of(gone));
    } catch (Exception | OutOfMemoryError e) {
      return new Failed(String.valueOf(e));
    }
  }

  private Behavior<Command> onStepped(Stepped stepped) {
    working = false;
    bytes += stepped.bytes();
    store.meters().scrubbedBytes.add(stepped.bytes());
    for (TableDamage damage : stepped.damages()) {
      damages++;
      damaged.accept(damage.what());
    }
    if (stopped != null || !stepped.more()) {
      owedBytes = stepped.bytes();
      close();
    } else {
      pause(stepped.bytes());
    }
    return this;
  }

  /** A table that cannot be read now is read in the next pass. */
  private Behavior<Command> onFailed(Failed failed) {
    working = false;
    Scrub scrub = current;
    if (scrub != null) {
      String file = TableCache.fileName(scrub.table.number());
      store.events().tell(new StoreEvent.ScrubFailed(file, failed.reason()));
    }
    close();
    return this;
  }

  /** What was read is paid for with time; a first step also for what opening read. */
  private void pause(long read) {
    long millis = Math.max(1, read * 1_000 / bytesPerSecond);
    timers.startSingleTimer(Internal.GO_ON, Internal.GO_ON, Duration.ofMillis(millis));
  }

  private Behavior<Command> onGoOn() {
    if (current == null) {
      nextTable();
    } else {
      step();
    }
    return this;
  }

  // ---- the end of a table, and of everything

  private void close() {
    Scrub scrub = current;
    if (scrub == null) {
      return;
    }
    working = true;
    ActorRef<Command> self = getContext().getSelf();
    store
        .background()
        .execute(
            () -> {
              scrub.end();
              self.tell(Internal.CLOSED);
            });
  }

  private Behavior<Command> onClosed() {
    working = false;
    Scrub scrub = current;
    current = null;
    if (scrub != null) {
      scrub.view.unpin();
    }
    if (stopped != null) {
      return end();
    }
    pause(owedBytes);
    owedBytes = 0;
    return this;
  }

  private Behavior<Command> onStop(Stop stop) {
    stopped = stop.stopped();
    timers.cancelAll();
    left.clear();
    if (current == null) {
      return end();
    }
    if (!working) {
      close();
    }
    return this;
  }

  /** The host may stop the store without closing it: the file is let go of all the same. */
  private Behavior<Command> onStopped() {
    Scrub scrub = current;
    if (scrub != null) {
      store.background().execute(scrub::end);
    }
    return this;
  }

  private Behavior<Command> end() {
    Runnable told = stopped;
    if (told != null) {
      told.run();
    }
    return Behaviors.stopped();
  }
}
