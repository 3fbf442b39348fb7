package io.aitta.it.sim;

import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Props;

/** Runs the toy by seed; as a main class it prints the hashes of the seeds from..to. */
final class ToyRun {
  private static final Duration LIFE_MAX = Duration.ofSeconds(10);
  private static int worlds;

  private ToyRun() {}

  /** One seed in a system; it ends somewhere in the middle of its work. Returns the hash. */
  static String run(SimulatedSystem simulated, long seed) {
    Simulation simulation = simulated.simulation();
    simulation.begin(seed, false);
    simulation.diskTakes(Duration.ofNanos(50_000), Duration.ofNanos(350_000));
    ActorRef<String> world =
        simulated
            .system()
            .systemActorOf(
                ToyStore.create(simulation, 3, 40), "toy-" + seed + "-" + worlds++, Props.empty());
    simulation.runFor(Duration.ofMillis(2 + seed % 20));
    world.tell("stop");
    if (!simulation.runUntilQuiet(LIFE_MAX)) {
      throw new IllegalStateException("seed " + seed + ": " + simulation.unfinished());
    }
    return simulation.hash();
  }

  public static void main(String[] arguments) {
    try (SimulatedSystem simulated = SimulatedSystem.boot()) {
      for (long seed = Long.parseLong(arguments[0]); seed <= Long.parseLong(arguments[1]); seed++) {
        System.out.println(run(simulated, seed));
      }
    }
  }
}
