package io.aitta.actors.gate;

import org.apache.pekko.actor.ActorCell;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.jspecify.annotations.Nullable;

/** Puts gates in front of actors. */
public final class Gates {
  private Gates() {}

  /**
   * Has an actor's messages pass a gate, or none. Does nothing if the actor's mailbox is not a
   * {@link GatedMailbox}. To be called by the actor itself.
   */
  public static void install(ActorContext<?> context, @Nullable Gate gate) {
    if (Adapter.toClassic(context) instanceof ActorCell cell
        && cell.mailbox().messageQueue() instanceof GatedQueue queue) {
      queue.gate(gate);
    }
  }
}
