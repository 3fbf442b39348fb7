package io.aitta.it.sim;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Puts and gets at times of the seed's choosing. */
final class ToyClient {
  private ToyClient() {}

  interface Command {}

  private record Next() implements Command {}

  private record Acked(long number) implements Command {}

  private record Got(String answer) implements Command {}

  static Behavior<Command> create(
      Simulation simulation,
      String name,
      int puts,
      ActorRef<ToyStore.Put> writer,
      ActorRef<ToyStore.TableCommand> table) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  RandomGenerator random = simulation.fork();
                  ActorRef<Long> acks = context.messageAdapter(Long.class, Acked::new);
                  ActorRef<String> answers = context.messageAdapter(String.class, Got::new);
                  int[] sent = {0};
                  context.getSelf().tell(new Next());
                  return Behaviors.receive(Command.class)
                      .onMessage(
                          Next.class,
                          next -> {
                            if (sent[0]++ < puts) {
                              writer.tell(new ToyStore.Put(ToyStore.key(random), acks));
                              table.tell(new ToyStore.Get(ToyStore.key(random), answers));
                              timers.startSingleTimer(
                                  new Next(), Duration.ofNanos(random.nextInt(400_000)));
                            }
                            return Behaviors.same();
                          })
                      .onMessage(
                          Acked.class,
                          acked -> {
                            simulation.say(name + " acked " + acked.number());
                            return Behaviors.same();
                          })
                      .onMessage(
                          Got.class,
                          got -> {
                            simulation.say(name + " got " + got.answer());
                            return Behaviors.same();
                          })
                      .build();
                }));
  }
}
