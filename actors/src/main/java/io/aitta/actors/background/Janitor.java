package io.aitta.actors.background;

import io.aitta.actors.engine.ReadView;
import io.aitta.actors.engine.StoreContext;
import io.aitta.core.memtable.MemTable;
import io.aitta.sstable.table.TableCache;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * Removes what no view names any more: table files, and the memory of flushed memtables. A view is
 * known here before the one before it can retire, so nothing live is ever missed.
 */
public final class Janitor extends AbstractBehavior<Janitor.Command> {
  /** What the janitor is told. Local. */
  public sealed interface Command extends NoSerializationVerificationNeeded {}

  /** A view is about to become the current one. */
  public record Published(ReadView view) implements Command {}

  /** The last pin of a view is gone. */
  public record Retired(ReadView view) implements Command {}

  /**
   * @param retireTable closes the door of a table
   */
  public static Behavior<Command> create(
      StoreContext store, TableCache tables, ReadView first, LongConsumer retireTable) {
    return Behaviors.setup(context -> new Janitor(context, store, tables, first, retireTable));
  }

  private final StoreContext store;
  private final TableCache tables;
  private final LongConsumer retireTable;
  private final List<ReadView> live = new ArrayList<>();

  private Janitor(
      ActorContext<Command> context,
      StoreContext store,
      TableCache tables,
      ReadView first,
      LongConsumer retireTable) {
    super(context);
    this.store = store;
    this.tables = tables;
    this.retireTable = retireTable;
    live.add(first);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Published.class, this::onPublished)
        .onMessage(Retired.class, this::onRetired)
        .build();
  }

  private Behavior<Command> onPublished(Published published) {
    live.add(published.view());
    return this;
  }

  private Behavior<Command> onRetired(Retired retired) {
    ReadView gone = retired.view();
    live.removeIf(view -> view == gone);
    Set<Long> dead = new TreeSet<>(gone.version().tableNumbers());
    live.forEach(view -> dead.removeAll(view.version().tableNumbers()));
    dead.forEach(this::remove);
    Set<MemTable> named = Collections.newSetFromMap(new IdentityHashMap<>());
    live.forEach(view -> named.addAll(view.memtables()));
    for (MemTable memtable : gone.memtables()) {
      if (!named.contains(memtable)) {
        memtable.release();
      }
    }
    return this;
  }

  private void remove(long table) {
    retireTable.accept(table);
    store.background().execute(() -> delete(table));
  }

  /** On the executor that may block. */
  private void delete(long table) {
    tables.evict(table);
    Jobs.remove(store, TableCache.fileName(table));
  }
}
