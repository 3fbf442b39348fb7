package com.example.granary;

import com.typesafe.config.ConfigFactory;
import io.aitta.actors.Store;
import io.aitta.actors.StoreCommand;
import io.aitta.actors.StoreSettings;
import java.nio.file.Path;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * A host with an ActorSystem and an actor of its own, and a store among them.
 *
 * <p>{@code HostApplication DIRECTORY} brings three sacks in, reads them back, prints what it found
 * and ends; a failure is printed and ends it with 1.
 */
public final class HostApplication {
  private HostApplication() {}

  public static void main(String[] args) {
    StoreSettings settings =
        StoreSettings.of(ConfigFactory.load()).withDataDirectory(Path.of(args[0]));
    ActorSystem<Harvest.Message> system = ActorSystem.create(guardian(settings), "host");
    system.getWhenTerminated().toCompletableFuture().join();
    System.exit(Harvest.succeeded() ? 0 : 1);
  }

  private static Behavior<Harvest.Message> guardian(StoreSettings settings) {
    return Behaviors.setup(
        context -> {
          ActorRef<StoreCommand> ref = context.spawn(Store.create(settings), "aitta");
          Store store = Store.of(ref, context.getSystem());
          ActorRef<Crier.Message> crier = context.spawn(Crier.create(), "crier");
          return Harvest.create(store, crier);
        });
  }
}
