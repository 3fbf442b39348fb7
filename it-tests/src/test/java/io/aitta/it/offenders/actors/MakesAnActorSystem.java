package io.aitta.it.offenders.actors;

import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Forgets whose house it is in. */
public final class MakesAnActorSystem {
  private MakesAnActorSystem() {}

  static ActorSystem<Void> system() {
    return ActorSystem.create(Behaviors.empty(), "not-ours-to-make");
  }
}
