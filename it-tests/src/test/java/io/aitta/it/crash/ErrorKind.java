package io.aitta.it.crash;

import io.aitta.core.io.fault.Failure;
import io.aitta.core.io.fault.Fault;
import io.aitta.core.io.fault.FaultPlan;
import io.aitta.core.io.fault.FileOperation;
import io.aitta.core.io.fault.TracingFileSystem;
import io.aitta.core.io.memory.LostWrites;
import io.aitta.core.io.memory.MemoryFileSystem;
import java.util.EnumSet;
import java.util.List;

/** How a change of the disk fails, or a question to it. A sync that fails loses what it was for. */
enum ErrorKind {
  /** Nothing is done. */
  EIO,
  /** Half of the bytes are written. */
  EIO_HALFWAY,
  /** It is done, and reported as failed. */
  EIO_AFTERWARDS,
  /** Half of the bytes fit. */
  ENOSPC,
  /** Nothing is learned: of a file's bytes, its length, a directory's names, a lock. */
  EIO_ASKED;

  private static final EnumSet<FileOperation> QUESTIONS =
      EnumSet.of(
          FileOperation.OPEN,
          FileOperation.READ,
          FileOperation.LIST,
          FileOperation.STAT,
          FileOperation.SPACE,
          FileOperation.LOCK);

  /** The ways in which a change fails. */
  static List<ErrorKind> ofChanges() {
    return List.of(EIO, EIO_HALFWAY, EIO_AFTERWARDS, ENOSPC);
  }

  /** How often the disk was asked something. */
  static long questions(TracingFileSystem traced) {
    return QUESTIONS.stream().mapToLong(traced::count).sum();
  }

  /** Makes the k-th change of a disk fail, or the k-th question to it. */
  void strike(FaultPlan plan, MemoryFileSystem memory, long k, LostWrites lost) {
    if (this == EIO_ASKED) {
      plan.add(
          Fault.on(
                  FileOperation.OPEN,
                  FileOperation.READ,
                  FileOperation.LIST,
                  FileOperation.STAT,
                  FileOperation.SPACE,
                  FileOperation.LOCK)
              .at(k)
              .fails(Failure.EIO));
      return;
    }
    Fault one =
        Fault.on(
                FileOperation.CREATE,
                FileOperation.APPEND,
                FileOperation.PREPARE,
                FileOperation.SYNC,
                FileOperation.RENAME,
                FileOperation.LINK,
                FileOperation.DELETE,
                FileOperation.CREATE_DIRECTORIES,
                FileOperation.SYNC_DIRECTORY)
            .at(k);
    Fault failing =
        switch (this) {
          case EIO, EIO_ASKED -> one.fails(Failure.EIO);
          case EIO_HALFWAY -> one.failsPartway(Failure.EIO);
          case EIO_AFTERWARDS -> one.failsAfterwards(Failure.EIO);
          case ENOSPC -> one.failsPartway(Failure.ENOSPC);
        };
    plan.add(
        failing.running(
            (operation, file, number) -> {
              if (operation == FileOperation.SYNC && this != EIO_AFTERWARDS) {
                memory.loseUnsynced(file, lost);
              }
            }));
  }
}
