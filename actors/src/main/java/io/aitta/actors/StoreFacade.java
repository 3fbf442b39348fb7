package io.aitta.actors;

import io.aitta.actors.background.Compactor;
import io.aitta.actors.engine.ReadView;
import io.aitta.actors.memory.Memtable;
import io.aitta.actors.read.AsyncReads;
import io.aitta.actors.read.ScanSource;
import io.aitta.actors.read.SnapshotHandle;
import io.aitta.actors.read.ViewReader;
import io.aitta.actors.write.WalWriter;
import io.aitta.core.Bytes;
import io.aitta.core.Committed;
import io.aitta.core.Condition;
import io.aitta.core.Durability;
import io.aitta.core.Entry;
import io.aitta.core.ErrorCode;
import io.aitta.core.Mutation;
import io.aitta.core.Range;
import io.aitta.core.StoreException;
import io.aitta.core.StoreException.Outcome;
import io.aitta.core.WriteBatch;
import io.aitta.core.WriteOptions;
import io.aitta.core.format.KeyHash;
import io.aitta.core.format.TreeKey;
import io.aitta.core.iterator.Lookup;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.stream.ActorAttributes;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.javadsl.FlowWithContext;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/**
 * {@link Store} over the actors. Holds no state but the store it was attached to. Thread-safe;
 * never blocks.
 *
 * <p>Over 400 lines: one short method for each operation of the interface.
 */
final class StoreFacade implements Store {
  private static final String SCAN_DISPATCHER = "aitta.dispatchers.read-io";
  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final Duration FLUSH_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration COMPACT_TIMEOUT = Duration.ofHours(1);
  private static final int WRITES_IN_STREAM = 1024;

  private final ActorRef<StoreCommand> ref;
  private final Executor reply;
  private final WaitingRoom waitingRoom;
  private final CompletableFuture<StoreInfo> ready = new CompletableFuture<>();
  private final CompletableFuture<Done> closed = new CompletableFuture<>();
  private volatile @Nullable OpenStore open;
  private volatile boolean failed;
  private final BlockingStore blocking = new BlockingFacade(this);

  /**
   * @param reply where callers' code runs
   */
  StoreFacade(ActorRef<StoreCommand> ref, Executor reply) {
    this.ref = ref;
    this.reply = reply;
    this.waitingRoom = new WaitingRoom(reply);
  }

  /** The store is recovered. For the root, on the reply dispatcher. */
  void attached(OpenStore store) {
    open = store;
    waitingRoom.open(store);
    store.context().status().whenClosed(() -> store.context().status().answerClosed(closed));
    ready.complete(store.info());
  }

  /** Recovery failed. For the root. */
  void failed(StoreException why) {
    failed = true;
    waitingRoom.refuseAll(why);
    reply.execute(() -> ready.completeExceptionally(why));
  }

  /** Ends the wait of requests whose time is over. For the root, while it recovers. */
  void sweep(long nowNanos) {
    waitingRoom.sweep(nowNanos);
  }

  @Override
  public CompletionStage<StoreInfo> ready() {
    return ready;
  }

  @Override
  public ActorRef<StoreCommand> ref() {
    return ref;
  }

  @Override
  public StoreState state() {
    OpenStore store = open;
    if (store != null) {
      return store.context().status().state();
    }
    return failed ? StoreState.FAILED : StoreState.STARTING;
  }

  @Override
  public StoreSettings settings() {
    OpenStore store = open;
    if (store == null) {
      throw notOpen(Outcome.NONE);
    }
    return store.context().settings();
  }

  @Override
  public CompletionStage<Done> close() {
    OpenStore store = open;
    if (store != null && store.context().status().state() == StoreState.CLOSED) {
      store.context().status().answerClosed(closed); // the root may be gone
      return closed;
    }
    ref.tell(new StoreRoot.CloseFuture(closed, store == null ? null : store.context().status()));
    return closed;
  }

  // ---- writes

  @Override
  public CompletionStage<Committed> put(Bytes key, Bytes value) {
    return submit(null, (requests, options) -> requests.put(key, value, options));
  }

  @Override
  public CompletionStage<Committed> put(Bytes key, Bytes value, WriteOptions options) {
    return submit(options, (requests, given) -> requests.put(key, value, given));
  }

  @Override
  public CompletionStage<Committed> delete(Bytes key) {
    return submit(null, (requests, options) -> requests.delete(key, options));
  }

  @Override
  public CompletionStage<Committed> delete(Bytes key, WriteOptions options) {
    return submit(options, (requests, given) -> requests.delete(key, given));
  }

