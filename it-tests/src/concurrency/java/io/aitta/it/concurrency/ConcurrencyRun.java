package io.aitta.it.concurrency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jetbrains.kotlinx.lincheck.LinChecker;
import org.jetbrains.kotlinx.lincheck.LincheckAssertionError;
import org.jetbrains.kotlinx.lincheck.Options;
import org.jetbrains.kotlinx.lincheck.strategy.managed.modelchecking.ModelCheckingOptions;
import org.jetbrains.kotlinx.lincheck.strategy.stress.StressOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every model and every stress of this package: {@code mvn -pl it-tests -am test -Pconcurrency
 * -Dtest=ConcurrencyRun -Dsurefire.failIfNoSpecifiedTests=false}, longer with {@code
 * -Dlincheck.scenarios} (20) and {@code -Djcstress.mode} (quick; default, tough). No part of the
 * build: its name does not end in Test, and only the profile brings the tools.
 */
class ConcurrencyRun {
  private static final int SCENARIOS = Integer.getInteger("lincheck.scenarios", 20);
  private static final String MODE = System.getProperty("jcstress.mode", "quick");

  /** The classes whose order is judged by another class than themselves. */
  private static final Map<Class<?>, Class<?>> SPECS =
      Map.of(
          MemTableModel.class, MemTableSpec.class,
          HalfPublishedModel.class, MemTableSpec.class,
          ViewsModel.class, ViewsSpec.class,
          UnpinnedViewsModel.class, ViewsSpec.class);

  static List<Class<?>> models() {
    return List.of(
        MemTableModel.class,
        BlockSlotsModel.class,
        ViewsModel.class,
        AdmissionModel.class,
        SerialExecutorModel.class);
  }

  @ParameterizedTest
  @MethodSource("models")
  void everyInterleavingHasAnOrder(Class<?> model) {
    LinChecker.check(model, interleavings(model));
    System.out.println("lincheck " + model.getSimpleName() + ": interleavings of " + SCENARIOS);
  }

  @ParameterizedTest
  @MethodSource("models")
  void everyRunOfRealThreadsHasAnOrder(Class<?> model) {
    StressOptions options = small(new StressOptions(), model);
    options.invocationsPerIteration(5_000);
    LinChecker.check(model, options);
    System.out.println("lincheck " + model.getSimpleName() + ": runs of " + SCENARIOS);
  }

  @ParameterizedTest
  @ValueSource(classes = {HalfPublishedModel.class, UnpinnedViewsModel.class})
  void aMistakeIsFound(Class<?> model) {
    assertThatThrownBy(() -> LinChecker.check(model, interleavings(model)))
        .isInstanceOf(LincheckAssertionError.class);
  }

  private static ModelCheckingOptions interleavings(Class<?> model) {
    ModelCheckingOptions options = small(new ModelCheckingOptions(), model);
    options.invocationsPerIteration(1_000);
    return options;
  }

  private static <T extends Options<T, ?>> T small(T options, Class<?> model) {
    options.iterations(SCENARIOS);
    options.threads(2);
    options.actorsPerThread(3);
    options.actorsBefore(2);
    options.actorsAfter(2);
    Class<?> spec = SPECS.get(model);
    return spec == null ? options : options.sequentialSpecification(spec);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BatchStress",
        "ReleasedMemTableStress",
        "BlockSlotStress",
        "PinStress",
        "AdmissionStress"
      })
  void nothingForbiddenIsSeen(String stress) throws IOException, InterruptedException {
    assertThat(jcstress(stress)).contains(" 0 failed, 0 soft errs, 0 hard errs");
  }

  @ParameterizedTest
  @ValueSource(strings = "TwoNumbersStress")
  void whatIsForbiddenIsFound(String stress) throws IOException, InterruptedException {
    assertThat(jcstress(stress)).doesNotContain(" 0 failed").contains(" 0 hard errs");
  }

  /** What it says of its results. */
  private static String jcstress(String stress) throws IOException, InterruptedException {
    Path folder = Files.createDirectories(Path.of("target", "jcstress", stress).toAbsolutePath());
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("org.openjdk.jcstress.Main", "-m", MODE));
    command.addAll(List.of("-t", "io.aitta.it.concurrency." + stress + "$", "-r", "results"));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    List<String> results = printed.lines().filter(line -> line.contains("Results:")).toList();
    assertThat(results).as(printed).isNotEmpty();
    String result = results.get(results.size() - 1).strip();
    System.out.println("jcstress " + stress + ": " + result);
    assertThat(result).as("more actors than processors?").doesNotContain("Results: 0 planned");
    return result;
  }
}
