package io.aitta.it.sim;

import io.aitta.core.io.fault.Fault;
import io.aitta.core.io.fault.FaultPlan;
import io.aitta.core.io.fault.FileClass;
import io.aitta.core.io.fault.FileOperation;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Bugs to be planted under the store, to see whether the alarm rings. Each is a disk that leaves
 * something out which the store asked for, as if the store had not asked.
 */
public enum Plant {
  NONE,

  /** Writes are acknowledged before they are synced: a log is synced once, with its header. */
  ACK_BEFORE_SYNC,

  /** Tables are referenced before they are synced. */
  TABLE_NOT_SYNCED,

  /** Edits are taken for durable before they are. */
  MANIFEST_NOT_SYNCED,

  /** Names are taken for durable before they are. */
  DIRECTORY_NOT_SYNCED;

  void under(FaultPlan plan) {
    switch (this) {
      case ACK_BEFORE_SYNC -> leaveOutLaterSyncsOfLogs(plan);
      case TABLE_NOT_SYNCED -> leaveOutSyncsOf(plan, FileClass.TABLE);
      case MANIFEST_NOT_SYNCED -> leaveOutSyncsOf(plan, FileClass.MANIFEST);
      case DIRECTORY_NOT_SYNCED -> plan.add(Fault.on(FileOperation.SYNC_DIRECTORY).skips());
      case NONE -> plan.clearFaults();
    }
  }

  private static void leaveOutLaterSyncsOfLogs(FaultPlan plan) {
    Set<Path> begun = new HashSet<>();
    plan.add(
        Fault.on(FileOperation.SYNC)
            .of(file -> FileClass.of(file) == FileClass.LOG && !begun.add(file))
            .skips());
  }

  private static void leaveOutSyncsOf(FaultPlan plan, FileClass files) {
    plan.add(Fault.on(FileOperation.SYNC).of(files).skips());
  }
}