  @Override
  public CompletionStage<Committed> deleteRange(Range range, WriteOptions options) {
    return submit(options, (requests, given) -> requests.deleteRange(range, given));
  }

  @Override
  public CompletionStage<Committed> write(WriteBatch batch, WriteOptions options) {
    if (batch.items().isEmpty()) {
      return sync(); // nothing to change: what is left of the promise is its level
    }
    return submit(options, (requests, given) -> requests.batch(batch, given));
  }

  private static WriteOptions defaults(StoreSettings settings) {
    return new WriteOptions(settings.durability(), settings.writeTimeout(), Condition.ALWAYS);
  }

  /**
   * @param given null for the store's defaults
   */
  private CompletionStage<Committed> submit(
      @Nullable WriteOptions given, BiFunction<Requests, WriteOptions, Requests.Parsed> parse) {
    OpenStore store = open;
    if (store == null) {
      Duration timeout = given == null ? WAIT : given.timeout();
      return waitingRoom.whenOpen(timeout, Outcome.NOT_DONE, opened -> submit(given, parse));
    }
    WriteOptions options = given == null ? defaults(store.context().settings()) : given;
    Requests.Parsed parsed;
    try {
      parsed = parse.apply(store.requests(), options);
    } catch (StoreException why) {
      return CompletableFuture.failedFuture(why);
    }
    var write =
        new FutureWrite(
            parsed.operations(),
            parsed.conditions(),
            options.durability(),
            store.context().nanos() + options.timeout().toNanos());
    store.submit(write);
    return write.answer();
  }

  @Override
  public <C> FlowWithContext<Mutation, C, Committed, C, NotUsed> writer(WriteOptions options) {
    return FlowWithContext.<Mutation, C>create()
        .mapAsync(WRITES_IN_STREAM, mutation -> apply(mutation, options));
  }

  private CompletionStage<Committed> apply(Mutation mutation, WriteOptions options) {
    if (mutation instanceof Mutation.Put put) {
      return put(put.key(), put.value(), options);
    }
    if (mutation instanceof Mutation.Delete delete) {
      return delete(delete.key(), options);
    }
    return deleteRange(((Mutation.DeleteRange) mutation).range(), options);
  }

  @Override
  public BlockingStore blocking() {
    return blocking;
  }

  /** The recovered store, or null. */
  @Nullable OpenStore open() {
    return open;
  }

  /** Throws if the store answers no reads any more. */
  void requireReading(OpenStore store) {
    if (!isReading(store)) {
      throw notOpen(Outcome.NONE);
    }
  }

  @Override
  public CompletionStage<Committed> sync() {
    return sync(WalWriter.EVERYTHING);
  }

  @Override
  public CompletionStage<Committed> sync(long seq) {
    OpenStore store = open;
    if (store == null) {
      return waitingRoom.whenOpen(WAIT, Outcome.NONE, opened -> sync(seq));
    }
    if (seq < WalWriter.EVERYTHING) {
      return CompletableFuture.failedFuture(
          new StoreException(ErrorCode.BAD_PARAMETER, Outcome.NONE, "no such number: " + seq));
    }
    var answer = new CompletableFuture<Committed>();
    store.writer().tell(new WalWriter.Sync(seq, deadline(store), answer));
    return watched(store, timeout(store).plusSeconds(1), answer);
  }

  @Override
  public CompletionStage<Done> flush() {
    OpenStore store = open;
    if (store == null) {
      return waitingRoom.whenOpen(WAIT, Outcome.NONE, opened -> flush());
    }
    var answer = new CompletableFuture<Done>();
    store.memtable().tell(new Memtable.Flush(answer));
    return watched(store, FLUSH_TIMEOUT, answer);
  }

  @Override
  public CompletionStage<Done> compact(Range range) {
    OpenStore store = open;
    if (store == null) {
      return waitingRoom.whenOpen(WAIT, Outcome.NONE, opened -> compact(range));
    }
    if (store.context().status().state() != StoreState.OPEN) {
      return CompletableFuture.failedFuture(notOpen(Outcome.NONE));
    }
    Bytes until = range.until();
    byte[] first = TreeKey.of(TreeKey.KEYSPACE_DEFAULT, range.from());
    byte[] last =
        until == null
            ? TreeKey.end(TreeKey.KEYSPACE_DEFAULT)
            : TreeKey.of(TreeKey.KEYSPACE_DEFAULT, until);
    var answer = new CompletableFuture<Done>();
    Runnable done =
        () -> store.context().reply().execute(() -> answer.complete(Done.getInstance()));
    store.compactor().tell(new Compactor.CompactRange(Bytes.wrap(first), Bytes.wrap(last), done));
    return watched(store, COMPACT_TIMEOUT, answer);
  }

