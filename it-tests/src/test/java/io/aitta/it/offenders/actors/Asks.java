package io.aitta.it.offenders.actors;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/** Waits for an answer by a future. */
public final class Asks {
  private Asks() {}

  static CompletionStage<String> ask(ActorRef<ActorRef<String>> someone, ActorSystem<?> system) {
    return AskPattern.ask(someone, me -> me, Duration.ofSeconds(1), system.scheduler());
  }
}
