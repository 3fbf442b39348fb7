package io.aitta.it.crash;

import io.aitta.core.io.fault.FaultPlan;
import io.aitta.core.io.memory.CrashPolicy;
import io.aitta.core.io.memory.LostWrites;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.it.sim.Ledger;
import io.aitta.it.support.DiskBug;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * All states that one script can be left in, checked by two threads with a bench each.
 *
 * <p>Each state is a function of script, seed, point and policy, so {@code -Dk=… -Dpolicy=…
 * -Dseed=…} replays one of them.
 */
final class CrashMatrix {
  /** What a crash may leave; the lie of a sync is left to the runs in which one fails. */
  static final List<CrashPolicy> POLICIES =
      List.of(
          CrashPolicy.STRICT,
          CrashPolicy.KILL,
          CrashPolicy.PREFIX,
          CrashPolicy.SUBSET,
          CrashPolicy.TORN,
          CrashPolicy.SIZE_AHEAD,
          CrashPolicy.DIR_PREFIX,
          CrashPolicy.DIR_SUBSET,
          CrashPolicy.ROT);

  private static final int THREADS = 2;

  /** Of so many states one is crashed again before each change of its recovery. */
  private static final int RECOVERY_SAMPLE = 97;

  /** A run in which something fails ends there or so many steps later; or where the script ends. */
  private static final int STEPS_AFTER_FAILURE_MAX = 6;

  /** What was found and counted. */
  static final class Figures {
    final AtomicLong states = new AtomicLong();
    final AtomicLong recoveryStates = new AtomicLong();
    final AtomicLong errorPoints = new AtomicLong();
    final AtomicLong damageTold = new AtomicLong();
    final AtomicLong rotten = new AtomicLong();
    final List<String> violations = Collections.synchronizedList(new ArrayList<>());
  }

  /** How the power fails behind a change that failed: each change meets each, by its kinds. */
  private static final List<CrashPolicy> AFTER_FAILURE =
      List.of(CrashPolicy.KILL, CrashPolicy.FSYNC_LIE, CrashPolicy.PREFIX);

  /** Work for a bench. */
  interface Work {
    void on(Bench bench, int index) throws IOException;
  }

  private final Script script;
  private final long seed;
  private final ScriptRun run;
  private final DiskBug disk;
  private final LogWrites logs;
  private final Figures figures;

  private CrashMatrix(
      Script script, long seed, ScriptRun run, DiskBug disk, LogWrites logs, Figures figures) {
    this.script = script;
    this.seed = seed;
    this.run = run;
    this.disk = disk;
    this.logs = logs;
    this.figures = figures;
  }

  /** Plays the script once, and keeps the disk before each change. */
  static CrashMatrix of(Script script, long seed, Figures figures) {
    try (Bench bench = new Bench()) {
      return of(bench, script, seed, figures);
    }
  }

  static CrashMatrix of(Bench bench, Script script, long seed, Figures figures) {
    return of(bench, script, seed, DiskBug.NONE, figures);
  }

  static CrashMatrix of(Bench bench, Script script, long seed, DiskBug disk, Figures figures) {
    MemoryFileSystem memory = new MemoryFileSystem();
    FaultPlan plan = Bench.plan();
    disk.under(plan);
    ScriptRun run = new ScriptRun(bench, script, memory, plan, true);
    run.play(seed);
    List<String> wrong = run.journal().upTo(run.journal().length()).violations();
    wrong.forEach(why -> figures.violations.add("without any crash: " + why));
    return new CrashMatrix(
        script, seed, run, disk, new LogWrites(run.operations(), run.points()), figures);
  }

  ScriptFigures did() {
    return run.figures();
  }

  /** Changes of the disk, each a place to crash before. */
  int changes() {
    return run.points().size() - 1;
  }

  List<CrashPoint> points() {
    return run.points();
  }

