package io.aitta.actors;

import io.aitta.actors.engine.LostMessages;
import io.aitta.core.Bytes;
import io.aitta.core.Committed;
import io.aitta.core.Durability;
import io.aitta.core.Entry;
import io.aitta.core.Mutation;
import io.aitta.core.Range;
import io.aitta.core.WriteBatch;
import io.aitta.core.WriteOptions;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.stream.javadsl.FlowWithContext;
import org.apache.pekko.stream.javadsl.Source;

/**
 * An ordered, durable map. Every stage it returns is a plain {@code CompletableFuture}, completed
 * on {@code aitta.dispatchers.reply}, within a deadline; a failed one holds a {@link
 * io.aitta.core.StoreException}. Thread-safe.
 *
 * <p>The store reads arrays given to it until the returned stage completes, and never after;
 * nothing it returns is an array it keeps.
 */
public interface Store {

  /**
   * A store to be spawned wherever its host likes. It owns the settings' data directory from when
   * it starts until it stops. Recovery begins at once, on an executor of its own.
   */
  static Behavior<StoreCommand> create(StoreSettings settings) {
    return create(settings, StoreSeams.system());
  }

  /**
   * What to spawn a store with so that its own actor, the one that takes {@link StoreCommand}s,
   * runs on the store's threads too. Spawned without, it shares the host's default dispatcher, and
   * messages wait when that is busy; calls of the Java API do not go through it.
   *
   * <p>Spawned so, it also answers gets whose answer lies in memory on their sender's thread,
   * within {@code tell}: no thread is woken, which costs several times as much as such a get. The
   * answer is a message as ever. It may come before that of an earlier get which waits for the
   * disk. A sender is never thrown at, and never waits.
   */
  static Props props() {
    return StoreActors.rootProps();
  }

  /** As {@link #create(StoreSettings)}, with another disk, clock and randomness. */
  static Behavior<StoreCommand> create(StoreSettings settings, StoreSeams seams) {
    return StoreRoot.create(settings, seams);
  }

  /** The Java API over a spawned store. Does no I/O and does not wait; see {@link #ready}. */
  static Store of(ActorRef<StoreCommand> store, ActorSystem<?> system) {
    Objects.requireNonNull(system, "system");
    LostMessages.watchOver(system);
    var facade = new StoreFacade(store, StoreActors.reply(system));
    store.tell(new StoreRoot.Attach(facade));
    return facade;
  }

  /** Completes when the store is recovered and open, or fails with the reason. */
  CompletionStage<StoreInfo> ready();

  /** The same store for those who speak messages. */
  ActorRef<StoreCommand> ref();

  /** What it can do now; a volatile read. */
  StoreState state();

  /**
   * The settings it was made with.
   *
   * @throws io.aitta.core.StoreException {@code starting} before it is open
   */
  StoreSettings settings();

  /**
   * Drains, syncs the log a last time, closes the files, releases the lock. Idempotent.
   *
   * @return done when everything accepted, at whatever level, is on disk; fails, with everything
   *     closed all the same, if that is not known: {@code outcome-unknown} after the log failed,
   *     {@code disk-full} if there was no room for what was accepted at {@code memory}
   */
  CompletionStage<Done> close();

  /** Gives {@code key} the value, at the default level of durability. */
  CompletionStage<Committed> put(Bytes key, Bytes value);

  CompletionStage<Committed> put(Bytes key, Bytes value, WriteOptions options);

  /** Removes {@code key}, whether it exists or not, at the default level of durability. */
  CompletionStage<Committed> delete(Bytes key);

  CompletionStage<Committed> delete(Bytes key, WriteOptions options);

  /** Removes every key of the range, as one write. */
  CompletionStage<Committed> deleteRange(Range range, WriteOptions options);

  /** All of the batch or nothing; one failed condition fails it all. */
  CompletionStage<Committed> write(WriteBatch batch, WriteOptions options);

  CompletionStage<Optional<Entry>> get(Bytes key);

  /** From one snapshot; absent keys are absent from the map. */
  CompletionStage<Map<Bytes, Entry>> getAll(Collection<Bytes> keys);

  /** From the snapshot given, without blocking the caller. */
  CompletionStage<Map<Bytes, Entry>> getAll(Snapshot snapshot, Collection<Bytes> keys);

  /** A snapshot with the default lease; to be closed by whoever asked. */
  CompletionStage<Snapshot> snapshot();

  CompletionStage<Snapshot> snapshot(Duration lease);

  /** Over one implicit snapshot; demand drives the disk. */
  Source<Entry, NotUsed> scan(Range range);

  /** The fast form of {@link #scan}: one element is a chunk of entries. */
  Source<List<Entry>, NotUsed> scanBatches(Range range);

  /** As {@link #scanBatches(Range)}, over a snapshot of the caller's, which stays open. */
  Source<List<Entry>, NotUsed> scanBatches(Snapshot snapshot, Range range);

  /** A piece of a scan of the newest state. */
  CompletionStage<Page> page(Range range, Page.Limits limits);

  /** A piece of a scan of one state. */
  CompletionStage<Page> page(Snapshot snapshot, Range range, Page.Limits limits);

  /**
   * Writes what flows through, each element its own write, in order, with backpressure; the context
   * (an offset, say) comes out beside what became of its write. Fails with the first write that
   * fails.
   */
  <C> FlowWithContext<Mutation, C, Committed, C, NotUsed> writer(WriteOptions options);

  /** The same store for threads that wait for each operation, which it then does on them. */
  BlockingStore blocking();

  /** Completes when everything accepted so far is at {@code disk}. */
  CompletionStage<Committed> sync();

  /**
   * Completes when {@code seq} is at {@code disk}.
   *
   * @param seq a number that was handed out; one that never was fails with {@code bad-parameter}
   */
  CompletionStage<Committed> sync(long seq);

  /**
   * Writes the memtable out as tables; completes when they are installed. Fails with {@code
   * disk-full} if there is no space for them now (they are written when there is), and with {@code
   * sealed} if they cannot be written in this life of the store.
   */
  CompletionStage<Done> flush();

  /**
   * Merges the tables that touch the range down to the deepest level that holds any of them;
   * completes when that is done, or fails with {@code deadline} after an hour. What lies in a
   * memtable stays there: {@link #flush} first. A damaged table is left where it is.
   */
  CompletionStage<Done> compact(Range range);

  /** A volatile read. */
  Durability.Watermarks watermarks();

  /** What it has done and holds. Cheap enough to ask each second. */
  StoreFigures figures();

  /** What happens in the background, from now on; a slow reader loses the oldest events. */
  Source<StoreEvent, NotUsed> events();
}