  // ---- reads

  @Override
  public CompletionStage<Optional<Entry>> get(Bytes key) {
    OpenStore store = open;
    if (store == null) {
      return waitingRoom.whenOpen(WAIT, Outcome.NONE, opened -> get(key));
    }
    if (!isReading(store)) {
      return CompletableFuture.failedFuture(notOpen(Outcome.NONE));
    }
    byte[] treeKey;
    try {
      treeKey = store.requests().treeKey(key);
    } catch (StoreException why) {
      return CompletableFuture.failedFuture(why);
    }
    long hash = KeyHash.of(treeKey);
    AsyncReads reads = store.reads();
    var answer = new KeyAnswer(key);
    Lookup told = reads.fromMemory(treeKey, hash);
    if (told != null) {
      answer.onFound(told);
      return answer.entry;
    }
    ReadView view = reads.pin();
    reads.lookUp(view, reads.now(view), treeKey, hash, deadline(store), answer);
    return answer.entry;
  }

  private static final class KeyAnswer extends AsyncReads.Answer {
    private final Bytes key;
    private final CompletableFuture<Optional<Entry>> entry = new CompletableFuture<>();

    private KeyAnswer(Bytes key) {
      this.key = key;
    }

    @Override
    protected void onFound(Lookup decided) {
      Bytes value = decided.value();
      entry.complete(
          value == null ? Optional.empty() : Optional.of(new Entry(key, value, decided.version())));
    }

    @Override
    protected void onFailed(StoreException why) {
      entry.completeExceptionally(why);
    }
  }

  @Override
  public CompletionStage<Map<Bytes, Entry>> getAll(Collection<Bytes> keys) {
    return getAll(keys, null);
  }

  @Override
  public CompletionStage<Map<Bytes, Entry>> getAll(Snapshot snapshot, Collection<Bytes> keys) {
    return getAll(keys, (SnapshotHandle) snapshot);
  }

  private CompletionStage<Map<Bytes, Entry>> getAll(
      Collection<Bytes> keys, @Nullable SnapshotHandle snapshot) {
    OpenStore store = open;
    if (store == null) {
      return waitingRoom.whenOpen(WAIT, Outcome.NONE, opened -> getAll(keys, snapshot));
    }
    if (!isReading(store)) {
      return CompletableFuture.failedFuture(notOpen(Outcome.NONE));
    }
    ReadView view = null;
    try {
      view = snapshot == null ? store.reads().pin() : snapshot.pinOpen();
      ViewReader.Moment at = snapshot == null ? store.reads().now(view) : snapshot.moment();
      return MultiGet.start(store.reads(), view, at, keys, store.requests(), deadline(store));
    } catch (StoreException why) {
      return CompletableFuture.failedFuture(why);
    } finally {
      if (view != null) {
        view.unpin();
      }
    }
  }

  @Override
  public CompletionStage<Snapshot> snapshot() {
    return openSnapshot(null);
  }

  @Override
  public CompletionStage<Snapshot> snapshot(Duration lease) {
    return openSnapshot(lease);
  }

  private CompletionStage<Snapshot> openSnapshot(@Nullable Duration given) {
    OpenStore store = open;
    if (store == null) {
      return waitingRoom.whenOpen(WAIT, Outcome.NONE, opened -> openSnapshot(given));
    }
    if (!isReading(store)) {
      return CompletableFuture.failedFuture(notOpen(Outcome.NONE));
    }
    Duration lease = given == null ? store.context().settings().snapshotLease() : given;
    var answer = new CompletableFuture<Snapshot>();
    store.memtable().tell(new Memtable.OpenSnapshot(lease, answer));
    return watched(store, timeout(store), answer);
  }

  @Override
  public Source<Entry, NotUsed> scan(Range range) {
    return scanBatches(range).mapConcat(entries -> entries);
  }

  @Override
  public Source<List<Entry>, NotUsed> scanBatches(Range range) {
    if (open != null || failed) {
      return chunks(() -> newest(range));
    }
    CompletionStage<Source<List<Entry>, NotUsed>> later =
        waitingRoom.whenOpen(
            WAIT,
            Outcome.NONE,
            opened -> CompletableFuture.completedFuture(chunks(() -> newest(range))));
    return Source.completionStageSource(later)
        .mapMaterializedValue(materialized -> NotUsed.getInstance());
  }

