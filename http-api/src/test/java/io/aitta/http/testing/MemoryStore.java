package io.aitta.http.testing;

import io.aitta.actors.EntryIterator;
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
import io.aitta.core.Condition;
import io.aitta.core.Durability;
import io.aitta.core.Entry;
import io.aitta.core.ErrorCode;
import io.aitta.core.Mutation;
import io.aitta.core.Range;
import io.aitta.core.StoreException;
import io.aitta.core.VersionMismatchException;
import io.aitta.core.WriteBatch;
import io.aitta.core.WriteOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
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
  private final TreeMap<Bytes, Entry> entries = new TreeMap<>();
  private final ArrayDeque<Runnable> held = new ArrayDeque<>();
  private final ExecutorService reply =
      Executors.newSingleThreadExecutor(task -> daemon(task, "memory-store-reply"));
  private final AtomicInteger openSnapshots = new AtomicInteger();
  private final AtomicInteger entriesScanned = new AtomicInteger();
  private final StoreSettings settings;
  private long seq;
  private boolean holding;
  private StoreException writeFailure;
  private volatile StoreException readFailure;
  private volatile StoreState state = StoreState.OPEN;
  private volatile Runnable onScanned = () -> {};

  public MemoryStore() {
    settings =
        new StoreSettings(
            Path.of("memory"),
            Durability.DISK,
            Duration.ofSeconds(10),
            64 << 20,
            3,
            4 << 20,
            64 << 20,
            64 << 20,
            4096,
            10,
            "none",
            64 << 20,
            100,
            64 << 20,
            1000,
            Duration.ofSeconds(60),
            1000,
            64 << 10,
            64 << 20,
            1000,
            4 << 20,
            1,
            4,
            8,
            20);
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

  /** Runs before each chunk of a scan is delivered. */
  public void onScanned(Runnable task) {
    onScanned = task;
  }

  public int openSnapshots() {
    return openSnapshots.get();
  }

  public synchronized int size() {
    return entries.size();
  }

  public synchronized void clear() {
    entries.clear();
  }

  public synchronized Entry at(Bytes key) {
    return entries.get(key);
  }

  /** Puts directly, for preparing a test. */
  public synchronized long set(Bytes key, Bytes value) {
    entries.put(key, new Entry(key, value, ++seq));
    return seq;
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
    return answer(() -> apply(batch, options));
  }

  private Committed apply(WriteBatch batch, WriteOptions options) {
    if (writeFailure != null) {
      throw writeFailure;
    }
    int index = 0;
    for (WriteBatch.Item item : batch.items()) {
      requireCondition(item, index++);
    }
    for (WriteBatch.Item item : batch.items()) {
      seq++;
      if (item.mutation() instanceof Mutation.Put put) {
        entries.put(put.key(), new Entry(put.key(), put.value(), seq));
      } else if (item.mutation() instanceof Mutation.Delete delete) {
        entries.remove(delete.key());
      } else if (item.mutation() instanceof Mutation.DeleteRange delete) {
        within(entries, delete.range()).clear();
      }
    }
    return new Committed(seq, options.durability());
  }

  private void requireCondition(WriteBatch.Item item, int index) {
    if (item.condition().equals(Condition.ALWAYS)) {
      return;
    }
    Bytes key =
        item.mutation() instanceof Mutation.Put put
            ? put.key()
            : ((Mutation.Delete) item.mutation()).key();
    Entry entry = entries.get(key);
    long version = entry == null ? 0 : entry.version();
    if (!item.condition().holdsFor(version)) {
      throw new VersionMismatchException(index, version);
    }
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
          return Optional.ofNullable(entries.get(key));
        });
  }

  @Override
  public synchronized CompletionStage<Map<Bytes, Entry>> getAll(Collection<Bytes> keys) {
    return answer(() -> found(entries, keys));
  }

  @Override
  public synchronized CompletionStage<Map<Bytes, Entry>> getAll(
      Snapshot snapshot, Collection<Bytes> keys) {
    return answer(() -> found(((MemorySnapshot) snapshot).readable(), keys));
  }

  private Map<Bytes, Entry> found(NavigableMap<Bytes, Entry> from, Collection<Bytes> keys) {
    failIfAsked();
    Map<Bytes, Entry> found = new LinkedHashMap<>();
    for (Bytes key : keys) {
      Entry entry = from.get(key);
      if (entry != null) {
        found.put(key, entry);
      }
    }
    return found;
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
          return new MemorySnapshot(new TreeMap<>(entries), seq);
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
    return new TreeMap<>(entries);
  }

  private Source<List<Entry>, NotUsed> chunks(Range range, NavigableMap<Bytes, Entry> from) {
    List<Entry> all = new ArrayList<>(inOrder(from, range));
    List<List<Entry>> chunks = new ArrayList<>();
    for (int i = 0; i < all.size(); i += 128) {
      chunks.add(all.subList(i, Math.min(i + 128, all.size())));
    }
    return Source.from(chunks)
        .map(
            chunk -> {
              onScanned.run();
              failIfAsked();
              entriesScanned.addAndGet(chunk.size());
              return chunk;
            });
  }

  @Override
  public synchronized CompletionStage<Page> page(Range range, Page.Limits limits) {
    return answer(() -> page(entries, range, limits, seq));
  }

  @Override
  public synchronized CompletionStage<Page> page(
      Snapshot snapshot, Range range, Page.Limits limits) {
    return answer(
        () -> page(((MemorySnapshot) snapshot).readable(), range, limits, snapshot.seq()));
  }

  private Page page(NavigableMap<Bytes, Entry> from, Range range, Page.Limits limits, long state) {
    failIfAsked();
    List<Entry> rows = new ArrayList<>();
    long bytes = 0;
    for (Entry entry : inOrder(from, range)) {
      if (rows.size() == limits.entriesMax() || bytes >= limits.bytesMax()) {
        return new Page(rows, rows.get(rows.size() - 1).key(), state);
      }
      rows.add(entry);
      bytes += entry.key().length() + entry.value().length();
    }
    return new Page(rows, null, state);
  }

  private static Collection<Entry> inOrder(NavigableMap<Bytes, Entry> from, Range range) {
    NavigableMap<Bytes, Entry> part = within(from, range);
    return range.reversed() ? part.descendingMap().values() : part.values();
  }

  private static NavigableMap<Bytes, Entry> within(NavigableMap<Bytes, Entry> from, Range range) {
    if (range.isEmpty()) {
      return new TreeMap<>();
    }
    return range.until() == null
        ? from.tailMap(range.from(), true)
        : from.subMap(range.from(), true, range.until(), false);
  }

  private final class MemorySnapshot implements Snapshot {
    private final NavigableMap<Bytes, Entry> state;
    private final long stateSeq;
    private boolean closed;

    MemorySnapshot(NavigableMap<Bytes, Entry> state, long stateSeq) {
      this.state = state;
      this.stateSeq = stateSeq;
    }

    synchronized NavigableMap<Bytes, Entry> readable() {
      if (closed) {
        throw new StoreException(
            ErrorCode.SNAPSHOT_CLOSED, StoreException.Outcome.NONE, "the snapshot is closed");
      }
      return state;
    }

    @Override
    public long seq() {
      return stateSeq;
    }

    @Override
    public Optional<Entry> get(Bytes key) {
      return Optional.ofNullable(readable().get(key));
    }

    @Override
    public EntryIterator iterator(Range range) {
      throw new UnsupportedOperationException("not used over HTTP");
    }

    @Override
    public synchronized void close() {
      if (!closed) {
        closed = true;
        openSnapshots.decrementAndGet();
      }
    }
  }

  // ---- the rest

  @Override
  public CompletionStage<StoreInfo> ready() {
    return CompletableFuture.completedFuture(new StoreInfo(size(), 1, 0, seq));
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
  public synchronized CompletionStage<Committed> sync() {
    return answer(() -> new Committed(seq, Durability.DISK));
  }

  @Override
  public synchronized CompletionStage<Committed> sync(long number) {
    return answer(
        () -> {
          if (number > seq) {
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
  public synchronized Durability.Watermarks watermarks() {
    return new Durability.Watermarks(seq, seq, seq);
  }

  @Override
  public StoreFigures figures() {
    return new StoreFigures(
        state,
        watermarks(),
        size(),
        List.of(new StoreFigures.Level(0, 2, 2048), new StoreFigures.Level(1, 1, 4096)),
        1,
        2,
        3,
        4,
        5,
        openSnapshots.get(),
        7,
        8,
        new StoreFigures.Counters(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 1500, 15, 16, 17));
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
