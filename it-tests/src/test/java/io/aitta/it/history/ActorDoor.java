package io.aitta.it.history;

import io.aitta.actors.Store;
import io.aitta.actors.StoreCommand;
import io.aitta.core.Bytes;
import io.aitta.core.Durability;
import io.aitta.core.WriteOptions;
import io.aitta.it.history.Call.Sight;
import io.aitta.it.history.Call.Wrote;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/** The store's messages, answered to an actor of the client's. */
final class ActorDoor implements Door {
  private static final long SECONDS_MAX = 60;
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  /** Where answers go. One that was given up is left to whatever still comes. */
  private record Inbox(ActorRef<Object> ref, BlockingQueue<Object> messages) {}

  private final Supplier<Store> stores;
  private final ActorSystem<?> system;
  private Inbox inbox;

  ActorDoor(Supplier<Store> stores, ActorSystem<?> system) {
    this.stores = stores;
    this.system = system;
    this.inbox = inbox(system);
  }

  private static Inbox inbox(ActorSystem<?> system) {
    BlockingQueue<Object> messages = new LinkedBlockingQueue<>();
    ActorRef<Object> ref =
        system.systemActorOf(
            Behaviors.<Object>receive(
                (context, message) -> {
                  messages.add(message);
                  return Behaviors.same();
                }),
            "inbox-" + NUMBERS.incrementAndGet(),
            Props.empty());
    return new Inbox(ref, messages);
  }

  @Override
  public Reply write(List<Wrote> changes, Durability level, boolean hasty) {
    WriteOptions options = WriteOptions.DISK.withDurability(level);
    stores.get().ref().tell(command(changes, options));
    Object reply = answer(hasty);
    if (reply instanceof StoreCommand.WriteReply.Done done) {
      return Reply.done(done.committed().seq());
    }
    return reply == null
        ? Reply.UNKNOWN
        : Reply.of(changes, ((StoreCommand.WriteReply.Refused) reply).why());
  }

  private StoreCommand command(List<Wrote> changes, WriteOptions options) {
    if (changes.size() > 1) {
      return new StoreCommand.Write(JavaDoor.batch(changes), options, inbox.ref().narrow());
    }
    Wrote only = changes.get(0);
    Bytes key = Bytes.utf8(only.key());
    WriteOptions conditional = options.withCondition(only.condition());
    return only.isDelete()
        ? new StoreCommand.Delete(key, conditional, inbox.ref().narrow())
        : new StoreCommand.Put(
            key, Bytes.utf8(Door.text(only.value())), conditional, inbox.ref().narrow());
  }

  /** The answer; null if it was given up. */
  private @Nullable Object answer(boolean hasty) {
    Object reply;
    try {
      reply =
          hasty
              ? inbox.messages().poll(1, TimeUnit.MILLISECONDS)
              : inbox.messages().poll(SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
    if (reply == null && !hasty) {
      throw new AssertionError("no answer within " + SECONDS_MAX + " s");
    }
    if (reply == null) {
      inbox = inbox(system);
    }
    return reply;
  }

  /** The protocol reads one key; several are read from a snapshot. */
  @Override
  public Reply read(List<String> keys) {
    if (keys.size() > 1) {
      try (View view = view()) {
        return view == null ? Reply.NOT_DONE : view.read(keys);
      }
    }
    String key = keys.get(0);
    stores.get().ref().tell(new StoreCommand.Get(Bytes.utf8(key), inbox.ref().narrow()));
    Object reply = answer(false);
    if (reply instanceof StoreCommand.GetReply.Found found) {
      return Reply.saw(List.of(JavaDoor.sight(key, found.entry())));
    }
    return reply instanceof StoreCommand.GetReply.Absent
        ? Reply.saw(List.of(Sight.absent(key)))
        : Reply.NOT_DONE;
  }

  @Override
  public @Nullable View view() {
    stores.get().ref().tell(new StoreCommand.OpenSnapshot(inbox.ref().narrow()));
    return answer(false) instanceof StoreCommand.SnapshotReply.Opened opened
        ? JavaDoor.view(opened.snapshot())
        : null;
  }
}
