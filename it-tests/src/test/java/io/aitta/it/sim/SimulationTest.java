package io.aitta.it.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aitta.it.support.ChildJvm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The simulator keeps its own promises, shown with a toy in the store's place. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SimulationTest {
  private static final int SEEDS = 100;

  private SimulatedSystem simulated;

  @BeforeAll
  void boot() {
    simulated = SimulatedSystem.boot();
  }

  @AfterAll
  void end() {
    simulated.close();
  }

  private List<String> hashes() {
    List<String> hashes = new ArrayList<>();
    for (long seed = 1; seed <= SEEDS; seed++) {
      hashes.add(ToyRun.run(simulated, seed));
    }
    return hashes;
  }

  @Test
  void aSeedTellsTheSameStoryTwiceAndInAnotherJvm() throws Exception {
    List<String> first = hashes();

    assertThat(hashes()).isEqualTo(first);
    assertThat(
            ChildJvm.linesOf(
                ToyRun.class,
                List.of("-XX:ActiveProcessorCount=8"),
                List.of("1", String.valueOf(SEEDS))))
        .isEqualTo(first);
    assertThat(simulated.simulation().foreignCalls()).isEmpty();
  }

  @Test
  void differentSeedsTellDifferentStories() {
    assertThat(new HashSet<>(hashes())).hasSize(SEEDS);
  }

  @Test
  void aForeignThreadIsCaughtWithItsStack() {
    try (SimulatedSystem other = SimulatedSystem.boot()) {
      ActorRef<String> actor =
          other.system().systemActorOf(Behaviors.<String>ignore(), "ignores", Props.empty());
      other.simulation().runFor(Duration.ofMillis(1)); // it is idle: the next message schedules it

      CompletableFuture<Void> told = CompletableFuture.runAsync(() -> actor.tell("from the pool"));

      await().until(told::isDone);
      assertThat(other.simulation().foreignCalls())
          .singleElement()
          .satisfies(
              call -> {
                assertThat(call.what()).startsWith("execute of ");
                assertThat(call.thread()).isNotEqualTo(Thread.currentThread().getName());
                assertThat(call.stack()).contains(SimulationTest.class.getName());
              });
    }
  }

  @Test
  void timersComeByTimeAndTiesByTheOrderInWhichTheyWereSet() {
    try (Simulation world = new Simulation()) {
      world.begin(7, false);
      List<String> came = new ArrayList<>();
      world.after(Duration.ofMillis(2), () -> came.add("late"));
      world.after(Duration.ofMillis(1), () -> came.add("early " + world.time().nanos()));
      world.after(
          Duration.ofMillis(1),
          () -> came.add("tied " + (world.time().wallMillis() - Simulation.EPOCH_MILLIS)));
      world.runFor(Duration.ofMillis(1));
      assertThat(came).containsExactlyInAnyOrder("early 1000000", "tied 1");
      world.runFor(Duration.ofMillis(1));
      assertThat(came).last().isEqualTo("late");
    }
  }

  @Test
  void anotherSeedDoesNotBeginWhileTheLastOneRuns() {
    try (Simulation world = new Simulation()) {
      world.begin(1, false);
      world.after(Duration.ofMillis(5), () -> world.say("still here"));

      assertThatThrownBy(() -> world.begin(2, false))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("in 5 ms");
    }
  }
}
