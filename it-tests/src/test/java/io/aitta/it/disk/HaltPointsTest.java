package io.aitta.it.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.io.FileSystem;
import io.aitta.it.support.Figures;
import io.aitta.it.support.RunningStore;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A process that ends just before it does a certain thing to its disk, the n-th of a kind: where a
 * kill at a random moment seldom falls. What it acknowledged at {@code os} and {@code disk} is
 * there when the store opens again, and nothing but a first part of what it wrote.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(
    value = 5,
    unit = java.util.concurrent.TimeUnit.MINUTES,
    threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HaltPointsTest {
  private static final String WRITES = "4000";

  /** What ExitOnOutOfMemoryError exits with. */
  private static final int OUT_OF_MEMORY = 3;

  @TempDir private static Path scratch;
  private ActorSystem<Void> system;
  private final AtomicLong points = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();

  @BeforeAll
  void begin() {
    system = RunningStore.system("halted");
  }

  @AfterAll
  void end() {
    RunningStore.terminate(system);
    Figures.print("halt.points", points.get());
    Figures.print("halt.acked", acknowledged.get());
  }

  /** Two at a time: what each waits for is mostly the start of its process. */
  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest(name = "before {0} {2} of {1}")
  @CsvSource({
    "CREATE, LOG, 1",
    "CREATE, LOG, 3",
    "APPEND, LOG, 2",
    "APPEND, LOG, 40",
    "SYNC, LOG, 1",
    "SYNC, LOG, 20",
    "DELETE, LOG, 1",
    "CREATE, TABLE, 1",
    "APPEND, TABLE, 2",
    "SYNC, TABLE, 1",
    "SYNC, TABLE, 6",
    "DELETE, TABLE, 1",
    "DELETE, TABLE, 4",
    "CREATE, MANIFEST, 1",
    "APPEND, MANIFEST, 1",
    "APPEND, MANIFEST, 6",
    "SYNC, MANIFEST, 1",
    "SYNC, MANIFEST, 5",
    "CREATE, TEMPORARY, 1",
    "SYNC, TEMPORARY, 1",
    "RENAME, CURRENT, 1",
    "CREATE, BALLAST, 1",
  })
  void whatWasToldHoldsWhereverTheProcessEnds(String operation, String file, long number) {
    endsAndHolds(
        scratch.resolve(operation + "-" + file + "-" + number),
        WRITES,
        "halting:" + operation + ":" + file + ":" + number,
        PlanWriter.HALTED);
  }

  /** As the launcher has it: a process without memory ends, instead of going on with half of it. */
  @Test
  void whatWasToldHoldsWhenTheProcessRunsOutOfMemory() {
    endsAndHolds(scratch.resolve("hoarding"), "1000000", PlanWriter.HOARDING, OUT_OF_MEMORY);
  }

  private void endsAndHolds(Path data, String writes, String disk, int exit) {
    try (WriterProcess writer =
        WriterProcess.start(
            List.of(), scratch.resolve("writer.log"), data.toString(), writes, "any", disk)) {
      writer.readAll();
      assertThat(writer.awaitEnd()).as("it ended there").isEqualTo(exit);
      Told told = writer.told();
      assertThat(told.failures()).isEmpty();
      points.incrementAndGet();
      acknowledged.addAndGet(told.acknowledged());
      try (RunningStore running =
          RunningStore.open(
              system, RunningStore.settings(data, PlanWriter.SETTINGS), FileSystem.disk())) {
        told.held(running, told.greatestAtOs());
      }
    }
  }
}
