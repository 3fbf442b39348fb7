package com.example.granary;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** An actor of the host's own that has nothing to do with the store: it prints what it is told. */
final class Crier {
  sealed interface Message {}

  record News(String text) implements Message {}

  /** Is answered when all news before it are printed. */
  record Enough(ActorRef<Harvest.Message> replyTo) implements Message {}

  private Crier() {}

  static Behavior<Message> create() {
    return Behaviors.receive(Message.class)
        .onMessage(
            News.class,
            news -> {
              System.out.println(news.text());
              return Behaviors.same();
            })
        .onMessage(
            Enough.class,
            enough -> {
              enough.replyTo().tell(Harvest.Heard.HEARD);
              return Behaviors.stopped();
            })
        .build();
  }
}
