package io.aitta.http.testing;

import com.typesafe.config.ConfigFactory;
import io.aitta.actors.BlockingStore;
import io.aitta.actors.Page;
import io.aitta.actors.Snapshot;
import io.aitta.actors.Store;
import io.aitta.actors.StoreCommand;
import io.aitta.actors.StoreEvent;
import io.aitta.actors.StoreFigures;
import io.aitta.actors.StoreInfo;
import io.aitta.actors.StoreSettings;
import io.aitta.actors.StoreState;
import io.aitta.core.Bytes;
import io.aitta.core.Committed;
import io.aitta.core.Durability;
import io.aitta.core.Entry;
import io.aitta.core.ErrorCode;
import io.aitta.core.Mutation;
import io.aitta.core.Range;
import io.aitta.core.StoreException;
import io.aitta.core.WriteBatch;
import io.aitta.core.WriteOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.stream.javadsl.FlowWithContext;
import org.apache.pekko.stream.javadsl.Source;

/**
 * A store in a map, for tests of what stands in front of one. Its answers come from a thread of its
 * own, can be held back ({@link #hold}), and can be made to fail ({@link #failWrites}).
 */
public final class MemoryStore implements Store {
  private final MemoryMap map = new MemoryMap();
  private final ArrayDeque<Runnable> held = new ArrayDeque<>();
  private final ExecutorService reply =
      Executors.newSingleThreadExecutor(task -> daemon(task, "memory-store-reply"));
  private final AtomicInteger openSnapshots = new AtomicInteger();
  private final AtomicInteger entriesScanned = new AtomicInteger();
  private final StoreSettings settings;
  private boolean holding;
  private StoreException writeFailure;
  private volatile StoreException readFailure;
  private volatile StoreState state = StoreState.OPEN;
  private volatile int chunksBeforeStall = Integer.MAX_VALUE;
  private volatile CompletableFuture<Done> stall =
      CompletableFuture.completedFuture(Done.getInstance());

  public MemoryStore() {
    settings = StoreSettings.of(ConfigFactory.load());
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  // ---- what tests turn

  /** From now on writes are done but not answered. */
  public synchronized void hold() {
    holding = true;
  }

  /** Answers what was held, in order, and holds no more. */
  public synchronized void release() {
    holding = false;
    held.forEach(reply::execute);
    held.clear();
  }

  /** How many answers are held. */
  public synchronized int heldAnswers() {
    return held.size();
  }

  /** Writes fail with this from now on; null ends it. */
  public synchronized void failWrites(StoreException failure) {
    writeFailure = failure;
  }

  /** Reads fail with this from now on; null ends it. */
  public void failReads(StoreException failure) {
    readFailure = failure;
  }

  public void setState(StoreState newState) {
    state = newState;
  }

  /** Entries that scans have taken out of the store so far. */
  public int entriesScanned() {
    return entriesScanned.get();
  }

  /** Scans deliver so many chunks and then wait for the future. */
  public void stallScans(int chunks, CompletableFuture<Done> until) {
    stall = until;
    chunksBeforeStall = chunks;
  }

  public int openSnapshots() {
    return openSnapshots.get();
  }

  public synchronized int size() {
    return map.entries().size();
  }

  public synchronized void clear() {
    map.entries().clear();
  }

  public synchronized Entry at(Bytes key) {
    return map.entries().get(key);
  }

  /** Puts directly, for preparing a test. */
  public synchronized long set(Bytes key, Bytes value) {
    return map.set(key, value);
  }

  // ---- writes

  @Override
  public CompletionStage<Committed> put(Bytes key, Bytes value) {
    return put(key, value, WriteOptions.DISK);
  }

  @Override
  public CompletionStage<Committed> put(Bytes key, Bytes value, WriteOptions options) {
    return write(
        WriteBatch.builder().add(Mutation.put(key, value), options.condition()).build(), options);
  }

  @Override
  public CompletionStage<Committed> delete(Bytes key) {
    return delete(key, WriteOptions.DISK);
  }

  @Override
  public CompletionStage<Committed> delete(Bytes key, WriteOptions options) {
    return write(
        WriteBatch.builder().add(Mutation.delete(key), options.condition()).build(), options);
  }

  @Override
  public CompletionStage<Committed> deleteRange(Range range, WriteOptions options) {
    return write(WriteBatch.of(Mutation.deleteRange(range)), options);
  }

  @Override
  public synchronized CompletionStage<Committed> write(WriteBatch batch, WriteOptions options) {
    return answer(
        () -> {
          if (writeFailure != null) {
            throw writeFailure;
          }
          return map.apply(batch, options);
        });
  }

  private <T> CompletableFuture<T> answer(Supplier<T> work) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    Runnable completion;
    try {
      T done = work.get();
      completion = () -> answer.complete(done);
    } catch (StoreException failure) {
      completion = () -> answer.completeExceptionally(failure);
    }
    if (holding) {
      held.add(completion);
    } else {
      reply.execute(completion);
    }
    return answer;
  }

  // ---- reads

  @Override
  public synchronized CompletionStage<Optional<Entry>> get(Bytes key) {
    return answer(
        () -> {
          failIfAsked();
          return Optional.ofNullable(map.entries().get(key));
        });
  }

  @Override
  public synchronized CompletionStage<Map<Bytes, Entry>> getAll(Collection<Bytes> keys) {
    return answer(() -> found(map.entries(), keys));
  }

