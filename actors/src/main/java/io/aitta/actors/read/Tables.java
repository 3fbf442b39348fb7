package io.aitta.actors.read;

import io.aitta.actors.engine.MustAnswer;
import io.aitta.actors.engine.StoreContext;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.StoreException.Outcome;
import io.aitta.sstable.table.TableCache;
import io.aitta.sstable.version.TableMeta;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one {@link TableDoor} for each table that lookups had to wait for. A door that fails is
 * replaced at the next lookup; after three failures its table answers with an error and the store
 * goes on. Lookups find open doors without asking this actor.
 */
public final class Tables extends AbstractBehavior<Tables.Command> {
  /** What this actor is told. Local. */
  public sealed interface Command extends NoSerializationVerificationNeeded {}

  /** A lookup for a table that had no door. */
  private record Open(TableDoor.LookupRoute route) implements Command, MustAnswer {
    @Override
    public void neverRead(StoreException why) {
      route.lookup().fail(why);
    }
  }

  /** No view names the table any more. */
  public record Retire(long table) implements Command {}

  private record DoorStopped(long table) implements Command {}

  private static final int FAILURES_MAX = 3;

  /** Where lookups find doors. Safe on any thread. */
  public static final class Doors {
    private final Map<Long, ActorRef<TableDoor.Command>> open = new ConcurrentHashMap<>();
    private volatile @Nullable ActorRef<Command> tables;

    /** Names the actor that opens doors; before the first lookup. */
    public void openedBy(ActorRef<Command> actor) {
      tables = actor;
    }

    /** Hands a lookup to the door of the table whose block it needs. */
    public void send(TableDoor.LookupRoute route) {
      ActorRef<TableDoor.Command> door = open.get(route.table().number());
      if (door != null) {
        door.tell(new TableDoor.Answer(route.lookup()));
        return;
      }
      ActorRef<Command> parent = tables;
      if (parent == null) {
        throw new IllegalStateException("a lookup before the tables' actor started");
      }
      parent.tell(new Open(route));
    }
  }

  public static Behavior<Command> create(StoreContext store, TableCache cache, Doors doors) {
    return Behaviors.setup(context -> new Tables(context, store, cache, doors));
  }

  private final StoreContext store;
  private final TableCache cache;
  private final Doors doors;
  private final Map<Long, Integer> failures = new TreeMap<>();

  private Tables(ActorContext<Command> context, StoreContext store, TableCache cache, Doors doors) {
    super(context);
    this.store = store;
    this.cache = cache;
    this.doors = doors;
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Open.class, this::onOpen)
        .onMessage(Retire.class, this::onRetire)
        .onMessage(DoorStopped.class, this::onDoorStopped)
        .build();
  }

  private Behavior<Command> onOpen(Open open) {
    TableMeta table = open.route().table();
    if (failures.getOrDefault(table.number(), 0) >= FAILURES_MAX) {
      open.route()
          .lookup()
          .fail(
              new StoreException(
                  ErrorCode.INTERNAL,
                  Outcome.NONE,
                  "reads of table " + table.number() + " failed too often"));
      return this;
    }
    ActorRef<TableDoor.Command> door =
        doors.open.computeIfAbsent(table.number(), number -> spawn(table));
    door.tell(new TableDoor.Answer(open.route().lookup()));
    return this;
  }

  private ActorRef<TableDoor.Command> spawn(TableMeta table) {
    ActorRef<TableDoor.Command> door =
        getContext()
            .spawnAnonymous(
                TableDoor.create(table, cache, store.readIo(), doors::send),
                DispatcherSelector.sameAsParent());
    getContext().watchWith(door, new DoorStopped(table.number()));
    return door;
  }

  private Behavior<Command> onRetire(Retire retire) {
    ActorRef<TableDoor.Command> door = doors.open.remove(retire.table());
    if (door != null) {
      door.tell(TableDoor.Retire.RETIRE);
    }
    return this;
  }

  /** A retired door is no longer listed; one that still is has failed. */
  private Behavior<Command> onDoorStopped(DoorStopped stopped) {
    if (doors.open.remove(stopped.table()) != null) {
      failures.merge(stopped.table(), 1, Integer::sum);
    }
    return this;
  }
}
