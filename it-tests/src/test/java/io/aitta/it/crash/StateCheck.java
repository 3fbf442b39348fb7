package io.aitta.it.crash;

import io.aitta.actors.StoreInfo;
import io.aitta.core.Bytes;
import io.aitta.core.Committed;
import io.aitta.core.Durability;
import io.aitta.core.ErrorCode;
import io.aitta.core.Mutation;
import io.aitta.core.StoreException;
import io.aitta.core.WriteOptions;
import io.aitta.core.io.fault.FaultHook;
import io.aitta.core.io.fault.FaultPlan;
import io.aitta.core.io.fault.FaultyFileSystem;
import io.aitta.core.io.memory.CrashPolicy;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.it.sim.Change;
import io.aitta.it.sim.ClosedDirectory;
import io.aitta.it.sim.Ledger;
import io.aitta.it.sim.StoreWorld;
import io.aitta.it.sim.Values;
import io.aitta.it.sim.Written;
import io.aitta.it.support.DiskBug;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Holds what a crash left against what had been promised:
 *
 * <ol>
 *   <li>it opens, and holds a prefix of the order of writes with everything that was promised at
 *       its level, nothing that was refused, no half batch, nothing from nowhere;
 *   <li>the power fails as soon as it was read: it opens again, and everything read is there;
 *   <li>a write is numbered above everything that ever had a number, and is found;
 *   <li>closed, it leaves the live set of files, no open handle, and every checksum right.
 * </ol>
 *
 * <p>A disk that rotted may instead say {@code corruption}, at the opening or to a read. For the
 * thread of its bench.
 */
final class StateCheck {
  private static final Bytes PROBE = Bytes.utf8("probe");
  private static final int PROBE_BYTES = 60;

  private final Bench bench;
  private final Collection<Bytes> keys;
  private final DiskBug disk;

  StateCheck(Bench bench, Collection<Bytes> keys, DiskBug disk) {
    this.bench = bench;
    this.disk = disk;
    this.keys = keys;
  }

  /**
   * Checks; what is wrong is in the ledger afterwards.
   *
   * @param left the disk after the crash; it is written to
   * @param ledger that was told of the crash
   * @param rotten whether something on the disk is damaged
   * @param duringRecovery called before each change until the store is open, or null
   * @return whether damage was told
   */
  boolean check(
      long seed,
      MemoryFileSystem left,
      Ledger ledger,
      boolean rotten,
      @Nullable FaultHook duringRecovery) {
    bench.begin(seed);
    FaultPlan plan = Bench.plan();
    disk.under(plan);
    if (duringRecovery != null) {
      plan.beforeChange(duringRecovery);
    }
    StoreWorld world = bench.spawn(new FaultyFileSystem(left, plan));
    Bench.Content content = null;
    boolean damageTold = false;
    if (opens(world, ledger, rotten)) {
      content = bench.readAll(world, keys, rotten, ledger::violated);
    } else {
      damageTold = rotten;
    }
    plan.beforeChange(null);
    if (content != null) {
      ledger.recovered(content.last(), content.keys(), content.entries());
      damageTold = content.keys().size() < keys.size();
    }
    MemoryFileSystem again = left.crash(CrashPolicy.STRICT, new SplittableRandom(seed));
    bench.bury(world, ledger::violated);
    if (content != null && !rotten && ledger.violations().isEmpty()) {
      ledger.crashed(true);
      secondLife(again, content.last(), ledger);
    }
    return damageTold;
  }

  private boolean opens(StoreWorld world, Ledger ledger, boolean rotten) {
    CompletionStage<StoreInfo> ready = world.store().ready();
    if (!bench.await(ready)) {
      ledger.violated("did not open: no answer");
      return false;
    }
    Throwable failure = Bench.failureOf(ready);
    if (failure == null) {
      return true;
    }
    boolean told =
        rotten
            && failure instanceof StoreException why
            && (why.errorCode() == ErrorCode.CORRUPTION
                || why.errorCode() == ErrorCode.FORMAT_TOO_NEW);
    if (!told) {
      ledger.violated("did not open: " + failure);
    }
    return false;
  }

  private void secondLife(MemoryFileSystem left, long lastBefore, Ledger ledger) {
    FaultPlan plan = Bench.plan();
    disk.under(plan);
    StoreWorld world = bench.spawn(new FaultyFileSystem(left, plan));
    if (opens(world, ledger, false)) {
      Bench.Content content = bench.readAll(world, keys, false, ledger::violated);
      if (content != null) {
        if (content.last() != lastBefore) {
          ledger.violated("opened again at " + content.last() + ", before at " + lastBefore);
        }
        ledger.recovered(content.last(), content.keys(), content.entries());
        probe(world, ledger);
        close(world, left, ledger);
      }
    }
    bench.bury(world, ledger::violated);
    Bench.checkHandles(left, ledger::violated);
  }

  private void probe(StoreWorld world, Ledger ledger) {
    Bytes value = Values.of(ledger.nextId(), 0, PROBE_BYTES);
    Change change = Change.of(Mutation.put(PROBE, value));
    Written probe = ledger.begin(List.of(change), Durability.DISK);
    Committed committed =
        bench.value(
            "a put after recovery",
            world.store().put(PROBE, value, WriteOptions.DISK),
            ledger::violated);
    if (committed != null) {
      ledger.done(probe, committed);
    }
  }

  private void close(StoreWorld world, MemoryFileSystem left, Ledger ledger) {
    if (bench.value("close", world.store().close(), ledger::violated) == null) {
      return;
    }
    ledger.closed();
    try {
      ClosedDirectory.check(left, Bench.DIRECTORY, Set.of(), ledger);
    } catch (IOException | StoreException why) {
      ledger.violated("a closed directory cannot be looked at: " + why);
    }
  }
}
