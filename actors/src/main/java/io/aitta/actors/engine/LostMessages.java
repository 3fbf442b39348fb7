package io.aitta.actors.engine;

import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.StoreException.Outcome;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.DeadLetter;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Answers messages that were on their way to an actor of a store when it stopped: by its host's
 * will, or because it failed. Without this their senders would wait for ever. One per ActorSystem.
 */
public final class LostMessages implements Extension {
  private static final ExtensionId<LostMessages> ID =
      new ExtensionId<>() {
        @Override
        public LostMessages createExtension(ActorSystem<?> system) {
          return new LostMessages(system);
        }
      };

  private LostMessages(ActorSystem<?> system) {
    ActorRef<DeadLetter> answering =
        system.systemActorOf(answering(), "aitta-lost-messages", Props.empty());
    // here and not by the actor: a store may be stopped before that has begun
    Adapter.toClassic(system)
        .eventStream()
        .subscribe(Adapter.toClassic(answering), DeadLetter.class);
  }

  /** Sees to it that lost messages of this system are answered from now on. */
  public static void watchOver(ActorSystem<?> system) {
    system.registerExtension(ID);
  }

  private static StoreException stopped() {
    return new StoreException(
        ErrorCode.CLOSED, Outcome.NOT_DONE, "the store stopped before it read the request");
  }

  private static Behavior<DeadLetter> answering() {
    return Behaviors.setup(
        context -> {
          Executor reply = // an answer runs code of its caller's, which may block
              context
                  .getSystem()
                  .dispatchers()
                  .lookup(DispatcherSelector.fromConfig("aitta.dispatchers.reply"));
          return Behaviors.receive(DeadLetter.class)
              .onMessage(
                  DeadLetter.class,
                  lost -> {
                    if (lost.message() instanceof MustAnswer message) {
                      reply.execute(() -> message.neverRead(stopped()));
                    }
                    return Behaviors.same();
                  })
              .build();
        });
  }
}
