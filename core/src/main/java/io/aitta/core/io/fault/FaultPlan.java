package io.aitta.core.io.fault;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to go wrong in one file system. May be changed while that is in use. Safe on any thread.
 *
 * <p>For each operation, in this order: the hook before every operation, the hook before every
 * change, the first fault that strikes, and the limits of space and handles.
 */
public final class FaultPlan {
  private static final class ArmedFault {
    private final Fault fault;
    private long count;

    private ArmedFault(Fault fault) {
      this.fault = fault;
    }
  }

  /** A fault that strikes now, as the how-manieth operation it is about. */
  private record Strike(Fault fault, long number) {}

  private final List<ArmedFault> faults = new ArrayList<>();
  private final DiskSpace space = new DiskSpace();
  private final HandleLimit handles = new HandleLimit();
  private @Nullable FaultHook beforeEach;
  private @Nullable FaultHook beforeChange;
  private long operations;
  private long changes;
  private long struck;

  /** Adds a fault; it begins to count now. */
  public synchronized FaultPlan add(Fault fault) {
    faults.add(new ArmedFault(fault));
    return this;
  }

  /** Removes all faults; limits and hooks stay. */
  public synchronized void clearFaults() {
    faults.clear();
  }

  /** Calls the hook before every operation. */
  public synchronized FaultPlan beforeEach(FaultHook hook) {
    beforeEach = hook;
    return this;
  }

  /**
   * Calls the hook before every operation that changes the disk, with its number from 1 on: the
   * points at which a crash makes a difference.
   */
  public synchronized FaultPlan beforeChange(FaultHook hook) {
    beforeChange = hook;
    return this;
  }

  /**
   * Leaves so many bytes to be written; then the disk is full: what fits is written, and the rest
   * fails. Deleting a file gives its bytes back. Only bytes of files are counted.
   */
  public FaultPlan limitSpace(long bytes) {
    space.limit(bytes);
    return this;
  }

  /** Gives a full disk more space. */
  public void addSpace(long bytes) {
    space.add(bytes);
  }

  /** The disk is never full any more. */
  public void removeSpaceLimit() {
    space.unlimited();
  }

  /** With so many files and locks open, the next fails with EMFILE. */
  public FaultPlan limitHandles(int handlesMax) {
    handles.limit(handlesMax);
    return this;
  }

  /** How many operations there were that change the disk. */
  public synchronized long changes() {
    return changes;
  }

  /** How many faults struck; limits not counted. */
  public synchronized long struck() {
    return struck;
  }

  DiskSpace space() {
    return space;
  }

  /** Does what is asked, as this plan lets it. */
  <T> T ask(FileOperation operation, Path file, Call<T> call) throws IOException {
    Fault fault = before(operation, file);
    fault.throwBeforeEffect(file);
    T answer = call.run();
    fault.throwAfterEffect(file);
    return answer;
  }

  /** Does what is asked, as this plan lets it. */
  void change(FileOperation operation, Path file, Call.Plain call) throws IOException {
    Fault fault = before(operation, file);
    fault.throwBeforeEffect(file);
    if (!fault.skipsSilently()) {
      call.run();
    }
    fault.throwAfterEffect(file);
  }

  /** Opens a handle; one that is reported as failed though it was opened is closed first. */
  <T extends Closeable> T open(FileOperation operation, Path file, Call<T> call)
      throws IOException {
    Fault fault = before(operation, file);
    fault.throwBeforeEffect(file);
    handles.take(file);
    T opened;
    try {
      opened = call.run();
    } catch (IOException failure) {
      handles.giveBack();
      throw failure;
    }
    if (fault.failure() != null) {
      opened.close();
    }
    fault.throwAfterEffect(file);
    return opened;
  }

  /** Closes a handle, always: also where a close fails, the system releases it. */
  void close(Path file, Closeable handle) throws IOException {
    Fault fault = before(FileOperation.CLOSE, file);
    handle.close();
    handles.giveBack();
    fault.throwAfterEffect(file);
  }

  /** Runs the hooks; returns the fault that strikes, or {@link Fault#NOTHING}. */
  Fault before(FileOperation operation, Path file) throws IOException {
    FaultHook each;
    FaultHook change;
    long operationNumber;
    long changeNumber;
    synchronized (this) {
      operationNumber = ++operations;
      changeNumber = operation.changesDisk() ? ++changes : changes;
      each = beforeEach;
      change = operation.changesDisk() ? beforeChange : null;
    }
    if (each != null) {
      each.before(operation, file, operationNumber);
    }
    if (change != null) {
      change.before(operation, file, changeNumber);
    }
    Strike strike = strike(operation, file);
    if (strike == null) {
      return Fault.NOTHING;
    }
    FaultHook hook = strike.fault().hook();
    if (hook != null) {
      hook.before(operation, file, strike.number());
    }
    return strike.fault();
  }

  private synchronized @Nullable Strike strike(FileOperation operation, Path file) {
    Strike first = null;
    for (ArmedFault armed : faults) {
      if (armed.fault.isAbout(operation, file)) {
        armed.count++;
        if (first == null && armed.fault.strikesAt(armed.count)) {
          first = new Strike(armed.fault, armed.count);
          struck++;
        }
      }
    }
    return first;
  }
}
