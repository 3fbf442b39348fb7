package io.aitta.actors.write;

import io.aitta.core.Durability;
import io.aitta.core.StoreException;
import io.aitta.core.VersionMismatchException;
import io.aitta.core.format.Operation;
import io.aitta.core.io.Interrupts;
import io.aitta.wal.LogBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The writes that share one frame of the log, one sync, one publication. Built by the writer, until
 * the log begins with it; then owned by whoever holds it: log, memtable, reply dispatcher, one
 * after the other.
 */
public final class Group extends LogBatch {
  /** A write refused because of a write in this group that nobody can see yet. */
  private record LateRefusal(PendingWrite write, int index, GroupIndex.Found because) {}

  private static final int AT_ONCE_MAX = 4;

  private final long numberBefore;
  private final long firstNumber;
  private final long timeMarkMillis;
  private final List<PendingWrite> writes = new ArrayList<>();
  private final List<Operation> operations = new ArrayList<>();
  private final List<LateRefusal> lateRefusals = new ArrayList<>(0);
  private Durability level;
  private long bytes;
  private long admittedBytes;
  private boolean handedToMemtable;
  private boolean spendsBallast;
  // guarded by adding, once the log has it
  private final ReentrantLock adding = new ReentrantLock();
  private final Condition grown = adding.newCondition();
  private CommitDelay.@Nullable Wish wish;
  private int wanted;
  private boolean begun;
  private boolean waitedInVain;

  private volatile boolean shown;

  /**
   * @param numberBefore the last number of the group before
   * @param firstNumber the number of the first operation
   * @param level the least to be reached, whatever the writes ask for
   */
  Group(long numberBefore, long firstNumber, long timeMarkMillis, Durability level) {
    this.numberBefore = numberBefore;
    this.firstNumber = firstNumber;
    this.timeMarkMillis = timeMarkMillis;
    this.level = level;
  }

  /** For what it waits before the log begins with it. Before it is given to the log. */
  void waitsFor(CommitDelay.Wish wished) {
    wish = wished;
  }

  /** The log begins with it, having waited: nothing is added any more. */
  @Override
  public void begin() {
    adding.lock();
    try {
      CommitDelay.Wish wished = wish;
      if (wished != null) {
        if (wished.nanos() > 0) {
          wanted = wished.operations(operations.size());
          awaitGrowth(wished.nanos());
        }
        wished.begun().run();
      }
      begun = true;
    } finally {
      adding.unlock();
    }
  }

  private void awaitGrowth(long nanos) {
    boolean interrupted = false;
    long left = nanos;
    while (operations.size() < wanted && left > 0) {
      try {
        left = grown.awaitNanos(left);
      } catch (InterruptedException ignored) {
        interrupted = true; // for the thread's owner, afterwards
      }
    }
    waitedInVain = operations.size() < wanted;
    Interrupts.setAgain(interrupted);
  }

  /** Whether what it waited for did not come. For whoever has it after the log. */
  boolean waitedInVain() {
    return waitedInVain;
  }

  /** Runs what adds to it, if the log has not begun with it. Returns whether it did. */
  boolean addUnlessBegun(Runnable more) {
    adding.lock();
    try {
      if (!begun) {
        more.run();
        if (wanted > 0 && operations.size() >= wanted) {
          grown.signal();
        }
      }
      return !begun;
    } finally {
      adding.unlock();
    }
  }

  void add(PendingWrite write) {
    writes.add(write);
    for (Operation operation : write.operations()) {
      operations.add(operation);
    }
    write.numbered(lastNumber());
    level = level.max(write.level());
    bytes += write.bytes();
    admittedBytes += write.bytes();
  }

  @Override
  public long numberBefore() {
    return numberBefore;
  }

  @Override
  public long firstNumber() {
    return firstNumber;
  }

  @Override
  public long lastNumber() {
    return firstNumber + operations.size() - 1;
  }

  @Override
  public Durability level() {
    return level;
  }

  @Override
  public int operations() {
    return operations.size();
  }

  @Override
  public Operation operation(int index) {
    return operations.get(index);
  }

  @Override
  public boolean spendsBallast() {
    return spendsBallast;
  }

  /** Nothing comes after it: it goes to the log by all means. Before it is given to the log. */
  void spendBallast() {
    spendsBallast = true;
  }

  @Override
  public long timeMarkMillis() {
    return timeMarkMillis;
  }

  /** Whether it holds no operation: it only syncs, marks what is synced, or refuses. */
  boolean isEmpty() {
    return operations.isEmpty();
  }

  /** How many wait for an answer from it. */
  int answers() {
    return writes.size() + lateRefusals.size();
  }

  int writes() {
    return writes.size();
  }

  long bytes() {
    return bytes;
  }

  /** What its writes took of the budget, to be given back when they are answered. */
  public long admittedBytes() {
    return admittedBytes;
  }

  boolean isHandedToMemtable() {
    return handedToMemtable;
  }

  void handedToMemtable() {
    handedToMemtable = true;
  }

  /** Whether readers can see its writes. */
  boolean isShown() {
    return shown;
  }

  /** The memtable has published the group's last number. */
  public void shown() {
    shown = true;
  }

  /**
   * Refuses a write when this group is answered: what the refusal rests on, in this group or one
   * before, is visible then, and no crash may take back the version it names.
   *
   * @param index the place in the write of the operation whose condition failed
   */
  void refuseWhenShown(PendingWrite write, int index, GroupIndex.Found because) {
    lateRefusals.add(new LateRefusal(write, index, because));
    admittedBytes += write.bytes();
  }

  /** The number of the operation at a place in this group. */
  long numberOf(int operation) {
    return firstNumber + operation;
  }

  /**
   * Whether {@link #commitAll} takes so little that whoever made the group visible may do it: few
   * answers, none of which runs code of its caller's.
   */
  public boolean isAnsweredAtOnce() {
    if (writes.size() > AT_ONCE_MAX || !lateRefusals.isEmpty()) {
      return false;
    }
    for (int i = 0; i < writes.size(); i++) {
      if (runsCallersCode(i)) {
        return false;
      }
    }
    return true;
  }

  /** Gives every answer on this thread: done, at the group's level. */
  public void commitAll() {
    for (int i = 0; i < answers(); i++) {
      commit(i);
    }
  }

  // ---- one answer by its place: those of the writes, then those of the late refusals

  private PendingWrite asker(int place) {
    return place < writes.size()
        ? writes.get(place)
        : lateRefusals.get(place - writes.size()).write();
  }

  boolean runsCallersCode(int place) {
    return asker(place).runsCallersCode();
  }

  /** What the write took of the budget. */
  long admittedBytes(int place) {
    return asker(place).bytes();
  }

  /** The group is done, at its level: so is the write, or it is refused for what is visible now. */
  void commit(int place) {
    if (place < writes.size()) {
      writes.get(place).commit(level);
    } else {
      LateRefusal late = lateRefusals.get(place - writes.size());
      late.write().refuse(new VersionMismatchException(late.index(), late.because().version()));
    }
  }

  /** The group is not done, or nobody knows; {@code whyLate} is for a late refusal. */
  void refuse(int place, StoreException why, StoreException whyLate) {
    asker(place).refuse(place < writes.size() ? why : whyLate);
  }

  /** As {@link #refuse}, if the time of whoever waits for this answer is over. */
  void refuseIfLate(int place, long nowNanos, StoreException why, StoreException whyLate) {
    if (asker(place).deadlineNanos() - nowNanos <= 0) {
      refuse(place, why, whyLate);
    }
  }
}
