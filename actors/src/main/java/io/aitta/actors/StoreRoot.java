package io.aitta.actors;

import io.aitta.actors.engine.LostMessages;
import io.aitta.actors.engine.MustAnswer;
import io.aitta.actors.engine.StoreContext;
import io.aitta.actors.engine.StoreStatus;
import io.aitta.actors.gate.Gates;
import io.aitta.actors.write.PendingWrite;
import io.aitta.core.Committed;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.StoreException.Outcome;
import io.aitta.core.WriteOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * The supervisor of one store: recovers it, starts its actors, answers the message protocol, closes
 * it in order. Never fails or stops because of the disk: a store that cannot write is sealed and
 * goes on answering. One per store.
 *
 * <p>Over 400 lines: the message protocol, a handler of a few lines for each message, and the order
 * of closing, which is one story.
 */
final class StoreRoot extends AbstractBehavior<StoreCommand> {
  /** A facade wants to know when the store is open. */
  record Attach(StoreFacade facade) implements StoreCommand.Internal, MustAnswer {
    @Override
    public void neverRead(StoreException why) {
      facade.failed(why);
    }
  }

  /**
   * Close the store and complete the future.
   *
   * @param status of the store; null if who asks never saw it open
   */
  record CloseFuture(CompletableFuture<Done> answer, @Nullable StoreStatus status)
      implements StoreCommand.Internal, MustAnswer {
    @Override
    public void neverRead(StoreException why) {
      if (status == null) {
        answer.complete(Done.getInstance()); // the store is gone, which is what was asked for
      } else {
        status.whenClosed(() -> status.answerClosed(answer)); // its files may still be closing
      }
    }
  }

  private record Recovered(Opening.Opened opened, StoreContext store)
      implements StoreCommand.Internal, MustAnswer {
    @Override
    public void neverRead(StoreException why) {
      store
          .background()
          .execute(
              () -> {
                opened.abandon();
                store.status().closed(store.reply());
              });
    }
  }

  private record RecoveryFailed(StoreException why, StoreContext store)
      implements StoreCommand.Internal, MustAnswer {
    @Override
    public void neverRead(StoreException gone) {
      store.status().closed(store.reply());
    }
  }

  private record WriterClosed(@Nullable StoreException unclean) implements StoreCommand.Internal {}

  private enum Internal implements StoreCommand.Internal {
    SWEEP,
    MEMTABLE_DRAINED,
    JOBS_STOPPED,
    MANIFEST_CLOSED,
    FILES_CLOSED
  }

