package io.aitta.it;

import io.aitta.actors.Store;
import io.aitta.actors.StoreSettings;
import io.aitta.core.Bytes;
import io.aitta.core.Condition;
import io.aitta.core.Range;
import io.aitta.core.WriteOptions;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.typed.javadsl.ActorSink;

/** The embedding example of README.md, which holds the text between the markers. */
final class EmbeddingExample {
  private EmbeddingExample() {}

  // tag::example
  /** What the host's actor understands; local, like the store's own messages. */
  sealed interface Command extends NoSerializationVerificationNeeded {}

  record Bring(String sack, String grain, ActorRef<String> replyTo) implements Command {}

  record Look(ActorRef<String> replyTo) implements Command {}

  private record Brought(Bring bring, Throwable why) implements Command {}

  /** An actor of the host's that keeps its sacks in a store; the store lives and stops with it. */
  static Behavior<Command> granary(StoreSettings settings) {
    return Behaviors.setup(
        context -> {
          Store store =
              Store.of(context.spawn(Store.create(settings), "aitta"), context.getSystem());
          Materializer materializer = Materializer.createMaterializer(context);
          WriteOptions onlyNew = WriteOptions.DISK.withCondition(Condition.ABSENT);

          return Behaviors.receive(Command.class)
              .onMessage(
                  Bring.class, // a write answers when it is on disk, and comes back as a message
                  bring -> {
                    context.pipeToSelf(
                        store.put(Bytes.utf8(bring.sack()), Bytes.utf8(bring.grain()), onlyNew),
                        (committed, why) -> new Brought(bring, why));
                    return Behaviors.same();
                  })
              .onMessage(
                  Brought.class,
                  brought -> {
                    brought.bring().replyTo().tell(brought.why() == null ? "kept" : "refused");
                    return Behaviors.same();
                  })
              .onMessage(
                  Look.class, // a scan reads one snapshot, as fast as its reader takes it
                  look -> {
                    store
                        .scan(Range.prefix(Bytes.utf8("sack/")))
                        .map(sack -> sack.key().utf8() + " holds " + sack.value().utf8())
                        .to(ActorSink.actorRef(look.replyTo(), "that is all", Throwable::toString))
                        .run(materializer);
                    return Behaviors.same();
                  })
              .build();
        });
  }
  // end::example
}
