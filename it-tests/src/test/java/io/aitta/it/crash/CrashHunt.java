package io.aitta.it.crash;

import io.aitta.core.io.memory.CrashPolicy;
import io.aitta.it.support.DiskBug;
import io.aitta.it.support.Found;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * The matrix as an alarm: the states at the end of the script, then all in an order that jumps
 * about, until one breaks a promise.
 */
public final class CrashHunt {
  private static final int SEED = 1;

  /** Has no factor in common with any number of states there will be: it is prime, and large. */
  private static final int JUMP = 2_000_003;

  private CrashHunt() {}

  /** What a crash broke; null if nothing was broken in so many states. */
  public static @Nullable Found amongCrashes(DiskBug disk, int statesMax) {
    CrashMatrix.Figures figures = new CrashMatrix.Figures();
    try (Bench bench = new Bench()) {
      CrashMatrix matrix = CrashMatrix.of(bench, Script.standard(), SEED, disk, figures);
      int policies = CrashMatrix.POLICIES.size();
      int states = matrix.points().size() * policies;
      int tries = 0;
      while (figures.violations.isEmpty() && tries < Math.min(states, statesMax)) {
        int state = tries < policies ? states - 1 - tries : (int) ((long) tries * JUMP % states);
        tries++;
        CrashPoint point = matrix.points().get(state / policies);
        CrashPolicy policy = CrashMatrix.POLICIES.get(state % policies);
        matrix.check(bench, point, policy, tries % 20 == 0);
      }
      return found(figures, tries);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a failing change broke; null if nothing was broken in so many runs. */
  public static @Nullable Found amongErrors(DiskBug disk, int runsMax) {
    CrashMatrix.Figures figures = new CrashMatrix.Figures();
    try (Bench bench = new Bench()) {
      CrashMatrix matrix = CrashMatrix.of(bench, Script.standard(), SEED, disk, figures);
      int kinds = ErrorKind.ofChanges().size();
      int runs = matrix.changes() * kinds;
      int tries = 0;
      while (figures.violations.isEmpty() && tries < Math.min(runs, runsMax)) {
        int run = (int) ((long) tries++ * JUMP % runs);
        matrix.fail(bench, 1 + run / kinds, ErrorKind.ofChanges().get(run % kinds));
      }
      return found(figures, tries);
    }
  }

  private static @Nullable Found found(CrashMatrix.Figures figures, int tries) {
    return figures.violations.isEmpty() ? null : new Found(tries, figures.violations.get(0));
  }
}
