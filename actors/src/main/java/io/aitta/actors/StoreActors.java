package io.aitta.actors;

import io.aitta.actors.background.Compactor;
import io.aitta.actors.background.Flusher;
import io.aitta.actors.background.Janitor;
import io.aitta.actors.background.ManifestKeeper;
import io.aitta.actors.background.Scrubber;
import io.aitta.actors.engine.Admission;
import io.aitta.actors.engine.Events;
import io.aitta.actors.engine.Later;
import io.aitta.actors.engine.Marks;
import io.aitta.actors.engine.Meters;
import io.aitta.actors.engine.Outstanding;
import io.aitta.actors.engine.Pressure;
import io.aitta.actors.engine.ReadView;
import io.aitta.actors.engine.SealingOnFailure;
import io.aitta.actors.engine.SerialExecutor;
import io.aitta.actors.engine.StoreContext;
import io.aitta.actors.engine.StoreStatus;
import io.aitta.actors.engine.StoreTime;
import io.aitta.actors.engine.Views;
import io.aitta.actors.memory.MemTables;
import io.aitta.actors.memory.Memtable;
import io.aitta.actors.read.AsyncReads;
import io.aitta.actors.read.SnapshotHandle;
import io.aitta.actors.read.Tables;
import io.aitta.actors.read.ViewReader;
import io.aitta.actors.write.ConditionRead;
import io.aitta.actors.write.PendingWrite;
import io.aitta.actors.write.WalWriter;
import io.aitta.core.StoreException;
import io.aitta.core.memtable.MemTable;
import io.aitta.sstable.compaction.SnapshotList;
import io.aitta.sstable.version.Version;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/**
 * The actors of one open store, and how they know each other. Made once, by the root, in one go;
 * messages flow only afterwards.
 *
 * <p>Over 400 lines: the one place where every actor is given its neighbours, one short method
 * each.
 */
final class StoreActors {
  private static final String DISPATCHERS = "aitta.dispatchers.";
  private static final String MAILBOX = "aitta.mailbox";
  private static final String GATED_MAILBOX = "aitta.gated-mailbox";
  private static final int WAITING_WRITES_MAX = 100_000;

  private final Opening.Opened opened;
  private final Executor logIo;
  private final OpenStore open;
  private final StoreFacade facade;
  private final ActorRef<Flusher.Command> flusher;
  private final ActorRef<Compactor.Command> compactor;
  private final ActorRef<Scrubber.Command> scrubber;
  private final ActorRef<ManifestKeeper.Command> manifest;

  private StoreActors(
      Opening.Opened opened,
      Executor logIo,
      OpenStore open,
      StoreFacade facade,
      ActorRef<Flusher.Command> flusher,
      ActorRef<Compactor.Command> compactor,
      ActorRef<Scrubber.Command> scrubber,
      ActorRef<ManifestKeeper.Command> manifest) {
    this.opened = opened;
    this.logIo = logIo;
    this.open = open;
    this.facade = facade;
    this.flusher = flusher;
    this.compactor = compactor;
    this.scrubber = scrubber;
    this.manifest = manifest;
  }

  /** What the parts of a store share, before it is open. */
  static StoreContext context(ActorSystem<?> system, StoreSettings settings, StoreSeams seams) {
    Events events = new Events(String.valueOf(settings.dataDirectory()), seams.log());
    return new StoreContext(
        settings,
        seams,
        reply(system),
        executor(system, "read-io"),
        executor(system, "compaction"),
        events,
        new StoreStatus(events),
        new Meters(),
        new Admission(settings.inFlightBytesMax(), settings.getsInFlightMax(), WAITING_WRITES_MAX));
  }

  /** Where callers' code runs. */
  static Executor reply(ActorSystem<?> system) {
    return executor(system, "reply");
  }

  private static Executor executor(ActorSystem<?> system, String name) {
    return system.dispatchers().lookup(DispatcherSelector.fromConfig(DISPATCHERS + name));
  }

  /** What the root is spawned with: its gets may be answered before they reach its mailbox. */
  static Props rootProps() {
    return Props.empty()
        .withDispatcherFromConfig(DISPATCHERS + "memtable")
        .withMailboxFromConfig(GATED_MAILBOX);
  }

  static Props on(String dispatcher) {
    return Props.empty()
        .withDispatcherFromConfig(DISPATCHERS + dispatcher)
        .withMailboxFromConfig(MAILBOX);
  }

  /** References that close the circle: set before the first message, read only afterwards. */
  private static final class Circle {
    final Later<ActorRef<WalWriter.Command>> writer = new Later<>();
    final Later<ActorRef<Memtable.Command>> memtable = new Later<>();
    final Later<ActorRef<Janitor.Command>> janitor = new Later<>();
    final Later<ActorRef<Tables.Command>> tables = new Later<>();
    final Later<ActorRef<Flusher.Command>> flusher = new Later<>();
    final Later<ActorRef<Compactor.Command>> compactor = new Later<>();
    final Later<ActorRef<ManifestKeeper.Command>> manifest = new Later<>();
  }

