package io.aitta.actors.read;

import io.aitta.actors.engine.MustAnswer;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.StoreException.Outcome;
import io.aitta.sstable.table.LoadedBlock;
import io.aitta.sstable.table.TableCache;
import io.aitta.sstable.table.TableReader;
import io.aitta.sstable.version.TableMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.jspecify.annotations.Nullable;

/**
 * The door to one table: answers lookups that need a block from the disk. Loads each block once,
 * however many wait for it, on an executor that may block; the lookups walk on here as soon as it
 * is there. Stops only when the last view that names the table is gone.
 */
public final class TableDoor extends AbstractBehavior<TableDoor.Command> {
  /** What the door is told. Local. */
  public sealed interface Command extends NoSerializationVerificationNeeded {}

  /** A lookup that needs a block of this table. */
  public record Answer(LookupTask lookup) implements Command, MustAnswer {
    @Override
    public void neverRead(StoreException why) {
      lookup.fail(why);
    }
  }

  /** No view names the table any more. */
  public enum Retire implements Command {
    RETIRE
  }

  private record Opened(TableReader reader) implements Command {}

  private record Loaded(TableReader reader, LoadedBlock loaded) implements Command {}

  private record Failed(int block, StoreException why) implements Command {}

  private static final int THE_READER = -1;

  public static Behavior<Command> create(
      TableMeta table, TableCache tables, Executor readIo, Consumer<LookupRoute> onward) {
    return Behaviors.setup(context -> new TableDoor(context, table, tables, readIo, onward));
  }

  /** A lookup and the table whose block it needs next. */
  public record LookupRoute(LookupTask lookup, TableMeta table) {}

  private final TableMeta table;
  private final TableCache tables;
  private final Executor readIo;
  private final Consumer<LookupRoute> onward;
  private final Map<Integer, List<LookupTask>> waiting = new TreeMap<>();

  private TableDoor(
      ActorContext<Command> context,
      TableMeta table,
      TableCache tables,
      Executor readIo,
      Consumer<LookupRoute> onward) {
    super(context);
    this.table = table;
    this.tables = tables;
    this.readIo = readIo;
    this.onward = onward;
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Answer.class, this::onAnswer)
        .onMessage(Loaded.class, this::onLoaded)
        .onMessage(Opened.class, this::onOpened)
        .onMessage(Failed.class, this::onFailed)
        .onMessageEquals(Retire.RETIRE, Behaviors::stopped)
        .onSignal(PostStop.class, stopped -> onStopped())
        .build();
  }

  private Behavior<Command> onAnswer(Answer answer) {
    walkOn(answer.lookup());
    return this;
  }

  private void walkOn(LookupTask lookup) {
    sendOn(lookup, lookup.advance());
  }

  /** Lets a lookup wait for the block it needs next: here, or behind the door of its table. */
  private void sendOn(LookupTask lookup, @Nullable TableMeta needed) {
    if (needed == null) {
      return;
    }
    if (needed.number() != table.number()) {
      onward.accept(new LookupRoute(lookup, needed));
      return;
    }
    TableReader reader = tables.ifOpen(table.number());
    waitFor(reader == null ? THE_READER : reader.blockOf(lookup.lookup()), lookup);
  }

  private void waitFor(int block, LookupTask lookup) {
    List<LookupTask> already = waiting.get(block);
    if (already != null) {
      already.add(lookup);
      return;
    }
    List<LookupTask> first = new ArrayList<>(1);
    first.add(lookup);
    waiting.put(block, first);
    readIo.execute(() -> getContext().getSelf().tell(load(block)));
  }

  /** On the executor that may block. Never throws: a failure is a message. */
  private Command load(int block) {
    try {
      TableReader reader = tables.get(table);
      return block == THE_READER ? new Opened(reader) : new Loaded(reader, reader.load(block));
    } catch (StoreException why) {
      return new Failed(block, why);
    } catch (RuntimeException | OutOfMemoryError e) {
      return new Failed(
          block, new StoreException(ErrorCode.INTERNAL, Outcome.NONE, "a read failed: " + e, e));
    }
  }

  private List<LookupTask> waitingFor(int block) {
    List<LookupTask> lookups = waiting.remove(block);
    return lookups == null ? List.of() : lookups;
  }

  private Behavior<Command> onOpened(Opened opened) {
    waitingFor(THE_READER).forEach(this::walkOn);
    return this;
  }

  private Behavior<Command> onLoaded(Loaded loaded) {
    for (LookupTask lookup : waitingFor(loaded.loaded().block())) {
      sendOn(lookup, lookup.advance(loaded.reader(), loaded.loaded()));
    }
    return this;
  }

  private Behavior<Command> onFailed(Failed failed) {
    waitingFor(failed.block()).forEach(lookup -> lookup.fail(failed.why()));
    return this;
  }

  private Behavior<Command> onStopped() {
    StoreException why =
        new StoreException(ErrorCode.CLOSED, Outcome.NONE, "the store closed during the read");
    waiting.values().forEach(lookups -> lookups.forEach(lookup -> lookup.fail(why)));
    waiting.clear();
    return this;
  }
}
