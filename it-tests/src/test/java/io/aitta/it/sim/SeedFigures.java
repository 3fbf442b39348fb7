package io.aitta.it.sim;

import io.aitta.actors.StoreFigures;
import io.aitta.actors.StoreInfo;
import io.aitta.core.ErrorCode;
import io.aitta.core.io.memory.CrashPolicy;
import io.aitta.core.io.memory.CrashReport;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** Counts what one seed did, so that a run that did nothing is seen. For the owner thread. */
final class SeedFigures {
  private final Map<CrashPolicy, Integer> crashes = new EnumMap<>(CrashPolicy.class);
  private final Map<ErrorCode, Integer> refusals = new EnumMap<>(ErrorCode.class);
  private int operations;
  private int crashesWithUnsynced;
  private int crashesInRecovery;
  private int tornTails;
  private int failedConditions;
  private int reopens;
  private int cancelled;
  private long groupsLargerThanOne;
  private long flushes;
  private long compactions;
  private long trivialMoves;
  private long scrubbedBytes;
  private long changesFailed;
  private long readsFailed;
  private long disksFull;
  private long erasJudged;
  private long callsJudged;

  /** So many eras, of so many calls, are explained by one order of all that was done. */
  void judged(int eras, long calls) {
    erasJudged += eras;
    callsJudged += calls;
  }

  long erasJudged() {
    return erasJudged;
  }

  long callsJudged() {
    return callsJudged;
  }

  void operation() {
    operations++;
  }

  void conditionFailed() {
    failedConditions++;
  }

  void refused(ErrorCode why) {
    refusals.merge(why, 1, Integer::sum);
  }

  void cancelled() {
    cancelled++;
  }

  void reopened() {
    reopens++;
  }

  void crashed(CrashReport report, boolean inRecovery) {
    crashes.merge(report.policy(), 1, Integer::sum);
    crashesInRecovery += inRecovery ? 1 : 0;
    crashesWithUnsynced += report.lostSomething() ? 1 : 0;
  }

  /** What the disk of a whole seed did wrong. */
  void disk(DiskFaults faults) {
    changesFailed += faults.changesFailed();
    readsFailed += faults.readsFailed();
    disksFull += faults.timesFull();
  }

  long changesFailed() {
    return changesFailed;
  }

  long readsFailed() {
    return readsFailed;
  }

  long disksFull() {
    return disksFull;
  }

  /** What the store says of how it opened. */
  void opened(StoreInfo info) {
    tornTails += info.tornBytes() > 0 ? 1 : 0;
  }

  /** What the store says it did in one life. */
  void life(StoreFigures.Counters counters) {
    groupsLargerThanOne += counters.groupsLargerThanOne();
    flushes += counters.flushes();
    compactions += counters.compactions();
    trivialMoves += counters.trivialMoves();
    scrubbedBytes += counters.scrubbedBytes();
  }

  void add(SeedFigures other) {
    other.crashes.forEach((policy, count) -> crashes.merge(policy, count, Integer::sum));
    other.refusals.forEach((code, count) -> refusals.merge(code, count, Integer::sum));
    operations += other.operations;
    crashesWithUnsynced += other.crashesWithUnsynced;
    crashesInRecovery += other.crashesInRecovery;
    tornTails += other.tornTails;
    failedConditions += other.failedConditions;
    reopens += other.reopens;
    cancelled += other.cancelled;
    groupsLargerThanOne += other.groupsLargerThanOne;
    flushes += other.flushes;
    compactions += other.compactions;
    trivialMoves += other.trivialMoves;
    scrubbedBytes += other.scrubbedBytes;
    changesFailed += other.changesFailed;
    readsFailed += other.readsFailed;
    disksFull += other.disksFull;
    erasJudged += other.erasJudged;
    callsJudged += other.callsJudged;
  }

  int operations() {
    return operations;
  }

  int crashes() {
    return crashes.values().stream().mapToInt(Integer::intValue).sum();
  }

  Map<CrashPolicy, Integer> crashesByPolicy() {
    return crashes;
  }

  int refused() {
    return refusals.values().stream().mapToInt(Integer::intValue).sum();
  }

  Map<ErrorCode, Integer> refusals() {
    return refusals;
  }

  int crashesWithUnsynced() {
    return crashesWithUnsynced;
  }

  int crashesInRecovery() {
    return crashesInRecovery;
  }

  int tornTails() {
    return tornTails;
  }

  int failedConditions() {
    return failedConditions;
  }

  int cancelledRequests() {
    return cancelled;
  }

  int reopens() {
    return reopens;
  }

  long groupsLargerThanOne() {
    return groupsLargerThanOne;
  }

  long flushes() {
    return flushes;
  }

  long compactions() {
    return compactions;
  }

  long trivialMoves() {
    return trivialMoves;
  }

  long scrubbedBytes() {
    return scrubbedBytes;
  }

  @Override
  public String toString() {
    StringJoiner words = new StringJoiner(", ");
    words.add(operations + " operations").add("crashes " + crashes).add("refused " + refusals);
    return words
        .add(String.format(Locale.ROOT, "%d flushes", flushes))
        .add(compactions + " compactions")
        .toString();
  }
}