  /** Every point by every policy, and a sample of their recoveries. */
  void checkAll() {
    inParallel(run.points().size(), (bench, index) -> checkPoint(bench, run.points().get(index)));
  }

  private void checkPoint(Bench bench, CrashPoint point) throws IOException {
    for (CrashPolicy policy : POLICIES) {
      int number = (int) point.number() * POLICIES.size() + POLICIES.indexOf(policy);
      check(bench, point, policy, number % RECOVERY_SAMPLE == 0);
    }
  }

  /** One state: of the first seed by its number, so that it can be replayed by that. */
  void check(Bench bench, CrashPoint point, CrashPolicy policy, boolean recoveriesToo)
      throws IOException {
    if (!figures.violations.isEmpty()) {
      return; // one is enough to look at
    }
    long stateSeed = seedOf(point.number(), policy.name());
    MemoryFileSystem left = point.disk().afterCrash(policy, new SplittableRandom(stateSeed));
    Ledger ledger = crashedAt(point, policy, left);
    List<MemoryFileSystem> recoveries = new ArrayList<>();
    boolean rotten = policy == CrashPolicy.ROT;
    boolean told =
        new StateCheck(bench, script.keys(), disk)
            .check(
                stateSeed,
                left,
                ledger,
                rotten,
                recoveriesToo && !rotten
                    ? (operation, file, number) ->
                        recoveries.add(
                            left.afterCrash(CrashPolicy.KILL, new SplittableRandom(number)))
                    : null);
    figures.states.incrementAndGet();
    figures.rotten.addAndGet(rotten ? 1 : 0);
    figures.damageTold.addAndGet(told ? 1 : 0);
    note(ledger, point, policy, left, "");
    for (int j = 0; j < recoveries.size(); j++) {
      checkRecovery(bench, point, policy, recoveries.get(j), j + 1);
    }
  }

  private Ledger crashedAt(CrashPoint point, CrashPolicy policy, MemoryFileSystem left)
      throws IOException {
    Ledger ledger = run.journal().upTo(point.events());
    boolean powerCut = policy != CrashPolicy.KILL;
    if (point.recovering()) {
      ledger.crashedAgain(powerCut);
    } else {
      ledger.reachedOs(point.marks().osSeq());
      ledger.reachedDisk(point.marks().diskSeq());
      ledger.crashed(powerCut);
    }
    if (policy == CrashPolicy.ROT) {
      MemoryFileSystem whole = point.disk().afterCrash(CrashPolicy.STRICT, new SplittableRandom(0));
      ledger.mayHaveLostBehind(logs.provenThrough(point, whole, left));
    }
    return ledger;
  }

  /** The same state, crashed again before the j-th change of its recovery. */
  private void checkRecovery(
      Bench bench, CrashPoint point, CrashPolicy first, MemoryFileSystem recovering, int j)
      throws IOException {
    for (int i = 0; i < 2; i++) {
      CrashPolicy second = POLICIES.get((j + i * 4) % (POLICIES.size() - 1));
      long stateSeed = seedOf(point.number(), first + " " + j + " " + second);
      MemoryFileSystem left = recovering.afterCrash(second, new SplittableRandom(stateSeed));
      Ledger ledger = crashedAt(point, first, left);
      ledger.crashedAgain(second != CrashPolicy.KILL);
      new StateCheck(bench, script.keys(), disk).check(stateSeed, left, ledger, false, null);
      figures.recoveryStates.incrementAndGet();
      note(ledger, point, first, left, ", and " + second + " before change " + j + " of recovery");
    }
  }

  private void note(
      Ledger ledger, CrashPoint point, CrashPolicy policy, MemoryFileSystem left, String more) {
    for (String violation : ledger.violations()) {
      figures.violations.add(
          script.name()
              + ", "
              + policy
              + " at "
              + point
              + more
              + " ("
              + left.lastCrash()
              + "): "
              + violation
              + "\n  replay: "
              + replay(point.number(), policy.name()));
    }
  }

