package io.aitta.it.disk;

import io.aitta.actors.Store;
import io.aitta.core.Committed;
import io.aitta.core.Durability;
import io.aitta.core.StoreException;
import io.aitta.core.WriteOptions;
import io.aitta.core.io.FileSystem;
import io.aitta.core.io.fault.Fault;
import io.aitta.core.io.fault.FaultPlan;
import io.aitta.core.io.fault.FaultyFileSystem;
import io.aitta.core.io.fault.FileClass;
import io.aitta.core.io.fault.FileOperation;
import io.aitta.it.support.RunningStore;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * Writes what {@link Plan} says, some of it at once, and prints what became of each write; ends at
 * the first that fails, or when there are enough. To be run as a process of its own.
 */
final class PlanWriter {
  static final String OPENED = "opened ";
  static final String DONE = "done ";
  static final String FAILED = "failed ";
  static final String REFUSED = "did not open: ";

  /** The exit code of a process that ended where it was told to. */
  static final int HALTED = 137;

  static final String HOARDING = "hoarding";
  private static final String CLOSED_BADLY = "did not close cleanly: ";

  /** Small enough that a few seconds see flushes, merges and several logs. */
  static final String SETTINGS =
      """
      wal { file-size = 256 KiB }
      memtable { size = 64 KiB }
      table { size = 64 KiB }
      compaction { threads = 1 }
      """;

  private static final int WINDOW = 24;
  private static final int HOARDED_EVERY = 100;
  private static final List<byte[]> HOARD = new ArrayList<>();

  private PlanWriter() {}

  /**
   * Takes the directory, how many writes, {@code disk} for all to be asked for at that level or
   * {@code any} for the plan's, and what disk: {@code honest}; {@code lying}, which leaves out the
   * syncs of logs; or {@code halting:APPEND:LOG:3}, where the process ends at once just before the
   * third append to a log. With {@code hoarding} as the last it keeps a mebibyte for each hundred
   * writes, on an honest disk, until there is none left.
   */
  public static void main(String[] arguments) throws InterruptedException {
    Path directory = Path.of(arguments[0]);
    long writes = Long.parseLong(arguments[1]);
    boolean allToDisk = arguments[2].equals("disk");
    FileSystem disk = disk(arguments[3]);
    ActorSystem<Void> system = RunningStore.system("plan-writer");
    PrintStream out = System.out;
    int exit = 0;
    String failed = REFUSED;
    try (RunningStore running =
        RunningStore.open(system, RunningStore.settings(directory, SETTINGS), disk)) {
      out.println(OPENED + running.info().lastSeq());
      failed = CLOSED_BADLY;
      write(running.store(), writes, allToDisk, arguments[3].equals(HOARDING), out);
    } catch (StoreException e) {
      out.println(failed + e.code());
      exit = 3;
    }
    out.flush();
    Runtime.getRuntime().halt(exit);
  }

  private static FileSystem disk(String kind) {
    FaultPlan plan = new FaultPlan();
    String[] words = kind.split(":", -1);
    switch (words[0]) {
      case "honest", HOARDING -> {
        return FileSystem.disk();
      }
      case "lying" -> plan.add(Fault.on(FileOperation.SYNC).of(FileClass.LOG).skips());
      case "halting" ->
          plan.add(
              Fault.on(FileOperation.valueOf(words[1]))
                  .of(FileClass.valueOf(words[2]))
                  .at(Long.parseLong(words[3]))
                  .succeeds()
                  .running((operation, file, number) -> Runtime.getRuntime().halt(HALTED)));
      default -> throw new IllegalArgumentException("a disk of kind " + kind);
    }
    return new FaultyFileSystem(FileSystem.disk(), plan);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // what became of it is printed
  private static void write(
      Store store, long writes, boolean allToDisk, boolean hoards, PrintStream out)
      throws InterruptedException {
    Semaphore window = new Semaphore(WINDOW);
    AtomicBoolean failed = new AtomicBoolean();
    for (long n = 1; n <= writes && !failed.get(); n++) {
      window.acquire();
      long number = n;
      if (hoards && n % HOARDED_EVERY == 0) {
        HOARD.add(new byte[1 << 20]);
      }
      Durability level = allToDisk ? Durability.DISK : Plan.level(n);
      WriteOptions how = WriteOptions.DISK.withDurability(level);
      CompletionStage<Committed> stage =
          Plan.isDelete(n)
              ? store.delete(Plan.key(n), how)
              : store.put(Plan.key(n), Plan.value(n), how);
      stage.whenComplete(
          (committed, why) -> {
            if (why == null) {
              out.println(DONE + number + " " + committed.seq() + " " + committed.level());
            } else {
              failed.set(true);
              StoreException told = (StoreException) why;
              out.println(FAILED + number + " " + told.code() + " " + told.outcome());
            }
            window.release();
          });
    }
    window.acquire(WINDOW);
  }
}