  @Override
  public synchronized CompletionStage<Map<Bytes, Entry>> getAll(
      Snapshot snapshot, Collection<Bytes> keys) {
    return answer(() -> found(((MemorySnapshot) snapshot).readable(), keys));
  }

  private Map<Bytes, Entry> found(NavigableMap<Bytes, Entry> from, Collection<Bytes> keys) {
    failIfAsked();
    return MemoryMap.found(from, keys);
  }

  private void failIfAsked() {
    StoreException failure = readFailure;
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public CompletionStage<Snapshot> snapshot() {
    return snapshot(settings.snapshotLease());
  }

  @Override
  public synchronized CompletionStage<Snapshot> snapshot(Duration lease) {
    return answer(
        () -> {
          failIfAsked();
          openSnapshots.incrementAndGet();
          return new MemorySnapshot(
              new TreeMap<>(map.entries()), map.seq(), openSnapshots::decrementAndGet);
        });
  }

  @Override
  public Source<Entry, NotUsed> scan(Range range) {
    return scanBatches(range).mapConcat(list -> list);
  }

  @Override
  public Source<List<Entry>, NotUsed> scanBatches(Range range) {
    return Source.lazySource(() -> chunks(range, copy()))
        .mapMaterializedValue(x -> NotUsed.getInstance());
  }

  @Override
  public Source<List<Entry>, NotUsed> scanBatches(Snapshot snapshot, Range range) {
    return Source.lazySource(() -> chunks(range, ((MemorySnapshot) snapshot).readable()))
        .mapMaterializedValue(x -> NotUsed.getInstance());
  }

  private synchronized NavigableMap<Bytes, Entry> copy() {
    return new TreeMap<>(map.entries());
  }

  private Source<List<Entry>, NotUsed> chunks(Range range, NavigableMap<Bytes, Entry> from) {
    List<Entry> all = new ArrayList<>(MemoryMap.inOrder(from, range));
    List<List<Entry>> chunks = new ArrayList<>();
    for (int i = 0; i < all.size(); i += 128) {
      chunks.add(all.subList(i, Math.min(i + 128, all.size())));
    }
    return Source.from(chunks)
        .zipWithIndex()
        .mapAsync(1, pair -> beforeStall(pair.second()).thenApply(done -> pair.first()))
        .map(
            chunk -> {
              failIfAsked();
              entriesScanned.addAndGet(chunk.size());
              return chunk;
            });
  }

  private CompletableFuture<Done> beforeStall(long chunk) {
    return chunk < chunksBeforeStall
        ? CompletableFuture.completedFuture(Done.getInstance())
        : stall;
  }

  @Override
  public synchronized CompletionStage<Page> page(Range range, Page.Limits limits) {
    return answer(() -> page(map.entries(), range, limits, map.seq()));
  }

  @Override
  public synchronized CompletionStage<Page> page(
      Snapshot snapshot, Range range, Page.Limits limits) {
    return answer(
        () -> page(((MemorySnapshot) snapshot).readable(), range, limits, snapshot.seq()));
  }

  private Page page(NavigableMap<Bytes, Entry> from, Range range, Page.Limits limits, long state) {
    failIfAsked();
    return MemoryMap.page(from, range, limits, state);
  }

  // ---- the rest

  @Override
  public CompletionStage<StoreInfo> ready() {
    return CompletableFuture.completedFuture(new StoreInfo(size(), 1, 0, 0, map.seq()));
  }

  @Override
  public ActorRef<StoreCommand> ref() {
    throw new UnsupportedOperationException("there is no actor");
  }

  @Override
  public StoreState state() {
    return state;
  }

  @Override
  public StoreSettings settings() {
    return settings;
  }

  @Override
  public <C> FlowWithContext<Mutation, C, Committed, C, NotUsed> writer(WriteOptions options) {
    throw new UnsupportedOperationException("not used over HTTP");
  }

  @Override
  public BlockingStore blocking() {
    throw new UnsupportedOperationException("not used over HTTP");
  }

  @Override
  public synchronized CompletionStage<Committed> sync() {
    return answer(() -> new Committed(map.seq(), Durability.DISK));
  }

  @Override
  public synchronized CompletionStage<Committed> sync(long number) {
    return answer(
        () -> {
          if (number > map.seq()) {
            throw new StoreException(
                ErrorCode.BAD_PARAMETER,
                StoreException.Outcome.NONE,
                "the number was never handed out");
          }
          return new Committed(number, Durability.DISK);
        });
  }

  @Override
  public CompletionStage<Done> flush() {
    return CompletableFuture.completedFuture(Done.getInstance());
  }

  @Override
  public CompletionStage<Done> compact(Range range) {
    return CompletableFuture.completedFuture(Done.getInstance());
  }

  @Override
  public synchronized Durability.Watermarks watermarks() {
    return new Durability.Watermarks(map.seq(), map.seq(), map.seq());
  }

  @Override
  public StoreFigures figures() {
    return new StoreFigures(
        state,
        watermarks(),
        size(),
        List.of(new StoreFigures.Level(0, 2, 2048), new StoreFigures.Level(1, 1, 4096)),
        0,
        1,
        2,
        3,
        4,
        5,
        openSnapshots.get(),
        7,
        8,
        new StoreFigures.Counters(
            1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 1500, 15, 16, 17, 18, 19, 20, 21));
  }

  @Override
  public Source<StoreEvent, NotUsed> events() {
    return Source.empty();
  }

  @Override
  public CompletionStage<Done> close() {
    reply.shutdown();
    return CompletableFuture.completedFuture(Done.getInstance());
  }
}
