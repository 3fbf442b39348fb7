package io.aitta.it.bench.aitta;

import io.aitta.actors.Store;
import io.aitta.actors.StoreCommand;
import io.aitta.actors.StoreCommand.GetReply;
import io.aitta.core.Bytes;
import io.aitta.it.bench.data.DataSet;
import io.aitta.it.bench.data.KeyChoice;
import io.aitta.it.bench.engine.Digest;
import io.aitta.it.bench.engine.EngineStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/** Client actors that each keep so many gets in flight, by message there and back. */
final class AittaMessages implements EngineStore.MessageReads {
  private final ActorSystem<?> system;
  private final Store store;

  AittaMessages(ActorSystem<?> system, Store store) {
    this.system = system;
    this.store = store;
  }

  @Override
  public long[] read(int window, long nanos, KeyChoice[] clients, Digest[] digests) {
    long until = System.nanoTime() + nanos;
    List<CompletableFuture<Long>> running = new ArrayList<>();
    for (int i = 0; i < clients.length; i++) {
      var end = new CompletableFuture<Long>();
      running.add(end);
      var plan = new Plan(store.ref(), window, until, clients[i], digests[i], end);
      ActorRef<GetReply> client =
          system.systemActorOf(Client.create(plan), "client-" + until + "-" + i, Props.empty());
      client.tell(new GetReply.Absent(Bytes.EMPTY));
    }
    return running.stream().mapToLong(CompletableFuture::join).toArray();
  }

  /** What one client does; it alone draws keys and folds values. */
  private record Plan(
      ActorRef<StoreCommand> store,
      int window,
      long until,
      KeyChoice keys,
      Digest digest,
      CompletableFuture<Long> end) {}

  /** One client. The first message, of the empty key, only starts it. */
  private static final class Client extends AbstractBehavior<GetReply> {
    private static final int CLOCK_EVERY = 32;

    private final Plan plan;
    private long asked;
    private long answered;
    private boolean over;

    private Client(ActorContext<GetReply> context, Plan plan) {
      super(context);
      this.plan = plan;
    }

    static Behavior<GetReply> create(Plan plan) {
      return Behaviors.setup(context -> new Client(context, plan));
    }

    @Override
    public Receive<GetReply> createReceive() {
      return newReceiveBuilder()
          .onMessage(GetReply.Found.class, this::onFound)
          .onMessage(GetReply.Absent.class, this::onAbsent)
          .onMessage(GetReply.Failed.class, failed -> end(failed.why()))
          .build();
    }

    private Behavior<GetReply> onFound(GetReply.Found found) {
      plan.digest().add(found.entry().value());
      answered++;
      over |= answered % CLOCK_EVERY == 0 && System.nanoTime() >= plan.until();
      if (!over) {
        ask();
      } else if (answered == asked) {
        plan.end().complete(answered);
        return Behaviors.stopped();
      }
      return this;
    }

    private Behavior<GetReply> onAbsent(GetReply.Absent absent) {
      if (asked > 0) {
        return end(new IllegalStateException("not there: " + absent.key()));
      }
      for (int i = 0; i < plan.window(); i++) {
        ask();
      }
      return this;
    }

    private Behavior<GetReply> end(Throwable why) {
      plan.end().completeExceptionally(why);
      return Behaviors.stopped();
    }

    private void ask() {
      asked++;
      byte[] key = DataSet.keyOf(plan.keys().next());
      plan.store().tell(new StoreCommand.Get(Bytes.wrap(key), getContext().getSelf()));
    }
  }
}
