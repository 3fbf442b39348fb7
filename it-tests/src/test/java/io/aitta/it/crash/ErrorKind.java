package io.aitta.it.crash;

import io.aitta.core.io.fault.Failure;
import io.aitta.core.io.fault.Fault;
import io.aitta.core.io.fault.FaultPlan;
import io.aitta.core.io.fault.FileOperation;
import io.aitta.core.io.memory.LostWrites;
import io.aitta.core.io.memory.MemoryFileSystem;

/** How a change of the disk fails. A sync that fails loses what it was for. */
enum ErrorKind {
  /** Nothing is done. */
  EIO,
  /** Half of the bytes are written. */
  EIO_HALFWAY,
  /** It is done, and reported as failed. */
  EIO_AFTERWARDS,
  /** Half of the bytes fit. */
  ENOSPC;

  /** Makes the k-th change of a disk fail. */
  void strike(FaultPlan plan, MemoryFileSystem memory, long k, LostWrites lost) {
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
          case EIO -> one.fails(Failure.EIO);
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
