package io.aitta.it.sim;

import io.aitta.actors.Store;
import io.aitta.actors.StoreCommand;
import io.aitta.actors.StoreSeams;
import io.aitta.actors.StoreSettings;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.Materializer;

/**
 * The actor that hosts the store of one life, so that its end can be brought about from outside.
 */
public final class StoreWorld {
  private static final AtomicInteger WORLDS = new AtomicInteger();
  private static final Duration BIRTH_MAX = Duration.ofSeconds(1);
  private static final String STOP = "stop";

  private record Born(ActorRef<StoreCommand> store, Materializer materializer) {}

  private final SimulatedSystem simulated;
  private final ActorRef<String> host;
  private final Store store;
  private final Materializer materializer;

  private StoreWorld(SimulatedSystem simulated, ActorRef<String> host, Born born) {
    this.simulated = simulated;
    this.host = host;
    this.store = Store.of(born.store(), simulated.system());
    this.materializer = born.materializer();
  }

  public static StoreWorld spawn(
      SimulatedSystem simulated, StoreSettings settings, StoreSeams seams) {
    AtomicReference<Born> born = new AtomicReference<>();
    ActorRef<String> host =
        simulated
            .system()
            .systemActorOf(
                host(settings, seams, born), "world-" + WORLDS.incrementAndGet(), Props.empty());
    if (!simulated.simulation().runUntil(() -> born.get() != null, BIRTH_MAX)) {
      throw new IllegalStateException("the store was not spawned");
    }
    return new StoreWorld(simulated, host, born.get());
  }

  private static Behavior<String> host(
      StoreSettings settings, StoreSeams seams, AtomicReference<Born> born) {
    return Behaviors.setup(
        context -> {
          ActorRef<StoreCommand> store = context.spawn(Store.create(settings, seams), "store");
          born.set(new Born(store, Materializer.createMaterializer(context)));
          return Behaviors.receive(String.class).onMessageEquals(STOP, Behaviors::stopped).build();
        });
  }

  public Store store() {
    return store;
  }

  public Materializer materializer() {
    return materializer;
  }

  /** Stops the host, and with it the store. False if something is still busy after a while. */
  public boolean stop(Duration atMost) {
    host.tell(STOP);
    return simulated.simulation().runUntilQuiet(atMost);
  }
}
