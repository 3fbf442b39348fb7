package io.aitta.it.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitta.actors.StoreSettings;
import io.aitta.it.support.Figures;
import io.aitta.it.support.RunningStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The store answers as a map with versions does, and the same under every set of options. A script
 * that fails is reduced, printed and written to {@code target/failures}; frozen into {@code
 * src/test/resources/regress} it is played for ever. {@code -Dmodel.ops=FILE} plays one, {@code
 * -Dmodel.seeds=N} so many drawn ones.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ModelTest {
  private static final int OPERATIONS = Integer.getInteger("model.operations", 4_000);
  private static final long SEED = Long.getLong("seed", 20_260_101);
  private static final int SEEDS = Integer.getInteger("model.seeds", 0);
  private static final int TRIALS_MAX = 150;

  /** What must have happened, or the run has shown nothing. */
  private static final List<String> NEEDED =
      List.of(
          "flushes",
          "compactions",
          "trivial.moves",
          "deletes.dropped",
          "deletes.for.snapshots",
          "logs.rolled",
          "manifests.rolled",
          "torn.tails",
          "crashes.that.lost.something",
          "full.refused",
          "full.ended",
          "cursors.over.replaced.tables",
          "cache.hits",
          "cache.misses",
          "cache.evictions",
          "filter.negatives",
          "groups.larger.than.one",
          "syncs",
          "refused",
          "reopens");

  private static final Path FAILURES = Path.of("target", "failures");
  private static final Path FROZEN = Path.of("src", "test", "resources", "regress");

  @TempDir private static Path directory;
  private ActorSystem<Void> system;
  private final ModelFigures all = new ModelFigures();
  private final Map<ModelOptions, List<String>> outputs = new EnumMap<>(ModelOptions.class);
  private int runs;

  @BeforeAll
  void begin() {
    system = RunningStore.system("model");
  }

  @AfterAll
  void end() {
    RunningStore.terminate(system);
    if (outputs.size() < ModelOptions.values().length) {
      return; // only some of it was asked for
    }
    all.all().forEach((what, count) -> Figures.print("model." + what, count));
    assertThat(NEEDED).allSatisfy(what -> assertThat(all.of(what)).as(what).isPositive());
  }

  @ParameterizedTest
  @EnumSource
  void theStoreAnswersAsTheModelDoesAndAsUnderOtherOptions(ModelOptions options) {
    ModelRun run = check(options, ModelScript.draw(SEED, OPERATIONS), SEED);
    if (options != ModelOptions.ALL_IN_MEMTABLE) {
      assertThat(run.figures().of("flushes")).as("flushes").isPositive();
      assertThat(run.figures().of("compactions")).as("compactions").isPositive();
    }
    assertThat(run.figures().of("reopens")).as("reopenings").isGreaterThan(1);
    outputs.put(options, run.outputs());
    assertThat(run.outputs()).isEqualTo(outputs.values().iterator().next());
  }

  /** A seed of its own in every build, printed, so that builds add up. */
  @Test
  void theStoreAnswersAsTheModelDoesWithAFreshSeed() {
    long seed = Long.getLong("seed", System.currentTimeMillis());
    check(ModelOptions.TINY, ModelScript.draw(seed, OPERATIONS), seed);
  }

  /** Many short scripts, each under the sets that live in memory: for a night. */
  @Test
  @EnabledIfSystemProperty(named = "model.seeds", matches = "[1-9][0-9]*")
  void theStoreAnswersAsTheModelDoesWithManySeeds() {
    long from = Long.getLong("seed", System.currentTimeMillis());
    for (long seed = from; seed < from + SEEDS; seed++) {
      List<String> script = ModelScript.draw(seed, OPERATIONS / 2);
      List<String> first = List.of();
      for (ModelOptions options : ModelOptions.values()) {
        if (options.inMemory()) {
          List<String> said = check(options, script, seed).outputs();
          first = first.isEmpty() ? said : first;
          assertThat(said).as("%s, seed %d", options, seed).isEqualTo(first);
        }
      }
    }
    Figures.print("model.seeds", SEEDS);
  }

  static Stream<Path> frozen() throws IOException {
    String asked = System.getProperty("model.ops");
    if (asked != null) {
      return Stream.of(Path.of(asked));
    }
    try (Stream<Path> files = Files.list(FROZEN)) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("frozen")
  void whatOnceFailedPassesUnderEverySetOfOptions(Path file) throws IOException {
    List<String> lines = lines(Files.readAllLines(file));
    assertThat(lines).isNotEmpty();
    for (ModelOptions options : ModelOptions.values()) {
      check(options, lines, 0);
    }
  }

  private static List<String> lines(List<String> file) {
    return file.stream().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
  }

  /** The alarm rings, and names the one line that it takes. */
  @Test
  void aStoreThatForgetsWhenItReopensIsReducedToOneWrite() {
    Disks forgetful = (options, data) -> ModelDisk.forgetful(data);
    assertThatThrownBy(() -> check(ModelOptions.TINY, forgetful, ModelScript.draw(3, 60), 0))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("1 line of 60")
        .hasMessageContaining("-Dmodel.ops=");
  }

  /** What a run opens its store on. */
  private interface Disks {
    ModelDisk of(ModelOptions options, Path data);

    static ModelDisk remembering(ModelOptions options, Path data) {
      return options.inMemory() ? ModelDisk.inMemory(data) : ModelDisk.real(data);
    }
  }

  private ModelRun check(ModelOptions options, List<String> lines, long seed) {
    return check(options, Disks::remembering, lines, seed);
  }

  private ModelRun check(ModelOptions options, Disks disks, List<String> lines, long seed) {
    if (seed != 0) {
      Figures.seed("model " + options, seed);
    }
    ModelRun run = start(options, disks);
    try {
      run.play(lines);
    } catch (RuntimeException | AssertionError e) {
      run.abandon();
      throw new AssertionError(report(options, disks, lines, seed, run), e);
    }
    all.add(run.figures());
    return run;
  }

  private ModelRun start(ModelOptions options, Disks disks) {
    Path data = directory.resolve(options + "-" + runs++);
    StoreSettings settings = RunningStore.settings(data, options.settings());
    return new ModelRun(system, settings, disks.of(options, data));
  }

  // ---------------------------------------------------------------- what people need of a failure

  private String report(
      ModelOptions options, Disks disks, List<String> lines, long seed, ModelRun failed) {
    int played = (int) Math.min(lines.size(), failed.figures().of("operations") + 1);
    List<String> reduced =
        Reducer.reduce(
            lines.subList(0, played), script -> fails(options, disks, script), TRIALS_MAX);
    String others =
        String.join(
            ", ",
            Arrays.stream(ModelOptions.values())
                .filter(it -> fails(it, disks, reduced))
                .map(Enum::name)
                .toList());
    Path file = write(options, seed, reduced);
    return """
        the model differs under %s, seed %d, at: %s
        %d line%s of %d fail under %s:
          %s
        replay: mvn -pl it-tests -am test -Dtest=ModelTest -Dmodel.ops=%s \\
          -Dsurefire.failIfNoSpecifiedTests=false"""
        .formatted(
            options,
            seed,
            failed.line(),
            reduced.size(),
            reduced.size() == 1 ? "" : "s",
            lines.size(),
            others.isEmpty() ? "none: it does not fail every time" : others,
            String.join(System.lineSeparator() + "  ", reduced),
            file.toAbsolutePath());
  }

  private boolean fails(ModelOptions options, Disks disks, List<String> script) {
    ModelRun run = start(options, disks);
    try {
      run.play(script);
      return false;
    } catch (RuntimeException | AssertionError e) {
      run.abandon();
      return true;
    }
  }

  private static Path write(ModelOptions options, long seed, List<String> reduced) {
    List<String> lines = new ArrayList<>(List.of("# " + options + ", seed " + seed));
    lines.addAll(reduced);
    Path file = FAILURES.resolve("model-" + options + "-" + seed + ".ops");
    try {
      Files.createDirectories(FAILURES);
      return Files.write(file, lines);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