  @Override
  public Source<List<Entry>, NotUsed> scanBatches(Snapshot snapshot, Range range) {
    return chunks(() -> snapshot.iterator(range));
  }

  private EntryIterator newest(Range range) {
    OpenStore store = open;
    if (store == null || !isReading(store)) {
      throw notOpen(Outcome.NONE);
    }
    return store.reader().newest(TreeKey.KEYSPACE_DEFAULT, range);
  }

  private static Source<List<Entry>, NotUsed> chunks(Supplier<EntryIterator> cursor) {
    return Source.fromGraph(new ScanSource(cursor))
        .withAttributes(
            ActorAttributes.dispatcher(SCAN_DISPATCHER).and(Attributes.inputBuffer(1, 2)))
        .async();
  }

  @Override
  public CompletionStage<Page> page(Range range, Page.Limits limits) {
    return page(store -> store.reader().newestPage(TreeKey.KEYSPACE_DEFAULT, range, limits));
  }

  @Override
  public CompletionStage<Page> page(Snapshot snapshot, Range range, Page.Limits limits) {
    return page(store -> ((SnapshotHandle) snapshot).page(range, limits));
  }

  private CompletionStage<Page> page(Function<OpenStore, Page> read) {
    OpenStore store = open;
    if (store == null) {
      return waitingRoom.whenOpen(WAIT, Outcome.NONE, opened -> page(read));
    }
    if (!isReading(store)) {
      return CompletableFuture.failedFuture(notOpen(Outcome.NONE));
    }
    var answer = new CompletableFuture<Page>();
    if (!store.context().admission().tryTakeRead()) {
      return CompletableFuture.failedFuture(
          new StoreException(
              ErrorCode.OVERLOADED, Outcome.NONE, "too many reads wait for the disk"));
    }
    store.context().readIo().execute(() -> readPage(store, read, answer));
    return watched(store, timeout(store), answer);
  }

  private static void readPage(
      OpenStore store, Function<OpenStore, Page> read, CompletableFuture<Page> answer) {
    Runnable told;
    try {
      Page page = read.apply(store);
      told = () -> answer.complete(page);
    } catch (StoreException why) {
      told = () -> answer.completeExceptionally(why);
    } catch (RuntimeException | OutOfMemoryError e) {
      StoreException why =
          new StoreException(ErrorCode.INTERNAL, Outcome.NONE, "a scan failed: " + e, e);
      told = () -> answer.completeExceptionally(why);
    } finally {
      store.context().admission().giveRead();
    }
    store.context().reply().execute(told);
  }

  // ---- what it is doing

  @Override
  public Durability.Watermarks watermarks() {
    OpenStore store = open;
    return store == null ? new Durability.Watermarks(0, 0, 0) : store.marks().now();
  }

  @Override
  public StoreFigures figures() {
    OpenStore store = open;
    return store == null ? Figures.none(state()) : Figures.of(store);
  }

  @Override
  public Source<StoreEvent, NotUsed> events() {
    return EventSource.of(() -> open);
  }

  // ---- helpers

  private static Duration timeout(OpenStore store) {
    return store.context().settings().writeTimeout();
  }

  private static long deadline(OpenStore store) {
    return store.readDeadlineNanos();
  }

  /** Ends the wait for an answer that an actor may never give. */
  private static <T> CompletionStage<T> watched(
      OpenStore store, Duration timeout, CompletableFuture<T> answer) {
    StoreException why =
        new StoreException(ErrorCode.DEADLINE, Outcome.NONE, "no answer within " + timeout);
    long id =
        store
            .outstanding()
            .watch(
                store.context().nanos() + timeout.toNanos(),
                () -> store.context().reply().execute(() -> answer.completeExceptionally(why)));
    return answer.whenComplete((value, failure) -> store.outstanding().done(id));
  }

  private static boolean isReading(OpenStore store) {
    StoreState state = store.context().status().state();
    return state != StoreState.CLOSED && state != StoreState.FAILED;
  }

  private StoreException notOpen(Outcome outcome) {
    OpenStore store = open;
    if (store != null) {
      StoreException why = store.context().status().refusal();
      return new StoreException(why.errorCode(), outcome, why.detail());
    }
    return failed
        ? new StoreException(ErrorCode.CLOSED, outcome, "the store did not open; see ready()")
        : new StoreException(ErrorCode.STARTING, outcome, "the store is still recovering");
  }
}