  /**
   * Starts the actors.
   *
   * @param root the store's own reference
   * @param writerClosed told when the log is closed: null, or why what was accepted may be lost
   */
  static StoreActors start(
      ActorContext<StoreCommand> context,
      StoreContext store,
      Opening.Opened opened,
      ActorRef<StoreCommand> root,
      Consumer<@Nullable StoreException> writerClosed) {
    var circle = new Circle();
    var time = new StoreTime(store.seams().time(), opened.timeMarkMillis());
    var marks = new Marks(opened.lastNumber());
    var outstanding = new Outstanding();
    var doors = new Tables.Doors();
    var logIo = new SerialExecutor(executor(context.getSystem(), "wal-io"));
    Consumer<ReadView> retired = view -> circle.janitor.get().tell(new Janitor.Retired(view));
    ReadView first =
        new ReadView(
            new MemTable(
                2,
                opened.lastNumber(),
                store.background(),
                MemTables.chunks(store.settings().memtableBytes())),
            List.of(),
            opened.version(),
            retired);
    var views = new Views(first);
    var reads = new AsyncReads(store, views, time, opened.tables(), doors, outstanding);
    var reader = new ViewReader(views, opened.tables(), time, store.seams().time(), store.status());

    circle.tables.set(
        spawn(context, Tables.create(store, opened.tables(), doors), "tables", "memtable"));
    doors.openedBy(circle.tables.get());
    circle.janitor.set(
        spawn(
            context,
            Janitor.create(
                store,
                opened.tables(),
                first,
                table -> circle.tables.get().tell(new Tables.Retire(table))),
            "janitor",
            "memtable"));
    circle.manifest.set(
        spawn(
            context,
            SealingOnFailure.around(
                ManifestKeeper.Command.class,
                ManifestKeeper.create(
                    store,
                    opened.manifest(),
                    version -> circle.memtable.get().tell(new Memtable.VersionInstalled(version))),
                store.status(),
                "the manifest's keeper"),
            "manifest-keeper",
            "memtable"));
    circle.flusher.set(
        spawn(context, Flusher.create(store, flusher(circle, opened)), "flusher", "memtable"));
    circle.compactor.set(
        spawn(
            context,
            Compactor.create(
                store, opened.jobs().leveled(), opened.tables(), compactor(circle, opened, views)),
            "compactor",
            "memtable"));
    circle.memtable.set(
        spawn(
            context,
            SealingOnFailure.around(
                Memtable.Command.class,
                Memtable.create(
                    store,
                    views,
                    time,
                    new Made(store, circle, reader),
                    memtable(store, circle, opened, doors, retired, views)),
                store.status(),
                "the memtable"),
            "memtable",
            "memtable"));
    circle.writer.set(
        spawn(
            context,
            SealingOnFailure.around(
                WalWriter.Command.class,
                WalWriter.create(
                    store,
                    views,
                    time,
                    marks,
                    opened.log(),
                    logIo,
                    new WalWriter.Start(
                        opened.lastNumber(), opened.lastHandedOut(), opened.reservedThrough()),
                    writer(store, circle, reads, writerClosed)),
                store.status(),
                "the writer"),
            "wal-writer",
            "write"));
    ActorRef<Scrubber.Command> scrubber =
        spawn(
            context,
            Scrubber.create(
                store,
                views,
                damage -> circle.compactor.get().tell(new Compactor.DamageMet(damage))),
            "scrubber",
            "memtable");
    circle.writer.get().tell(new WalWriter.PressureChanged(pressure(store, first)));
    circle.compactor.get().tell(new Compactor.Consider(opened.version()));

    var open =
        new OpenStore(
            store,
            new Requests(store.settings()),
            opened.info(),
            views,
            marks,
            opened.tables(),
            opened.cache(),
            opened.log(),
            reads,
            reader,
            outstanding,
            circle.writer.get(),
            circle.memtable.get(),
            circle.compactor.get());
    var facade = new StoreFacade(root, store.reply());
    facade.attached(open);
    return new StoreActors(
        opened,
        logIo,
        open,
        facade,
        circle.flusher.get(),
        circle.compactor.get(),
        scrubber,
        circle.manifest.get());
  }

  private static <T> ActorRef<T> spawn(
      ActorContext<StoreCommand> context, Behavior<T> behavior, String name, String dispatcher) {
    ActorRef<T> child = context.spawn(behavior, name, on(dispatcher));
    context.watch(child);
    return child;
  }

  private static Pressure pressure(StoreContext store, ReadView view) {
    return Pressure.of(
        view.sealed().size(),
        store.settings().sealedMemtablesMax(),
        view.version().level(0).size(),
        store.settings().l0SlowTables(),
        store.settings().l0StopTables());
  }

