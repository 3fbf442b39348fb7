package io.aitta.it.sim;

import io.aitta.core.io.DiskFullException;
import io.aitta.core.io.memory.CrashPolicy;
import io.aitta.core.io.memory.LostWrites;
import io.aitta.core.io.memory.MemoryFileSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What the disk of a seed does wrong, and when. Only while armed: openings and the last life are
 * spared. For the owner thread.
 */
final class DiskFaults {
  /** A call that may go wrong. */
  enum Call {
    CREATE,
    APPEND,
    PREPARE,
    SYNC,
    SYNC_DIRECTORY,
    RENAME,
    DELETE
  }

  /** How a call goes wrong: before it did anything, half done, or all done and still an error. */
  enum Strike {
    BEFORE,
    HALFWAY,
    AFTER
  }

  static final long TOTAL_BYTES = 4 << 20;
  private static final int CALLS_MAX = 300;
  private static final int READ_FAILS_ONE_IN = 40;

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
  private final RandomGenerator random;
  private @Nullable MemoryFileSystem memory;
  private boolean armed;
  private boolean struck;
  private boolean stopped;
  private int callsUntilStrike;
  private long capacityBytes = TOTAL_BYTES;
  private int generation;

  DiskFaults(Simulation simulation, SeedProfile.Fault fault, RandomGenerator random) {
    this.simulation = simulation;
    this.fault = fault;
    this.random = random;
  }

  /** The memory whose disk this is, until the next crash. */
  void over(MemoryFileSystem disk) {
    memory = disk;
  }

  /** Whether requests may fail because of the disk in this seed. */
  boolean possible() {
    return fault != SeedProfile.Fault.NONE;
  }

  /** Whether a write, sync or rename failed in this life. */
  boolean struck() {
    return struck;
  }

  void arm() throws IOException {
    armed = !stopped;
    callsUntilStrike = random.nextBoolean() ? 1 + random.nextInt(CALLS_MAX) : 0;
    if (armed && fault == SeedProfile.Fault.FULL) {
      capacityBytes = usedBytes() + 4_096 + random.nextInt(60_000);
      int armedAs = generation;
      simulation.after(
          Duration.ofMillis(20 + random.nextInt(500)),
          () -> {
            if (armedAs == generation) {
              capacityBytes = TOTAL_BYTES;
              simulation.say("disk: space is back");
            }
          });
    }
  }

  /** The next life begins with a disk that works. */
  void restart() {
    armed = false;
    struck = false;
    capacityBytes = TOTAL_BYTES;
    generation++;
  }

  /** No fault any more in this seed. */
  void stop() {
    restart();
    stopped = true;
  }

  CrashPolicy crashPolicy(RandomGenerator choices) {
    return struck && choices.nextBoolean()
        ? CrashPolicy.FSYNC_LIE
        : POLICIES.get(choices.nextInt(POLICIES.size()));
  }

  /** How the call is to fail with {@link #error}; null if it is to be done. */
  @Nullable Strike strike(Call call, Path file) throws IOException {
    if (!armed || fault != SeedProfile.Fault.FAILS || callsUntilStrike == 0) {
      return null;
    }
    callsUntilStrike--;
    if (callsUntilStrike > 0) {
      return null;
    }
    struck = true;
    simulation.say("disk: " + call + " of " + file.getFileName() + " fails");
    return switch (call) {
      case APPEND -> random.nextBoolean() ? Strike.BEFORE : Strike.HALFWAY;
      case SYNC -> {
        memory.loseUnsynced(file, random.nextBoolean() ? LostWrites.AT_CRASH : LostWrites.AT_ONCE);
        yield Strike.BEFORE;
      }
      case RENAME, DELETE, SYNC_DIRECTORY -> random.nextBoolean() ? Strike.BEFORE : Strike.AFTER;
      case CREATE, PREPARE -> Strike.BEFORE;
    };
  }

  static IOException error(Call call) {
    return new IOException("Input/output error (injected into " + call + ")");
  }

  /** Fails now and then; the same read works when it is repeated. */
  void beforeRead(Path file) throws IOException {
    if (armed && fault == SeedProfile.Fault.READS && random.nextInt(READ_FAILS_ONE_IN) == 0) {
      simulation.say("disk: a read of " + file.getFileName() + " fails");
      throw new IOException("Input/output error (injected into a read)");
    }
  }

  /** Fails if so many bytes more do not fit. */
  void take(long bytes) throws IOException {
    if (bytes > usableBytes()) {
      simulation.say("disk: full, " + bytes + " bytes do not fit");
      throw new DiskFullException("No space left on device (injected)");
    }
  }

  long usableBytes() throws IOException {
    return armed && fault == SeedProfile.Fault.FULL
        ? Math.max(0, capacityBytes - usedBytes())
        : TOTAL_BYTES - (TOTAL_BYTES >> 2);
  }

  private long usedBytes() throws IOException {
    long used = 0;
    for (String name : memory.list(SeedProfile.DIRECTORY)) {
      used += memory.size(SeedProfile.DIRECTORY.resolve(name));
    }
    return used;
  }
}
