package io.aitta.it.sim;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * An ActorSystem without threads: every dispatcher and the scheduler are one {@link Simulation}.
 * Many seeds run in one of it, one after the other; making one a seed would cost ten times more.
 */
public final class SimulatedSystem implements AutoCloseable {
  private static final Duration END_MAX = Duration.ofMinutes(1);

  /** Dispatchers of the store that wait for a disk; their tasks are delayed. */
  private static final List<String> SLOW = List.of("read-io", "wal-io", "compaction");

  private static final List<String> FAST = List.of("write", "memtable", "reply");

  private final Simulation simulation;
  private final ActorSystem<Void> system;

  private SimulatedSystem(Simulation simulation, ActorSystem<Void> system) {
    this.simulation = simulation;
    this.system = system;
  }

  public static SimulatedSystem boot() {
    Simulation simulation = new Simulation();
    Config config = config(simulation.id());
    return new SimulatedSystem(
        simulation,
        simulation.boot(() -> ActorSystem.create(Behaviors.empty(), simulation.id(), config)));
  }

  public Simulation simulation() {
    return simulation;
  }

  public ActorSystem<Void> system() {
    return system;
  }

  @Override
  public void close() {
    system.terminate();
    boolean ended = simulation.runUntil(() -> system.whenTerminated().isCompleted(), END_MAX);
    simulation.close();
    if (!ended) {
      throw new IllegalStateException("did not terminate: " + simulation.unfinished());
    }
  }

  /**
   * Under {@code pekko} a dispatcher must be an object: there an alias fails the check against the
   * reference. Our own may be aliases, pinned ones too.
   */
  private static Config config(String id) {
    return ConfigFactory.parseString(
            """
            simulation.id = %1$s
            simulation.fast = {
              type = Dispatcher, executor = "%2$s", simulation = %1$s, slow = off
              throughput = 1, throughput-deadline-time = 0, shutdown-timeout = 100 days
            }
            simulation.slow = ${simulation.fast} { slow = on }
            pekko.actor.default-dispatcher = ${simulation.fast}
            pekko.actor.internal-dispatcher = ${simulation.fast}
            pekko.actor.default-blocking-io-dispatcher = ${simulation.fast}
            aitta.dispatchers { %4$s }
            pekko.scheduler.implementation = "%3$s"
            pekko.loggers = [], pekko.use-slf4j = off
            pekko.loglevel = OFF, pekko.stdout-loglevel = OFF, pekko.log-dead-letters = off
            pekko.jvm-shutdown-hooks = off, pekko.jvm-exit-on-fatal-error = off
            pekko.coordinated-shutdown.exit-jvm = off
            pekko.stream.materializer.subscription-timeout.mode = noop
            """
                .formatted(
                    id,
                    SeededDispatcher.class.getName(),
                    SeededScheduler.class.getName(),
                    dispatchers()))
        .withFallback(ConfigFactory.load())
        .resolve();
  }

  private static String dispatchers() {
    return Stream.concat(
            FAST.stream().map(name -> name + " = simulation.fast"),
            SLOW.stream().map(name -> name + " = simulation.slow"))
        .collect(Collectors.joining(", "));
  }
}
