package io.aitta.it.sim;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.aitta.actors.StoreSeams;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.it.support.DiskBug;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.slf4j.LoggerFactory;

/** Runs seeds, one after the other, in one system. For the owner thread. */
final class StoreSimulation implements AutoCloseable {
  private static final int SHOWN_MAX = 60;
  private static final Duration WARM_UP_MAX = Duration.ofMinutes(1);

  private SimulatedSystem simulated;

  StoreSimulation() {
    if (LoggerFactory.getLogger("io.aitta") instanceof Logger log) {
      log.setLevel(Level.OFF); // a store without a disk has much to say
    }
    boot();
  }

  /** What a system makes once, at its first store, is made before the first seed. */
  private void boot() {
    simulated = SimulatedSystem.boot();
    simulated.simulation().begin(0, false);
    StoreWorld.spawn(
            simulated,
            SeedProfile.draw(new SplittableRandom(0)).settings(),
            new StoreSeams(
                new MemoryFileSystem(), simulated.simulation().time(), new SplittableRandom(0)))
        .stop(WARM_UP_MAX);
  }

  /**
   * What became of a seed.
   *
   * @param hash of its whole story
   * @param violations promises that were not kept; empty if all is well
   * @param story the last lines, or all of them if they were asked for
   */
  record Result(
      long seed,
      String hash,
      long steps,
      List<String> violations,
      List<String> story,
      SeedFigures figures) {

    boolean kept() {
      return violations.isEmpty();
    }

    /** What people need to see of a failure, and the command that replays it. */
    String report() {
      return "seed "
          + seed
          + " broke "
          + violations.size()
          + " promises:\n  "
          + String.join("\n  ", violations)
          + "\nlast events:\n  "
          + String.join("\n  ", story.subList(Math.max(0, story.size() - SHOWN_MAX), story.size()))
          + "\nreplay with its whole story:\n  "
          + replay("StoreSimulationTest", seed);
    }
  }

  static String replay(String test, long seed) {
    return "mvn -pl it-tests -am test -Dtest="
        + test
        + " -Dsurefire.failIfNoSpecifiedTests=false -Dseed="
        + seed;
  }

  Result run(long seed, DiskBug plant, boolean tellStory) {
    Simulation simulation = simulated.simulation();
    simulation.begin(seed, tellStory);
    SeedRun run = new SeedRun(simulated, plant);
    try {
      run.run();
    } catch (IOException | RuntimeException e) {
      run.ledger().violated("the harness failed: " + stackOf(e));
    }
    Result result = result(seed, simulation, run);
    if (!result.kept()) {
      boot(); // the old one is in the middle of something
    }
    return result;
  }

  private static Result result(long seed, Simulation simulation, SeedRun run) {
    return new Result(
        seed,
        simulation.hash(),
        simulation.steps(),
        List.copyOf(run.ledger().violations()),
        simulation.story(),
        run.figures());
  }

  private static String stackOf(Exception e) {
    java.io.StringWriter stack = new java.io.StringWriter();
    e.printStackTrace(new java.io.PrintWriter(stack));
    return stack.toString();
  }

  @Override
  public void close() {
    simulated.close();
  }

  /**
   * Prints the hash of each seed from..to, for comparison with another JVM; what was broken goes to
   * standard error. With a third argument the whole stories.
   */
  public static void main(String[] arguments) {
    boolean stories = arguments.length > 2;
    try (StoreSimulation simulation = new StoreSimulation()) {
      for (long seed = Long.parseLong(arguments[0]); seed <= Long.parseLong(arguments[1]); seed++) {
        Result result = simulation.run(seed, DiskBug.NONE, stories);
        System.out.println(result.hash());
        if (stories) {
          result.story().forEach(System.out::println);
        }
        if (!result.kept()) {
          System.err.println(result.report());
        }
      }
    }
  }
}
