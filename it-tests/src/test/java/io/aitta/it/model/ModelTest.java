package io.aitta.it.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.actors.StoreSettings;
import io.aitta.core.io.FileSystem;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.it.support.Figures;
import io.aitta.it.support.RunningStore;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The store answers as a map with versions does, under every set of options. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ModelTest {
  private static final int OPERATIONS = Integer.getInteger("model.operations", 4_000);
  private static final long SEED = Long.getLong("seed", 20_260_101);

  @TempDir private static Path directory;
  private ActorSystem<Void> system;
  private long operations;
  private long flushes;
  private long compactions;
  private int runs;

  @BeforeAll
  void begin() {
    system = RunningStore.system("model");
  }

  @AfterAll
  void end() {
    RunningStore.terminate(system);
    if (runs > ModelOptions.values().length) {
      Figures.print("model.operations", operations);
      Figures.print("model.flushes", flushes);
      Figures.print("model.compactions", compactions);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theStoreAnswersAsTheModelDoes(ModelOptions options) {
    ModelRun run = run(options, SEED);
    if (options != ModelOptions.ALL_IN_MEMTABLE) {
      assertThat(run.flushes()).as("flushes").isPositive();
      assertThat(run.compactions()).as("compactions").isPositive();
    }
    assertThat(run.reopens()).as("reopenings").isGreaterThan(1);
  }

  /** A seed of its own in every build, printed, so that builds add up. */
  @Test
  void theStoreAnswersAsTheModelDoesWithAFreshSeed() {
    run(ModelOptions.TINY, Long.getLong("seed", System.currentTimeMillis()));
  }

  private ModelRun run(ModelOptions options, long seed) {
    Path data = directory.resolve(options + "-" + runs++);
    StoreSettings settings = RunningStore.settings(data, options.settings());
    FileSystem fileSystem = options.inMemory() ? new MemoryFileSystem() : FileSystem.disk();
    Supplier<RunningStore> opener = () -> RunningStore.open(system, settings, fileSystem);
    ModelRun run = new ModelRun(system, opener, options, seed);
    String name = options + " seed " + seed;
    System.out.println("model " + name);
    try {
      run.run(OPERATIONS);
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(report(name, seed, run.story()), e);
    }
    operations += run.operations();
    flushes += run.flushes();
    compactions += run.compactions();
    return run;
  }

  private static String report(String name, long seed, List<String> story) {
    return "the model "
        + name
        + " differs; the last operations:\n  "
        + String.join("\n  ", story)
        + "\nreplay: mvn -pl it-tests -am test -Dtest=ModelTest"
        + " -Dsurefire.failIfNoSpecifiedTests=false -Dseed="
        + seed;
  }
}
