package io.aitta.actors;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;

/**
 * One store for a whole ActorSystem, made from the {@code aitta} part of its configuration when it
 * is first asked for. To be asked for in code, never listed in {@code library-extensions}.
 */
public final class AittaExtension implements Extension {
  private static final ExtensionId<AittaExtension> ID =
      new ExtensionId<>() {
        @Override
        public AittaExtension createExtension(ActorSystem<?> system) {
          return new AittaExtension(system);
        }
      };

  private final Store store;

  private AittaExtension(ActorSystem<?> system) {
    StoreSettings settings = StoreSettings.of(system.settings().config());
    ActorRef<StoreCommand> ref =
        system.systemActorOf(Store.create(settings), "aitta", Store.props());
    this.store = Store.of(ref, system);
  }

  /** The id, for those who register extensions by it. */
  public static ExtensionId<AittaExtension> getInstance() {
    return ID;
  }

  /** The system's extension. */
  public static AittaExtension get(ActorSystem<?> system) {
    return system.registerExtension(ID);
  }

  /** The system's store. */
  public Store store() {
    return store;
  }
}
