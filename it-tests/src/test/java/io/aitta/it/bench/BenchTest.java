package io.aitta.it.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitta.it.bench.aitta.AittaEngine;
import io.aitta.it.bench.data.DataSet;
import io.aitta.it.bench.engine.Digest;
import io.aitta.it.bench.engine.EngineOptions;
import io.aitta.it.bench.engine.EngineStore;
import io.aitta.it.bench.engine.Reader;
import io.aitta.it.bench.load.Loader;
import io.aitta.it.bench.load.ReadLoad;
import io.aitta.it.bench.report.HtmlReport;
import io.aitta.it.bench.report.TextReport;
import io.aitta.it.bench.row.Lab;
import io.aitta.it.bench.row.Measurement;
import io.aitta.it.bench.row.Row;
import io.aitta.it.bench.row.RowGroup;
import io.aitta.it.bench.row.RowGroups;
import io.aitta.it.bench.run.MeasuringJvm;
import io.aitta.it.bench.run.Results;
import io.aitta.it.bench.run.Task;
import io.aitta.it.bench.run.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of the benchmark runs, tiny and on Aitta alone, and finds what it wrote. */
class BenchTest {
  private static final double SCALE = 1.0 / 200;
  private static final double SECONDS = 0.02;

  /** No pause beyond those of the machine itself. */
  private static final String MAY_BE_NOTHING = "T1-pause";

  @TempDir Path directory;

  static Stream<String> groups() {
    return RowGroups.all().stream().map(RowGroup::name);
  }

  @ParameterizedTest
  @MethodSource("groups")
  void everyRowIsMeasuredOnce(String name) throws IOException {
    RowGroup group = RowGroups.named(name);
    List<String> ids = group.rows().stream().map(Row::id).toList();
    Path stores = directory.resolve("stores");
    var plan = new Lab.Plan(ids, 0, SCALE, SECONDS, Map.of(), Map.of());
    List<Measurement> told = new ArrayList<>();

    MeasuringJvm.run(
        new Task(name, AittaEngine.NAME, stores.toString(), plan), told::add, trial -> {});

    assertThat(told).extracting(Measurement::row).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(told)
        .filteredOn(it -> !it.row().equals(MAY_BE_NOTHING))
        .allSatisfy(it -> assertThat(it.figure()).as(it.row()).isPositive());
    assertThat(told)
        .allSatisfy(it -> assertThat(Wire.read(Wire.line(it), Measurement.class)).isEqualTo(it));
    assertThat(stores).as("what was stored is removed").doesNotExist();
    assertThat(report(told)).contains(ids);
  }

  private static String report(List<Measurement> told) {
    Results results = new Results();
    told.forEach(results::add);
    var text = new ByteArrayOutputStream();
    List<io.aitta.it.bench.engine.Engine> engines = List.of(new AittaEngine());
    new TextReport(results, engines).print(new PrintStream(text, true, StandardCharsets.UTF_8));
    String page = new HtmlReport(results, engines).page(Map.of("machine", "<this>"));
    assertThat(page).contains("&lt;this&gt;").doesNotContain("NaN").doesNotContain("http:");
    return text.toString(StandardCharsets.UTF_8);
  }

  /** A store that is open removes files while they are counted. */
  @Test
  void aFileThatGoesAwayWhileBytesAreCountedCountsNothing() throws Exception {
    Files.createDirectories(directory.resolve("store"));
    for (int i = 0; i < 3_000; i++) {
      Files.write(directory.resolve("store").resolve(i + ".log"), new byte[1]);
    }
    assertThat(Lab.bytesOf(directory)).isEqualTo(3_000);
    CompletableFuture<Void> removing = CompletableFuture.runAsync(this::removeAll);
    while (!removing.isDone()) {
      assertThat(Lab.bytesOf(directory)).isBetween(0L, 3_000L);
    }
    removing.get();
    assertThat(Lab.bytesOf(directory)).isZero();
  }

  private void removeAll() {
    for (int i = 2_999; i >= 0; i--) {
      assertThat(directory.resolve("store").resolve(i + ".log").toFile().delete()).isTrue();
    }
  }

  @Test
  void wrongDataFailsARow() throws IOException {
    DataSet written = new DataSet(500, 100);
    DataSet expected = new DataSet(500, 101);
    Files.createDirectories(directory.resolve("store"));
    try (EngineStore store =
        new AittaEngine().open(directory.resolve("store"), EngineOptions.ORDINARY)) {
      Loader.load(store, written);
      ReadLoad load = new ReadLoad(2, 1, 1);
      assertThat(load.steps(store, 1_000, seed -> new First(written)).operations())
          .isEqualTo(2_000);
      assertThatThrownBy(() -> load.steps(store, 10, seed -> new First(expected)))
          .hasMessageContaining("wrong data");
    }
  }

  /** Reads the first key again and again. */
  private record First(DataSet data) implements ReadLoad.Work {
    @Override
    public int read(Reader reader, Digest digest) {
      return reader.get(data.key(0), digest) ? 1 : 0;
    }

    @Override
    public int expect(Digest digest) {
      digest.add(data.value(0));
      return 1;
    }
  }

  @Test
  void anAbsentKeyLiesBetweenTwoThatAreThere() {
    DataSet data = new DataSet(10, 8);
    assertThat(Arrays.compare(data.key(4), data.absentKey(4))).isNegative();
    assertThat(Arrays.compare(data.absentKey(4), data.key(5))).isNegative();
    assertThat(DataSet.indexOf(data.key(7))).isEqualTo(7);
    assertThat(data.shuffled()).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  @Test
  void theMedianOfRoundsIsShownWithTheirSpread() {
    Results results = new Results();
    for (double figure : new double[] {90, 100, 130}) {
      var load = new Measurement.Load(1, 1, 1, 1);
      results.add(
          new Measurement("R1", "aitta", 0, figure, load, null, null, "", Map.of(), List.of()));
    }
    Results.Summary summary = results.of("R1", "aitta").orElseThrow();
    assertThat(summary.median()).isEqualTo(100);
    assertThat(summary.spread()).isEqualTo(0.4);
    assertThat(results.of("R2", "aitta")).isEmpty();
  }
}
