package io.aitta.it.bench.aitta;

import com.typesafe.config.Config;
import io.aitta.actors.Snapshot;
import io.aitta.actors.Store;
import io.aitta.actors.StoreFigures;
import io.aitta.actors.StoreSettings;
import io.aitta.core.Range;
import io.aitta.it.bench.engine.Digest;
import io.aitta.it.bench.engine.EngineCounters;
import io.aitta.it.bench.engine.EngineStore;
import io.aitta.it.bench.engine.Reader;
import io.aitta.it.bench.engine.Writer;
import io.aitta.it.bench.load.Poll;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.javadsl.Sink;

/** A store in an ActorSystem of its own. */
final class AittaStore implements EngineStore {
  private static final long SECONDS_MAX = 3_600;

  private final ActorSystem<Void> system;
  private final Store store;

  /** What a memtable without entries has reserved: recovery leaves none in it. */
  private final long emptyMemtableBytes;

  private AittaStore(ActorSystem<Void> system, Store store) {
    this.system = system;
    this.store = store;
    this.emptyMemtableBytes = store.figures().memtableBytes();
  }

  static AittaStore open(Config config, StoreSettings settings) {
    ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "bench", config);
    Store store =
        Store.of(system.systemActorOf(Store.create(settings), "store", Store.props()), system);
    await(store.ready());
    return new AittaStore(system, store);
  }

  static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(SECONDS_MAX, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the store failed", e.getCause());
    } catch (TimeoutException | InterruptedException e) {
      throw new IllegalStateException("no answer from the store", e);
    }
  }

  @Override
  public Writer writer(int window) {
    AittaWriter writer = new AittaWriter(store);
    return window == 1 ? new AittaWaiter(store.blocking(), writer) : writer;
  }

  @Override
  public Reader reader() {
    Snapshot snapshot = await(store.snapshot());
    return new AittaReader(store, snapshot);
  }

  @Override
  public void flush() {
    await(store.flush());
  }

  @Override
  public void compact() {
    await(store.compact(Range.all()));
  }

  /** Idle is what is within measure: a level stays beyond its own until a job's edit is in. */
  @Override
  public void awaitIdle() {
    Poll.until("compaction is idle", () -> isIdle(store.figures()));
  }

  private static boolean isIdle(StoreFigures figures) {
    return figures.sealedMemtables() == 0 && figures.compactionDebtBytes() == 0;
  }

  @Override
  public boolean isMemtableEmpty() {
    StoreFigures figures = store.figures();
    return figures.sealedMemtables() == 0 && figures.memtableBytes() == emptyMemtableBytes;
  }

  @Override
  public boolean isCompacted() {
    return store.figures().levels().stream().filter(level -> level.tables() > 0).count() == 1;
  }

  @Override
  public EngineCounters counters() {
    StoreFigures figures = store.figures();
    StoreFigures.Counters done = figures.counters();
    return new EngineCounters(
        done.syncs(),
        done.flushes(),
        done.compactions(),
        done.writesHeldBackMillis(),
        figures.compactionDebtBytes());
  }

  @Override
  public Optional<MessageReads> messages() {
    return Optional.of(new AittaMessages(system, store));
  }

  @Override
  public OptionalLong stream(boolean reversed, boolean inChunks, Digest digest) {
    Range range = reversed ? Range.all().reverse() : Range.all();
    long[] entries = new long[1];
    if (inChunks) {
      await(
          store
              .scanBatches(range)
              .runWith(
                  Sink.foreach(
                      chunk -> {
                        entries[0] += chunk.size();
                        chunk.forEach(
                            entry -> {
                              digest.add(entry.key());
                              digest.add(entry.value());
                            });
                      }),
                  system));
    } else {
      await(
          store
              .scan(range)
              .runWith(
                  Sink.foreach(
                      entry -> {
                        entries[0]++;
                        digest.add(entry.key());
                        digest.add(entry.value());
                      }),
                  system));
    }
    return OptionalLong.of(entries[0]);
  }

  @Override
  public void close() {
    await(store.close());
    system.terminate();
    await(system.getWhenTerminated());
  }
}
