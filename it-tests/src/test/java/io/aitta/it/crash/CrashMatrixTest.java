package io.aitta.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.io.memory.CrashPolicy;
import io.aitta.it.support.Figures;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * No crash before any change of the disk, and no change that fails, breaks a promise. {@code
 * -Dk=311 -Dpolicy=SUBSET -Dseed=1} replays one state, {@code -Dpolicy=EIO} a failing change;
 * {@code -Dcrash.scripts=200} runs so many drawn scripts as well.
 */
class CrashMatrixTest {
  private static final long SEED = 1;
  private static final int OPERATIONS_MIN = 80;
  private static final int SCRIPTS = Integer.getInteger("crash.scripts", 0);

  @Test
  @DisabledIfSystemProperty(named = "k", matches = ".*")
  @Tag("C08")
  @Tag("C11")
  @Tag("E01")
  @Tag("E04")
  @Tag("F07")
  @Tag("F08")
  @Tag("K01")
  @Tag("L03")
  @Tag("M04")
  @Tag("W08")
  @Tag("W10")
  @Tag("W11")
  @Tag("W16")
  @Tag("W17")
  @Tag("W18")
  void everyPromiseIsKeptWhereverTheScriptIsCrashedAndWhateverFails() {
    long began = System.nanoTime();
    CrashMatrix.Figures figures = new CrashMatrix.Figures();
    Script script = Script.standard();
    CrashMatrix matrix = CrashMatrix.of(script, SEED, figures);
    System.out.println("crash script: " + script.operations() + " operations, " + matrix.did());
    assertNothingIsMissing(script, matrix.did());
    matrix.checkAll();
    matrix.failAll();
    matrix.failAllQuestions();
    assertThat(figures.violations).isEmpty();
    long moments = matrix.changes() + 1L; // before each change, and after the last
    assertThat(figures.states.get()).isEqualTo(moments * CrashMatrix.POLICIES.size());
    assertThat(figures.errorPoints.get())
        .isEqualTo((long) matrix.changes() * ErrorKind.ofChanges().size() + matrix.questions());
    print(matrix, figures, (System.nanoTime() - began) / 1e9);
  }

  private static void assertNothingIsMissing(Script script, ScriptFigures did) {
    assertThat(script.operations()).as("operations").isGreaterThanOrEqualTo(OPERATIONS_MIN);
    assertThat(did.flushes()).as("flushes").isPositive();
    assertThat(did.merges()).as("merges").isPositive();
    assertThat(did.moves()).as("tables moved").isPositive();
    assertThat(did.groupsLargerThanOne()).as("groups of more than one").isPositive();
    assertThat(did.logsRolled()).as("logs rolled").isPositive();
    assertThat(did.manifestsRolled()).as("manifests rolled").isPositive();
    assertThat(did.deletesDropped()).as("tombstones dropped").isPositive();
    assertThat(did.deletesForSnapshots()).as("tombstones kept for a snapshot").isPositive();
  }

  private static void print(CrashMatrix matrix, CrashMatrix.Figures figures, double seconds) {
    int points = matrix.changes();
    System.out.printf(
        Locale.ROOT,
        "crash points %,d/%,d x %d policies = %,d states; recovery crash states %,d; error points"
            + " %,d x %d and %,d questions; rot told %,d of %,d; violations %d; %.1f s%n",
        points,
        points,
        CrashMatrix.POLICIES.size(),
        figures.states.get(),
        figures.recoveryStates.get(),
        points,
        ErrorKind.ofChanges().size(),
        matrix.questions(),
        figures.damageTold.get(),
        figures.rotten.get(),
        figures.violations.size(),
        seconds);
    Figures.print("crash.points", points);
    Figures.print("crash.states", figures.states.get());
    Figures.print("crash.recovery.states", figures.recoveryStates.get());
    Figures.print("crash.error.runs", figures.errorPoints.get());
    Figures.print("crash.rot.told", figures.damageTold.get());
  }

  /** Other lives, drawn: as many as are asked for. */
  @Test
  @EnabledIfSystemProperty(named = "crash.scripts", matches = "[1-9][0-9]*")
  void everyPromiseIsKeptInDrawnScripts() {
    CrashMatrix.Figures figures = new CrashMatrix.Figures();
    long from = Long.getLong("seed", 1_000);
    for (long seed = from; seed < from + SCRIPTS && figures.violations.isEmpty(); seed++) {
      CrashMatrix matrix = CrashMatrix.of(Script.random(seed), seed, figures);
      matrix.checkAll();
      matrix.failAll();
      System.out.println(
          "crash script seed " + seed + ": " + figures.states + " states, " + matrix.did());
    }
    assertThat(figures.violations).isEmpty();
  }

  @Test
  @EnabledIfSystemProperty(named = "k", matches = "[0-9]+")
  void theStateAskedForKeepsItsPromises() throws IOException {
    long k = Long.getLong("k");
    long seed = Long.getLong("seed", SEED);
    String how = System.getProperty("policy", CrashPolicy.STRICT.name());
    CrashMatrix.Figures figures = new CrashMatrix.Figures();
    Script script = seed == SEED ? Script.standard() : Script.random(seed);
    try (Bench bench = new Bench()) {
      CrashMatrix matrix = CrashMatrix.of(bench, script, seed, figures);
      List<CrashPoint> around = matrix.points().subList((int) Math.max(0, k - 30), (int) k);
      around.forEach(point -> System.out.println(point + " events " + point.events()));
      if (Stream.of(ErrorKind.values()).anyMatch(kind -> kind.name().equals(how))) {
        matrix.fail(bench, k, ErrorKind.valueOf(how));
      } else {
        matrix.check(bench, matrix.points().get((int) k - 1), CrashPolicy.valueOf(how), true);
      }
    }
    assertThat(figures.violations).isEmpty();
  }
}
