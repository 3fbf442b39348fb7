package io.aitta.it.model;

import io.aitta.actors.offline.Verification;
import io.aitta.core.io.FileSystem;
import io.aitta.core.io.fault.FaultPlan;
import io.aitta.core.io.fault.FaultyFileSystem;
import io.aitta.core.io.fault.FileClass;
import io.aitta.core.io.fault.FileOperation;
import io.aitta.core.io.memory.CrashPolicy;
import io.aitta.core.io.memory.MemoryFileSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The disk of a run: it may be full, and one in memory may crash. Counts the logs and manifests
 * that begin while a store is open, each behind one that was full, or, for a log, flushed. Safe on
 * any thread.
 */
final class ModelDisk {
  /** Room enough; also what bounds the ballast. */
  private static final long ROOM_BYTES = 16 << 20;

  private final Path directory;
  private final AtomicLong logsRolled = new AtomicLong();
  private final AtomicLong manifestsRolled = new AtomicLong();
  private volatile @Nullable MemoryFileSystem memory;
  private volatile FaultPlan plan = new FaultPlan();
  private volatile boolean open;

  private final boolean forgets;

  private ModelDisk(Path directory, @Nullable MemoryFileSystem memory, boolean forgets) {
    this.directory = directory;
    this.memory = memory;
    this.forgets = forgets;
  }

  static ModelDisk inMemory(Path directory) {
    return new ModelDisk(directory, new MemoryFileSystem(), false);
  }

  static ModelDisk real(Path directory) {
    return new ModelDisk(directory, null, false);
  }

  /** One that is empty at every opening. */
  static ModelDisk forgetful(Path directory) {
    return new ModelDisk(directory, new MemoryFileSystem(), true);
  }

  /** The disk for a store that is about to open. */
  FileSystem begin() {
    open = false;
    memory = forgets ? new MemoryFileSystem() : memory;
    plan = new FaultPlan().limitSpace(ROOM_BYTES).beforeChange(this::count);
    return new FaultyFileSystem(inner(), plan);
  }

  /** The store has opened. */
  void opened() {
    open = true;
  }

  private void count(FileOperation operation, Path file, long number) {
    if (open && operation == FileOperation.CREATE) {
      FileClass kind = FileClass.of(file);
      logsRolled.addAndGet(kind == FileClass.LOG ? 1 : 0);
      manifestsRolled.addAndGet(kind == FileClass.MANIFEST ? 1 : 0);
    }
  }

  long logsRolled() {
    return logsRolled.get();
  }

  long manifestsRolled() {
    return manifestsRolled.get();
  }

  /** Loses what it is allowed to lose; whoever still has it open meets errors only. */
  void crash(CrashPolicy policy, RandomGenerator random) {
    MemoryFileSystem crashing = memory;
    if (crashing != null) {
      memory = crashing.crash(policy, random);
    }
  }

  boolean crashes() {
    return memory != null;
  }

  /** Only so much more can be written. */
  void leave(long bytes) {
    plan.limitSpace(bytes);
  }

  void makeRoom() {
    plan.limitSpace(ROOM_BYTES);
  }

  /** The numbers of the tables that have a file. */
  Set<Long> tables() {
    try {
      return inner().list(directory).stream()
          .filter(name -> name.endsWith(".sst"))
          .map(name -> Long.parseLong(name.substring(0, name.indexOf('.'))))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is wrong in the directory of a store that is closed. */
  List<String> damages() {
    List<String> found = new ArrayList<>();
    try {
      Verification.verify(inner(), directory, damage -> found.add(String.valueOf(damage)));
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FileSystem inner() {
    MemoryFileSystem inMemory = memory;
    return inMemory == null ? FileSystem.disk() : inMemory;
  }
}