  static Behavior<StoreCommand> create(StoreSettings settings, StoreSeams seams) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new StoreRoot(context, timers, settings, seams)));
  }

  private static final Duration SWEEP = Duration.ofMillis(100);

  private final TimerScheduler<StoreCommand> timers;
  private final StoreContext store;
  private final Requests requests;
  private final Cancellable shutdownTask;
  private final List<StoreFacade> waitingFacades = new ArrayList<>();
  private final List<CompletableFuture<Done>> waitingForClose = new ArrayList<>();
  private @Nullable StoreActors actors;
  private @Nullable StoreException failure;
  private boolean closing;
  private boolean crippled; // an actor failed: nobody answers in its place
  private boolean filesClosed;

  private StoreRoot(
      ActorContext<StoreCommand> context,
      TimerScheduler<StoreCommand> timers,
      StoreSettings settings,
      StoreSeams seams) {
    super(context);
    this.timers = timers;
    this.store = StoreActors.context(context.getSystem(), settings, seams);
    this.requests = new Requests(settings);
    LostMessages.watchOver(context.getSystem());
    ActorRef<StoreCommand> self = context.getSelf();
    this.shutdownTask =
        CoordinatedShutdown.get(context.getSystem())
            .addCancellableTask(
                CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
                "close-" + self.path().name(),
                () -> {
                  var closed = new CompletableFuture<Done>();
                  self.tell(new CloseFuture(closed, store.status()));
                  return closed;
                });
    timers.startTimerWithFixedDelay(Internal.SWEEP, Internal.SWEEP, SWEEP);
    store.background().execute(() -> self.tell(recover()));
  }

  /** On the executor that may block. Never throws: a failure is a message. */
  private StoreCommand recover() {
    try {
      return new Recovered(Opening.open(store), store);
    } catch (StoreException why) {
      return new RecoveryFailed(why, store);
    } catch (RuntimeException | OutOfMemoryError e) {
      return new RecoveryFailed(
          new StoreException(ErrorCode.INTERNAL, Outcome.NONE, "recovery failed: " + e, e), store);
    }
  }

  @Override
  public Receive<StoreCommand> createReceive() {
    return newReceiveBuilder()
        .onMessage(StoreCommand.Put.class, this::onPut)
        .onMessage(StoreCommand.Get.class, this::onGet)
        .onMessage(StoreCommand.Delete.class, this::onDelete)
        .onMessage(StoreCommand.Write.class, this::onWriteBatch)
        .onMessage(StoreCommand.DeleteRange.class, this::onDeleteRange)
        .onMessage(StoreCommand.OpenSnapshot.class, this::onOpenSnapshot)
        .onMessage(StoreCommand.Sync.class, this::onSync)
        .onMessage(StoreCommand.Flush.class, this::onFlush)
        .onMessage(StoreCommand.Close.class, this::onClose)
        .onMessage(Attach.class, this::onAttach)
        .onMessageEquals(Internal.SWEEP, this::onSweep)
        .onMessage(Recovered.class, this::onRecovered)
        .onMessage(RecoveryFailed.class, this::onRecoveryFailed)
        .onMessage(CloseFuture.class, this::onCloseFuture)
        .onMessage(WriterClosed.class, this::onWriterClosed)
        .onMessageEquals(Internal.MEMTABLE_DRAINED, this::onMemtableDrained)
        .onMessageEquals(Internal.JOBS_STOPPED, this::onJobsStopped)
        .onMessageEquals(Internal.MANIFEST_CLOSED, this::onManifestClosed)
        .onMessageEquals(Internal.FILES_CLOSED, this::onFilesClosed)
        .onSignal(ChildFailed.class, this::onChildFailed)
        .onSignal(Terminated.class, terminated -> this)
        .onSignal(PostStop.class, stopped -> onStopped())
        .build();
  }

  // ---- the message protocol

  private Behavior<StoreCommand> onPut(StoreCommand.Put put) {
    return write(
        put.options(), put.replyTo(), () -> requests.put(put.key(), put.value(), put.options()));
  }

  private Behavior<StoreCommand> onDelete(StoreCommand.Delete delete) {
    return write(
        delete.options(), delete.replyTo(), () -> requests.delete(delete.key(), delete.options()));
  }

  private Behavior<StoreCommand> onDeleteRange(StoreCommand.DeleteRange delete) {
    return write(
        delete.options(),
        delete.replyTo(),
        () -> requests.deleteRange(delete.range(), delete.options()));
  }

  private Behavior<StoreCommand> onWriteBatch(StoreCommand.Write write) {
    if (write.batch().items().isEmpty()) {
      return onSync(new StoreCommand.Sync(write.replyTo()));
    }
    return write(
        write.options(), write.replyTo(), () -> requests.batch(write.batch(), write.options()));
  }

  private Behavior<StoreCommand> write(
      WriteOptions options,
      ActorRef<StoreCommand.WriteReply> replyTo,
      Supplier<Requests.Parsed> parse) {
    StoreActors running = actors;
    try {
      if (running == null) {
        throw refusal(Outcome.NOT_DONE);
      }
      Requests.Parsed parsed = parse.get();
      PendingWrite write =
          new MessageWrite(
              parsed.operations(),
              parsed.conditions(),
              options.durability(),
              store.nanos() + options.timeout().toNanos(),
              replyTo);
      running.open().submitNow(write);
    } catch (StoreException why) {
      replyTo.tell(new StoreCommand.WriteReply.Refused(why));
    }
    return this;
  }

  private Behavior<StoreCommand> onGet(StoreCommand.Get get) {
    StoreActors running = actors;
    if (running == null) {
      get.replyTo().tell(new StoreCommand.GetReply.Failed(refusal(Outcome.NONE)));
    } else {
      MessageGet.answer(running.open(), get);
    }
    return this;
  }

  private Behavior<StoreCommand> onOpenSnapshot(StoreCommand.OpenSnapshot open) {
    StoreActors running = actors;
    CompletableFuture<Snapshot> answer =
        running == null
            ? CompletableFuture.failedFuture(refusal(Outcome.NONE))
            : running.facade().snapshot().toCompletableFuture();
    then(
        answer,
        (snapshot, why) ->
            open.replyTo()
                .tell(
                    snapshot == null
                        ? new StoreCommand.SnapshotReply.Failed(why == null ? internal() : why)
                        : new StoreCommand.SnapshotReply.Opened(snapshot)));
    return this;
  }

  private Behavior<StoreCommand> onSync(StoreCommand.Sync sync) {
    StoreActors running = actors;
    var answer =
        running == null
            ? CompletableFuture.<Committed>failedFuture(refusal(Outcome.NONE))
            : running.facade().sync().toCompletableFuture();
    then(
        answer,
        (committed, why) ->
            sync.replyTo()
                .tell(
                    committed == null
                        ? new StoreCommand.WriteReply.Refused(why == null ? internal() : why)
                        : new StoreCommand.WriteReply.Done(committed)));
    return this;
  }

  private Behavior<StoreCommand> onFlush(StoreCommand.Flush flush) {
    StoreActors running = actors;
    CompletableFuture<Done> answer =
        running == null
            ? CompletableFuture.failedFuture(refusal(Outcome.NONE))
            : running.facade().flush().toCompletableFuture();
    then(answer, (done, why) -> flush.replyTo().tell(doneReply(done, why)));
    return this;
  }

  private Behavior<StoreCommand> onClose(StoreCommand.Close close) {
    var answer = new CompletableFuture<Done>();
    then(answer, (done, why) -> close.replyTo().tell(doneReply(done, why)));
    return onCloseFuture(new CloseFuture(answer, store.status()));
  }

  private static StoreCommand.DoneReply doneReply(
      @Nullable Done done, @Nullable StoreException why) {
    return done == null
        ? new StoreCommand.DoneReply.Failed(why == null ? internal() : why)
        : new StoreCommand.DoneReply.Finished(done);
  }

  /** Only tells: safe on whatever thread completes the future. */
  @SuppressWarnings("FutureReturnValueIgnored") // its only effect is the message
  private static <T> void then(
      CompletableFuture<T> answer, BiConsumer<@Nullable T, @Nullable StoreException> told) {
    answer.whenComplete(
        (value, failed) -> told.accept(value, failed instanceof StoreException why ? why : null));
  }

  private static StoreException internal() {
    return new StoreException(ErrorCode.INTERNAL, Outcome.NONE, "the request failed");
  }

  private StoreException refusal(Outcome outcome) {
    StoreException why = store.status().refusal();
    return new StoreException(why.errorCode(), outcome, why.detail());
  }

  // ---- opening

  private Behavior<StoreCommand> onAttach(Attach attach) {
    StoreActors running = actors;
    StoreException failed = failure;
    if (running != null) {
      store.reply().execute(() -> attach.facade().attached(running.open()));
    } else if (failed != null) {
      attach.facade().failed(failed);
    } else {
      waitingFacades.add(attach.facade());
    }
    return this;
  }

  private Behavior<StoreCommand> onRecovered(Recovered recovered) {
    ActorRef<StoreCommand> self = getContext().getSelf();
    store.status().opened(); // first: the actors may find out at once that it has to be sealed
    StoreActors running =
        StoreActors.start(
            getContext(), store, recovered.opened(), self, why -> self.tell(new WriterClosed(why)));
    actors = running;
    Gates.install(getContext(), new GetGate(running.open()));
    StoreInfo info = running.open().info();
    store
        .events()
        .tell(
            new StoreEvent.Opened(
                info.keys(), info.recoveredOperations(), info.tornBytes(), info.recoveryMillis()));
    for (StoreFacade facade : waitingFacades) {
      store.reply().execute(() -> facade.attached(running.open()));
    }
    waitingFacades.clear();
    return closing ? beginClosing(running) : this;
  }

  private Behavior<StoreCommand> onRecoveryFailed(RecoveryFailed failed) {
    failure = failed.why();
    store.status().failed(failed.why().detail());
    for (StoreFacade facade : waitingFacades) {
      facade.failed(failed.why());
    }
    waitingFacades.clear();
    timers.cancel(Internal.SWEEP);
    return closing ? closed() : this;
  }

  private Behavior<StoreCommand> onSweep() {
    StoreActors running = actors;
    long now = store.nanos();
    waitingFacades.forEach(facade -> facade.sweep(now));
    if (running != null) {
      store.admission().expire(now);
      running.open().outstanding().sweep(now);
    }
    return this;
  }

  // ---- closing: writer, memtable, jobs, manifest, files, lock; in this order

  private Behavior<StoreCommand> onCloseFuture(CloseFuture close) {
    waitingForClose.add(close.answer());
    if (failure != null) {
      return closed();
    }
    StoreActors running = actors;
    boolean asked = closing;
    closing = true;
    return asked || running == null ? this : beginClosing(running);
  }

  private Behavior<StoreCommand> beginClosing(StoreActors running) {
    store.status().closing();
    Gates.install(getContext(), null);
    if (crippled) {
      return Behaviors.stopped();
    }
    store.admission().expireAll();
    running.drainWriter();
    return this;
  }

  private Behavior<StoreCommand> onWriterClosed(WriterClosed closed) {
    StoreException why = closed.unclean();
    if (why != null) {
      store.status().closesUncleanly(why);
    }
    ActorRef<StoreCommand> self = getContext().getSelf();
    running().drainMemtable(() -> self.tell(Internal.MEMTABLE_DRAINED));
    return this;
  }

  private Behavior<StoreCommand> onMemtableDrained() {
    ActorRef<StoreCommand> self = getContext().getSelf();
    running().stopJobs(() -> self.tell(Internal.JOBS_STOPPED));
    return this;
  }

  private Behavior<StoreCommand> onJobsStopped() {
    ActorRef<StoreCommand> self = getContext().getSelf();
    running().closeManifest(() -> self.tell(Internal.MANIFEST_CLOSED));
    return this;
  }

  private Behavior<StoreCommand> onManifestClosed() {
    ActorRef<StoreCommand> self = getContext().getSelf();
    StoreActors running = running();
    running.endReads();
    running.closeFiles(() -> self.tell(Internal.FILES_CLOSED));
    return this;
  }

  private Behavior<StoreCommand> onFilesClosed() {
    filesClosed = true;
    store.events().tell(new StoreEvent.StoreClosed());
    return closed();
  }

  private StoreActors running() {
    StoreActors running = actors;
    if (running == null) {
      throw new IllegalStateException("closing a store that never opened");
    }
    return running;
  }

  private Behavior<StoreCommand> closed() {
    if (failure == null) {
      store.status().closed(store.reply());
    }
    for (CompletableFuture<Done> answer : waitingForClose) {
      store.reply().execute(() -> store.status().answerClosed(answer));
    }
    waitingForClose.clear();
    return Behaviors.stopped();
  }

  private Behavior<StoreCommand> onChildFailed(ChildFailed failed) {
    store.status().seal(failed.getRef().path().name() + " failed: " + failed.getCause());
    crippled = true;
    return closing && !filesClosed ? Behaviors.stopped() : this; // it would wait for ever
  }

  /** Stopped without being closed in order: the actors are gone, the files are not. */
  private Behavior<StoreCommand> onStopped() {
    shutdownTask.cancel();
    StoreException gone =
        new StoreException(ErrorCode.CLOSED, Outcome.NONE, "the store was stopped by its host");
    waitingFacades.forEach(facade -> facade.failed(gone));
    StoreActors running = actors;
    if (running == null) { // who wants to see it closed waits for the recovery to end, which is
      waitingForClose.forEach(
          answer -> store.status().whenClosed(() -> store.status().answerClosed(answer)));
    } else if (!filesClosed) {
      store.status().closing();
      store.admission().expireAll();
      running.endReads();
      running.closeFiles(
          () -> {
            store.status().closed(store.reply());
            waitingForClose.forEach(
                answer -> store.reply().execute(() -> store.status().answerClosed(answer)));
          });
    }
    return this;
  }
}
