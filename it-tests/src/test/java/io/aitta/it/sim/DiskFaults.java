package io.aitta.it.sim;

import io.aitta.core.io.FileSystem;
import io.aitta.core.io.fault.Failure;
import io.aitta.core.io.fault.Fault;
import io.aitta.core.io.fault.FaultPlan;
import io.aitta.core.io.fault.FaultyFileSystem;
import io.aitta.core.io.fault.FileOperation;
import io.aitta.core.io.memory.CrashPolicy;
import io.aitta.core.io.memory.LostWrites;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.it.support.DiskBug;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What the disk of a seed does wrong, and when: only while armed, so that openings and the last
 * life are spared. Planted bugs are always there. For the owner thread.
 */
final class DiskFaults {
  /** Room enough; also what bounds the ballast. */
  private static final long SPACE_BYTES = 16 << 20;

  private static final int CHANGES_MAX = 300;
  private static final double READ_FAILS = 0.025;

  private static final List<CrashPolicy> POLICIES =
      List.of(
          CrashPolicy.STRICT,
          CrashPolicy.STRICT,
          CrashPolicy.KILL,
          CrashPolicy.PREFIX,
          CrashPolicy.SUBSET,
          CrashPolicy.TORN,
          CrashPolicy.SIZE_AHEAD,
          CrashPolicy.DIR_PREFIX,
          CrashPolicy.DIR_SUBSET);

  private final Simulation simulation;
  private final SeedProfile.Fault fault;
  private final DiskBug plant;
  private final RandomGenerator random;
  private MemoryFileSystem memory = new MemoryFileSystem();
  private FaultPlan plan = new FaultPlan();
  private boolean struck;
  private boolean stopped;
  private long changesFailed;
  private long readsFailed;
  private long timesFull;

  DiskFaults(
      Simulation simulation, SeedProfile.Fault fault, DiskBug plant, RandomGenerator random) {
    this.simulation = simulation;
    this.fault = fault;
    this.plant = plant;
    this.random = random;
  }

  /**
   * The disk for a new life: it works, but for the bug planted under it, until it is armed.
   *
   * @param onChange called before every change
   */
  FileSystem over(MemoryFileSystem disk, Runnable onChange) {
    memory = disk;
    struck = false;
    readsFailed = readsFailed();
    plan = new FaultPlan().limitSpace(SPACE_BYTES);
    plant.under(plan);
    plan.beforeChange(
        (operation, file, number) -> {
          simulation.say("disk: " + operation + " " + file.getFileName());
          onChange.run();
        });
    return new FaultyFileSystem(disk, plan);
  }

  /** Whether requests may fail because of the disk in this seed. */
  boolean possible() {
    return fault != SeedProfile.Fault.NONE;
  }

  /** Whether a write, sync or rename failed in this life. */
  boolean struck() {
    return struck;
  }

  /** Writes, syncs, renames and other changes that failed. */
  long changesFailed() {
    return changesFailed;
  }

  long readsFailed() {
    return fault == SeedProfile.Fault.READS ? readsFailed + plan.struck() : 0;
  }

  long timesFull() {
    return timesFull;
  }

  /** No fault any more in this seed. */
  void stop() {
    stopped = true;
  }

  CrashPolicy crashPolicy(RandomGenerator choices) {
    return struck && choices.nextBoolean()
        ? CrashPolicy.FSYNC_LIE
        : POLICIES.get(choices.nextInt(POLICIES.size()));
  }

  /** From now on the disk of this life does what the seed wants it to. */
  void arm() {
    if (stopped) {
      return;
    }
    switch (fault) {
      case NONE -> simulation.say("a disk without faults");
      case FAILS -> failOnce();
      case READS -> plan.add(Fault.on(FileOperation.READ).randomly(READ_FAILS, random));
      case FULL -> fillUp();
    }
  }

  /** One change fails: before it was done, half done, or all done. */
  private void failOnce() {
    Fault one =
        Fault.on(
                FileOperation.CREATE,
                FileOperation.APPEND,
                FileOperation.PREPARE,
                FileOperation.SYNC,
                FileOperation.RENAME,
                FileOperation.DELETE,
                FileOperation.SYNC_DIRECTORY)
            .at(1 + random.nextInt(CHANGES_MAX));
    Fault failing =
        switch (random.nextInt(3)) {
          case 0 -> one.failsPartway(Failure.EIO);
          case 1 -> one.failsAfterwards(Failure.EIO);
          default -> one.fails(Failure.EIO);
        };
    plan.add(failing.running((operation, file, number) -> strike(operation, file)));
  }

  private void strike(FileOperation operation, Path file) throws IOException {
    struck = true;
    changesFailed++;
    simulation.say("disk: fails " + operation + " of " + file.getFileName());
    if (operation == FileOperation.SYNC) {
      memory.loseUnsynced(file, random.nextBoolean() ? LostWrites.AT_CRASH : LostWrites.AT_ONCE);
    }
  }

  private void fillUp() {
    timesFull++;
    FaultPlan mine = plan;
    mine.limitSpace(4_096 + random.nextInt(60_000));
    simulation.after(
        Duration.ofMillis(20 + random.nextInt(500)),
        () -> {
          mine.limitSpace(SPACE_BYTES);
          simulation.say("disk: there is space again");
        });
  }
}