  private static WalWriter.Neighbours writer(
      StoreContext store,
      Circle circle,
      AsyncReads reads,
      Consumer<@Nullable StoreException> closed) {
    Consumer<PendingWrite> lookAgain =
        write ->
            ConditionRead.start(
                write,
                reads,
                observed -> circle.writer.get().tell(observed),
                (refused, why) ->
                    store
                        .reply()
                        .execute(
                            () -> {
                              store.admission().give(refused.bytes());
                              refused.refuse(why);
                            }));
    return new WalWriter.Neighbours(
        group -> circle.memtable.get().tell(new Memtable.Durable(group, store)),
        lookAgain,
        through ->
            circle
                .manifest
                .get()
                .tell(
                    new ManifestKeeper.ReserveNumbers(
                        through,
                        () -> circle.writer.get().tell(new WalWriter.NumbersReserved(through)))),
        closed);
  }

  private static Memtable.Neighbours memtable(
      StoreContext store,
      Circle circle,
      Opening.Opened opened,
      Tables.Doors doors,
      Consumer<ReadView> retired,
      Views views) {
    return new Memtable.Neighbours(
        doors::send,
        full -> circle.flusher.get().tell(new Flusher.Sealed(full)),
        view -> circle.janitor.get().tell(new Janitor.Published(view)),
        retired,
        pressure -> circle.writer.get().tell(new WalWriter.PressureChanged(pressure)),
        version -> {
          circle.compactor.get().tell(new Compactor.Consider(version));
          store.background().execute(() -> removeLogs(store, opened, version));
        },
        () -> circle.compactor.get().tell(new Compactor.Consider(views.current().version())));
  }

  /** On the executor that may block. A log that stays is removed with the next, or at the start. */
  private static void removeLogs(StoreContext store, Opening.Opened opened, Version version) {
    try {
      opened
          .log()
          .removeThrough(version.flushedThrough())
          .forEach(
              file ->
                  store
                      .events()
                      .tell(new StoreEvent.FileRemoved(String.valueOf(file.path().getFileName()))));
    } catch (IOException e) {
      store.events().tell(new StoreEvent.FileNotRemoved("a log", String.valueOf(e.getMessage())));
    }
  }

  private static Flusher.Neighbours flusher(Circle circle, Opening.Opened opened) {
    return new Flusher.Neighbours(
        replyTo -> askSnapshots(circle, replyTo),
        opened.jobs()::flush,
        install -> circle.manifest.get().tell(install));
  }

  private static Compactor.Neighbours compactor(Circle circle, Opening.Opened opened, Views views) {
    return new Compactor.Neighbours(
        replyTo -> askSnapshots(circle, replyTo),
        opened.jobs()::merge,
        install -> circle.manifest.get().tell(install),
        () -> views.current().sealed().size());
  }

  private static void askSnapshots(Circle circle, Consumer<SnapshotList> replyTo) {
    circle.memtable.get().tell(new Memtable.ReportSnapshots(replyTo));
  }

  /** What the memtable actor hands out. */
  private static final class Made implements MemTables {
    private final StoreContext store;
    private final Circle circle;
    private final ViewReader reader;
    private final AtomicInteger ids = new AtomicInteger(2);

    private Made(StoreContext store, Circle circle, ViewReader reader) {
      this.store = store;
      this.circle = circle;
      this.reader = reader;
    }

    @Override
    public MemTable next(long visibleNumber) {
      return new MemTable(
          ids.incrementAndGet(),
          visibleNumber,
          store.background(),
          MemTables.chunks(store.settings().memtableBytes()));
    }

    @Override
    public SnapshotHandle snapshot(long id, long number, long timeMillis, long leaseEndNanos) {
      return new SnapshotHandle(
          id,
          new ViewReader.Moment(number, timeMillis),
          leaseEndNanos,
          reader,
          closed -> circle.memtable.get().tell(new Memtable.SnapshotClosed(closed)));
    }
  }

  OpenStore open() {
    return open;
  }

  StoreFacade facade() {
    return facade;
  }

  // ---- closing, in this order

  void drainWriter() {
    open.writer().tell(WalWriter.Drain.DRAIN);
  }

  void drainMemtable(Runnable drained) {
    open.memtable().tell(new Memtable.Drain(drained));
  }

  /** Tells flush, compaction and scrub to stop at their next step, and not to wait for space. */
  void stopJobs(Runnable stopped) {
    manifest.tell(ManifestKeeper.EndWaiting.END_WAITING);
    var left = new AtomicInteger(3);
    Runnable one =
        () -> {
          if (left.decrementAndGet() == 0) {
            stopped.run();
          }
        };
    flusher.tell(new Flusher.Stop(one));
    compactor.tell(new Compactor.Stop(one));
    scrubber.tell(new Scrubber.Stop(one));
  }

  /** After the writer: no number is handed out any more. */
  void closeManifest(Runnable closed) {
    manifest.tell(new ManifestKeeper.Close(closed));
  }

  /** Ends what still waits. */
  void endReads() {
    open.outstanding().expireAll();
  }

  /** Behind everything the log still does. Releases the lock last. */
  void closeFiles(Runnable closed) {
    logIo.execute(
        () -> {
          Throwable failure = opened.log().close(); // it is closed, but maybe nobody heard how
          if (failure != null) {
            open.context().status().closesUncleanly(WalWriter.unclean(failure));
          }
          opened.close();
          closed.run();
        });
  }
}
