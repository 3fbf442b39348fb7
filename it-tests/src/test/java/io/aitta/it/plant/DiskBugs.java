package io.aitta.it.plant;

import static io.aitta.it.plant.PlantedBugs.ofDisk;

import io.aitta.core.io.fault.Fault;
import io.aitta.core.io.fault.FaultPlan;
import io.aitta.core.io.fault.FileClass;
import io.aitta.core.io.fault.FileOperation;
import io.aitta.it.plant.PlantedBug.Alarm;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Bugs that are disks: each leaves something out, as if the store had not asked for it. */
final class DiskBugs {
  private DiskBugs() {}

  static List<PlantedBug> all() {
    return List.of(
        ofDisk(
            "ACK_BEFORE_SYNC",
            "a log is synced once, with its header, and never again",
            "W09 W05",
            Alarm.SIMULATION,
            50,
            DiskBugs::leaveOutLaterSyncsOfLogs),
        ofDisk(
            "TABLE_NOT_SYNCED",
            "tables are referenced before they are synced",
            "F04 C11 W10",
            Alarm.MATRIX,
            1_500,
            plan -> leaveOutSyncsOf(plan, FileClass.TABLE)),
        ofDisk(
            "MANIFEST_NOT_SYNCED",
            "edits are taken for durable before they are",
            "F09 C11",
            Alarm.SIMULATION,
            50,
            plan -> leaveOutSyncsOf(plan, FileClass.MANIFEST)),
        ofDisk(
            "DIRECTORY_NOT_SYNCED",
            "names are taken for durable before they are",
            "F01 F02 F03",
            Alarm.SIMULATION,
            50,
            plan -> plan.add(Fault.on(FileOperation.SYNC_DIRECTORY).skips())),
        ofDisk(
            "TABLES_NOT_REMOVED",
            "files that are of no use any more stay",
            "F08 M07",
            Alarm.MATRIX,
            1_500,
            plan -> plan.add(Fault.on(FileOperation.DELETE).of(FileClass.LOG).skips())));
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
