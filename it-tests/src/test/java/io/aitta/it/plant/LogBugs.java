package io.aitta.it.plant;

import static io.aitta.it.plant.PlantedBugs.edit;
import static io.aitta.it.plant.PlantedBugs.forTests;
import static io.aitta.it.plant.PlantedBugs.inSource;

import io.aitta.it.plant.PlantedBug.Alarm;
import java.util.List;

/** Bugs of the log, and of what is answered when. */
final class LogBugs {
  private static final String LOG = "wal-stream/src/main/java/io/aitta/wal/";
  private static final String ACTORS = "actors/src/main/java/io/aitta/actors/";
  private static final String CORE = "core/src/main/java/io/aitta/core/";

  private LogBugs() {}

  static List<PlantedBug> all() {
    return List.of(
        inSource(
                "LOG_TAIL_TRUSTED",
                "damage below what was synced passes for a torn tail",
                "W01",
                Alarm.MATRIX,
                5500,
                false,
                edit(
                    LOG + "LogReader.java",
                    "if (limit != NO_LIMIT || isSyncedBeyond(file, salt, groupOffset)) {",
                    "if (limit != NO_LIMIT) {"))
            .shownBy("W01", "io.aitta.wal.LogReplayTest"),
        inSource(
            "LOG_CRC_UNCHECKED",
            "a record's checksum is computed and not compared",
            "W01 W16",
            Alarm.MATRIX,
            5500,
            true,
            edit(
                CORE + "format/record/RecordReader.java",
                "if (!whole || found != expected) {",
                "if (!whole) {")),
        inSource(
                "HOLE_BETWEEN_LOGS",
                "the next log is begun before the last one is synced",
                "W04",
                Alarm.MATRIX,
                1500,
                true,
                edit(
                    LOG + "FileLog.java",
                    "if (current.synced() < current.appended()) {",
                    "if (current.synced() > current.appended()) {"))
            .shownBy("W04", "io.aitta.wal.FileLogTest"),
        inSource(
                "FRAGMENT_LEFT",
                "a group that was written half is refused, and the next stands behind it",
                "W06 E01",
                Alarm.WITNESSES, // the matrix finds it at one failing change of 3,000, or at none
                1,
                true,
                edit(
                    LOG + "FileLog.java",
                    """
                      full = write(batch);
                    } catch (DiskFullException inTheMiddle) {
                      fence(begin);
                      remember(batch, inTheMiddle);
                      return result(batch, LogResult.Kind.DISK_FULL_FENCED, inTheMiddle);\
                """,
                    """
                      full = write(batch);
                    } catch (DiskFullException inTheMiddle) {
                      return refused(batch, inTheMiddle);\
                """))
            .shownBy("W06", "io.aitta.wal.DiskFullTest"),
        inSource(
                "WRITE_ERROR_SWALLOWED",
                "a failed append is taken for a good one",
                "W07 W08",
                Alarm.ERRORS,
                1200,
                true,
                edit(
                    LOG + "FileLog.java",
                    """
                return result;
                    } catch (Throwable unexpected) {
                      return failed(batch, unexpected);\
                """,
                    """
                return result;
                    } catch (IOException unexpected) {
                      appendedThrough = batch.lastNumber();
                      return appended(batch);\
                """))
            .shownBy("W07", "io.aitta.wal.FileLogTest"),
        inSource(
            "SYNC_RETRIED",
            "a sync that failed is tried again, and believed",
            "F07",
            Alarm.ERRORS,
            2400,
            true,
            edit(
                LOG + "FileLog.java",
                """
                    current.sync();
                """,
                """
                    try {
                      current.sync();
                    } catch (IOException first) {
                      current.sync();
                    }
                """),
            edit(LOG + "OpenLog.java", "      fail(why);\n", "")),
        forTests(
            "FAILED_WRITE_BACK_FORGIVEN",
            "the sync that follows a failed write-back is believed",
            "F07",
            "io.aitta.wal.WriteBackTest",
            true,
            edit(
                LOG + "OpenLog.java",
                "    failure = failure == null ? why : failure;",
                "    failure = null;")),
        inSource(
                "FAILED_GROUP_NOT_DONE",
                "a group whose sync failed is called not done",
                "W07 E02",
                Alarm.ERRORS,
                2400,
                true,
                edit(
                    ACTORS + "write/WalWriter.java",
                    "refusals.refuse(group, Refusals.outcomeUnknown(refused.detail()), refused);",
                    "refusals.refuse(group, refused, refused);"))
            .shownBy("E02", "io.aitta.actors.FailureTest"),
        inSource(
            "FAILURE_NOT_FATAL",
            "after a failed append the store goes on",
            "W08 E02",
            Alarm.ERRORS,
            2400,
            true,
            edit(
                ACTORS + "write/WalWriter.java",
                """
                      case FAILED, SEALED -> {
                        Group behind = atLog.pollFirst(); // with which the log does not begin any more
                        atLog.addFirst(group);
                        seal(result.failure());
                        refuseAll(behind);
                      }\
                """,
                "      case FAILED, SEALED -> onDiskFull(group, result);")),
        inSource(
            "SHOWN_BEFORE_SYNC",
            "a write is shown and answered before it is synced",
            "W09",
            Alarm.SIMULATION,
            50,
            true,
            edit(
                ACTORS + "write/WalWriter.java",
                """
                } else if (group.level() == Durability.MEMORY && isPaidFor(group)) {
                      marks.raise(group.lastNumber(), 0, 0);\
                """,
                """
                } else if (group.level() != Durability.OS) {
                      marks.raise(group.lastNumber(), 0, 0);\
                """)),
        inSource(
                "WATERMARK_LIES",
                "what was handed to the system counts as synced",
                "W09 W15",
                Alarm.MATRIX,
                2000,
                true,
                edit(
                    LOG + "FileLog.java",
                    "return syncedThrough < appendedThrough ? Durability.OS : Durability.DISK;",
                    "return Durability.DISK;"))
            .shownBy("W15", "io.aitta.wal.AppendAndSyncTest"),
        inSource(
            "LOGS_REMOVED_EARLY",
            "a flush removes every closed log, also those of memtables still waiting",
            "W12",
            Alarm.SIMULATION,
            300,
            true,
            edit(
                ACTORS + "StoreActors.java",
                ".removeThrough(version.flushedThrough())",
                ".removeThrough(Long.MAX_VALUE)")),
        inSource(
            "OLD_LOGS_REMOVED_FIRST",
            "recovery removes the old logs before their content is durable elsewhere",
            "W17 W11 M04",
            Alarm.MATRIX,
            5500,
            true,
            edit(
                ACTORS + "Opening.java",
                "      Opened opened = install(",
                """
                      for (var old : summary.files()) {
                        fs.delete(old.path());
                      }
                      fs.syncDirectory(directory);
                      Opened opened = install(\
                """)),
        inSource(
                "NUMBERS_HANDED_OUT_AGAIN",
                "numbers go on behind what survived, not behind what was handed out",
                "W18 W25",
                Alarm.MATRIX,
                1500,
                true,
                edit(
                    ACTORS + "Opening.java",
                    "long lastHandedOut = Math.max(lastNumber, recovered.numbersReserved());",
                    "long lastHandedOut = lastNumber;"),
                edit(
                    ACTORS + "Opening.java",
                    "long reserved = lastHandedOut + RESERVE;",
                    "long reserved = Math.max(lastNumber, recovered.numbersReserved()) + RESERVE;"))
            .shownBy("W25", "io.aitta.it.scenario.WriteScenariosTest"),
        inSource(
                "RANGE_DELETE_NOT_REPLAYED",
                "recovery forgets range deletes",
                "W20",
                Alarm.MATRIX,
                3000,
                true,
                edit(
                    ACTORS + "Opening.java",
                    "      into.insert(next, group.number());",
                    """
                      if (next.kind() != io.aitta.core.format.Kind.RANGE_DELETE) {
                        into.insert(next, group.number());
                      }\
                """))
            .shownBy("W20", "io.aitta.it.scenario.WriteScenariosTest"),
        inSource(
            "EMPTY_KEY_NOT_REPLAYED",
            "recovery forgets the empty key",
            "K01",
            Alarm.MATRIX,
            3000,
            true,
            edit(
                ACTORS + "Opening.java",
                "      into.insert(next, group.number());",
                """
                      if (next.treeKey().length > io.aitta.core.format.TreeKey.KEYSPACE_BYTES) {
                        into.insert(next, group.number());
                      }\
                """)),
        inSource(
                "BATCH_REPLAYED_IN_PART",
                "of a batch only two operations are replayed",
                "W14",
                Alarm.MATRIX,
                3000,
                true,
                edit(
                    LOG + "ReplayedGroup.java",
                    "while (taken < header.operations()) {",
                    "while (taken < Math.min(2, header.operations())) {"),
                edit(
                    LOG + "ReplayedGroup.java",
                    """
                if (operations.hasRemaining()) {
                      throw\
                """,
                    """
                if (taken > 2 && operations.hasRemaining()) {
                      throw\
                """))
            .shownBy("W14", "io.aitta.wal.FileLogTest"),
        inSource(
            "FRAGMENTS_MISTYPED",
            "each piece of a group larger than the buffer says it is a first one",
            "W14",
            Alarm.MATRIX,
            3000,
            true,
            edit(
                LOG + "GroupWriter.java",
                """
                    if (!last) {
                      whole = false;
                    }
                """,
                "")),
        inSource(
            "LEVEL_OF_THE_LAST",
            "a group takes the level of its last write, not the strongest",
            "W22 W15",
            Alarm.SIMULATION,
            50,
            true,
            edit(
                ACTORS + "write/Group.java",
                "level = level.max(write.level());",
                "level = write.level();")),
        inSource(
            "WRITES_JOIN_A_MERE_SYNC",
            "writes are added to a group that was to sync and no more, of which conditions know nothing",
            "W24",
            Alarm.SIMULATION,
            300,
            true,
            edit(
                ACTORS + "write/WalWriter.java",
                "boolean added = !last.isEmpty() && last.addUnlessBegun(",
                "boolean added = last.addUnlessBegun(")),
        inSource(
            "REFUSED_BEFORE_SHOWN",
            "a failed condition names a version that nobody can see yet",
            "W23",
            Alarm.SIMULATION,
            80,
            true,
            edit(
                ACTORS + "write/WalWriter.java",
                "group.refuseWhenShown(write, later.index(), later.because());",
                """
                refusals.answer(
                          write,
                          new io.aitta.core.VersionMismatchException(later.index(), later.because().version()));\
                """)),
        inSource(
                "CONDITIONS_BLIND_IN_A_GROUP",
                "two writes of one group both find a key absent",
                "W24",
                Alarm.SIMULATION,
                50,
                true,
                edit(
                    ACTORS + "write/ConditionDecider.java",
                    "if (found != null) {",
                    "if (found != null && found.version() < 0) {"))
            .shownBy("W24", "io.aitta.actors.FailureTest"),
        inSource(
            "CLOSE_DOES_NOT_SYNC",
            "a close drops what was only handed to the system",
            "L03",
            Alarm.MATRIX,
            5500,
            true,
            edit(
                LOG + "FileLog.java",
                """
                      if (failure == null) {
                        syncGroups();\
                """,
                "      if (failure == null) {"),
            edit(
                ACTORS + "write/WalWriter.java",
                "return !syncWaiters.isEmpty() || draining;",
                "return !syncWaiters.isEmpty();")),
        inSource(
                "LOG_NAME_NOT_SYNCED",
                "a log is written to before its name is durable",
                "F01",
                Alarm.MATRIX,
                1500,
                true,
                edit(
                    LOG + "OpenLog.java",
                    """
                      sync(file);
                      syncDirectory(fs, directory);\
                """,
                    "      sync(file);"))
            .shownBy("F01", "io.aitta.wal.FileLogTest"),
        inSource(
            "LOG_HEADER_NOT_SYNCED",
            "a log's name is durable before its header is",
            "F01 W04",
            Alarm.MATRIX,
            5500,
            true,
            edit(
                LOG + "OpenLog.java",
                """
                      sync(file);
                      syncDirectory(fs, directory);\
                """,
                "      syncDirectory(fs, directory);")));
  }
}
