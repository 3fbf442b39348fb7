package com.example.granary;

import io.aitta.actors.Snapshot;
import io.aitta.actors.Store;
import io.aitta.actors.StoreInfo;
import io.aitta.core.Bytes;
import io.aitta.core.Committed;
import io.aitta.core.Condition;
import io.aitta.core.Entry;
import io.aitta.core.Mutation;
import io.aitta.core.Range;
import io.aitta.core.StoreException;
import io.aitta.core.WriteBatch;
import io.aitta.core.WriteOptions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;

/**
 * Uses the store step by step; what a stage gives comes back as a message, by {@code pipeToSelf}.
 */
final class Harvest extends AbstractBehavior<Harvest.Message> {
  sealed interface Message {}

  private record Ready(StoreInfo info) implements Message {}

  private record Brought(Committed committed) implements Message {}

  private record Found(Optional<Entry> entry) implements Message {}

  private record Listed(List<Entry> sacks) implements Message {}

  private record Frozen(Snapshot snapshot) implements Message {}

  private record RefusedTwice(StoreException why) implements Message {}

  private enum Closed implements Message {
    CLOSED
  }

  enum Heard implements Message {
    HEARD
  }

  private record Failed(Throwable why) implements Message {}

  private interface Step<T> {
    Message then(T value);
  }

  private static volatile boolean succeeded;

  private final Store store;
  private final ActorRef<Crier.Message> crier;

  static Behavior<Message> create(Store store, ActorRef<Crier.Message> crier) {
    return Behaviors.setup(context -> new Harvest(context, store, crier));
  }

  /** Whether the last harvest came to its end. */
  static boolean succeeded() {
    return succeeded;
  }

  private Harvest(ActorContext<Message> context, Store store, ActorRef<Crier.Message> crier) {
    super(context);
    this.store = store;
    this.crier = crier;
    next(store.ready(), Ready::new);
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder()
        .onMessage(Ready.class, this::onReady)
        .onMessage(Brought.class, this::onBrought)
        .onMessage(Found.class, this::onFound)
        .onMessage(Listed.class, this::onListed)
        .onMessage(Frozen.class, this::onFrozen)
        .onMessage(RefusedTwice.class, this::onRefusedTwice)
        .onMessageEquals(Closed.CLOSED, this::onClosed)
        .onMessageEquals(Heard.HEARD, this::onHeard)
        .onMessage(Failed.class, this::onFailed)
        .build();
  }

  private Behavior<Message> onReady(Ready ready) {
    say("ready");
    WriteBatch sacks =
        WriteBatch.of(put("sack/1", "barley"), put("sack/2", "oats"), put("sack/3", "rye"));
    next(store.write(sacks, WriteOptions.DISK), Brought::new);
    return this;
  }

  private Behavior<Message> onBrought(Brought brought) {
    say("brought in three sacks, at " + brought.committed().level().text());
    next(store.get(Bytes.utf8("sack/2")), Found::new);
    return this;
  }

  private Behavior<Message> onFound(Found found) {
    say("sack/2 holds " + found.entry().orElseThrow().value().utf8());
    next(
        store
            .scan(Range.prefix(Bytes.utf8("sack/")).reverse())
            .runWith(Sink.seq(), Materializer.createMaterializer(getContext())),
        Listed::new);
    return this;
  }

  private Behavior<Message> onListed(Listed listed) {
    StringBuilder line = new StringBuilder("from the back:");
    for (Entry sack : listed.sacks()) {
      line.append(' ').append(sack.key().utf8()).append('=').append(sack.value().utf8());
    }
    say(line.toString());
    next(store.snapshot(), Frozen::new);
    return this;
  }

  private Behavior<Message> onFrozen(Frozen frozen) {
    try (Snapshot snapshot = frozen.snapshot()) {
      Entry first = snapshot.get(Bytes.utf8("sack/1")).orElseThrow();
      say("a snapshot holds " + first.value().utf8());
    }
    WriteOptions onlyNew = WriteOptions.DISK.withCondition(Condition.ABSENT);
    getContext()
        .pipeToSelf(
            store.put(Bytes.utf8("sack/1"), Bytes.utf8("chaff"), onlyNew),
            (committed, why) ->
                unwrapped(why) instanceof StoreException refused
                    ? new RefusedTwice(refused)
                    : new Failed(new IllegalStateException("written twice: " + committed, why)));
    return this;
  }

  private Behavior<Message> onRefusedTwice(RefusedTwice refused) {
    say("sack/1 is taken: " + refused.why().code() + ", " + refused.why().outcome().text());
    next(store.close(), done -> Closed.CLOSED);
    return this;
  }

  private Behavior<Message> onClosed() {
    say("closed");
    crier.tell(new Crier.Enough(getContext().getSelf()));
    return this;
  }

  private Behavior<Message> onHeard() {
    succeeded = true;
    return Behaviors.stopped();
  }

  private Behavior<Message> onFailed(Failed failed) {
    System.err.println("failed: " + failed.why());
    return Behaviors.stopped();
  }

  private void say(String text) {
    crier.tell(new Crier.News(text));
  }

  private <T> void next(CompletionStage<T> stage, Step<T> step) {
    getContext()
        .pipeToSelf(stage, (value, why) -> why == null ? step.then(value) : new Failed(why));
  }

  private static Throwable unwrapped(Throwable why) {
    return why instanceof CompletionException && why.getCause() != null ? why.getCause() : why;
  }

  private static Mutation put(String key, String value) {
    return Mutation.put(Bytes.utf8(key), Bytes.utf8(value));
  }
}