  private long seedOf(long k, String what) {
    return (seed * 1_000_003 + k) * 1_000_003 + what.hashCode();
  }

  String replay(long k, String policy) {
    return "mvn -pl it-tests -am test -Dtest=CrashMatrixTest"
        + " -Dsurefire.failIfNoSpecifiedTests=false -Dk="
        + k
        + " -Dpolicy="
        + policy
        + " -Dseed="
        + seed;
  }

  // ---------------------------------------------------------------- errors

  /** The script again and again, with each change failing once, in each of the ways. */
  void failAll() {
    inParallel(
        changes(),
        (bench, index) -> {
          for (ErrorKind kind : ErrorKind.ofChanges()) {
            fail(bench, index + 1, kind);
          }
        });
  }

  /** The script again and again, with each question to the disk failing once. */
  void failAllQuestions() {
    inParallel(questions(), (bench, index) -> fail(bench, index + 1, ErrorKind.EIO_ASKED));
  }

  /** How often the script asks the disk something. */
  int questions() {
    return run.questions();
  }

  /**
   * The script with the k-th change failing; then a crash, soon or at the end, and what is left is
   * checked.
   */
  void fail(Bench bench, long k, ErrorKind kind) {
    if (!figures.violations.isEmpty()) {
      return;
    }
    MemoryFileSystem memory = new MemoryFileSystem();
    FaultPlan plan = Bench.plan();
    disk.under(plan);
    LostWrites lost = k % 2 == 0 ? LostWrites.AT_CRASH : LostWrites.AT_ONCE;
    kind.strike(plan, memory, k, lost);
    ScriptRun failing = new ScriptRun(bench, script, memory, plan, false);
    long stateSeed = seedOf(k, kind.name());
    SplittableRandom random = new SplittableRandom(stateSeed);
    boolean soon = random.nextBoolean(); // before a flush or a close mends what is wrong in a log
    failing.play(seed, soon ? 1 + random.nextInt(STEPS_AFTER_FAILURE_MAX) : Integer.MAX_VALUE);
    figures.errorPoints.incrementAndGet();
    CrashPoint end = failing.points().get(0);
    int turn = (int) k + 1 + ErrorKind.ofChanges().indexOf(kind); // the questions' kind is at -1
    CrashPolicy policy = AFTER_FAILURE.get(turn % AFTER_FAILURE.size());
    MemoryFileSystem left = end.disk().afterCrash(policy, new SplittableRandom(stateSeed));
    Ledger ledger = failing.journal().upTo(end.events());
    if (end.recovering()) {
      ledger.crashedAgain(true); // a disk that failed is as good as one that lost its power
    } else {
      ledger.crashed(true);
    }
    if (ledger.violations().isEmpty()) {
      new StateCheck(bench, script.keys(), disk).check(stateSeed, left, ledger, false, null);
    }
    for (String violation : ledger.violations()) {
      figures.violations.add(
          script.name()
              + ", "
              + kind
              + " at change "
              + k
              + ", then "
              + policy
              + ": "
              + violation
              + "\n  replay: "
              + replay(k, kind.name()));
    }
  }

  // ---------------------------------------------------------------- threads

  private void inParallel(int count, Work work) {
    AtomicInteger next = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Thread thread = new Thread(() -> work(next, count, work), "matrix-" + i);
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted", e);
      }
    }
  }

  private void work(AtomicInteger next, int count, Work work) {
    @Nullable Integer index = null;
    try (Bench bench = new Bench()) {
      for (index = next.getAndIncrement(); index < count; index = next.getAndIncrement()) {
        work.on(bench, index);
      }
      bench.foreignCalls().forEach(call -> figures.violations.add("foreign: " + call));
    } catch (IOException | RuntimeException | AssertionError e) {
      java.io.StringWriter stack = new java.io.StringWriter();
      e.printStackTrace(new java.io.PrintWriter(stack));
      figures.violations.add("the harness failed at " + index + ": " + stack);
    }
  }
}
