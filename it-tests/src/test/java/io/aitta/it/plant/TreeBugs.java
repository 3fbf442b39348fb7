package io.aitta.it.plant;

import static io.aitta.it.plant.PlantedBugs.edit;
import static io.aitta.it.plant.PlantedBugs.forTests;
import static io.aitta.it.plant.PlantedBugs.inSource;

import io.aitta.it.plant.PlantedBug.Alarm;
import java.util.List;

/** Bugs of tables and compaction. */
final class TreeBugs {
  private static final String ACTORS = "actors/src/main/java/io/aitta/actors/";
  private static final String TABLES = "sstable/src/main/java/io/aitta/sstable/";
  private static final String CORE = "core/src/main/java/io/aitta/core/";

  private TreeBugs() {}

  static List<PlantedBug> all() {
    return List.of(
        inSource(
                "TABLE_NAME_NOT_SYNCED",
                "an edit is durable before the name of the table it adds",
                "F04",
                Alarm.MATRIX,
                5500,
                true,
                edit(
                    TABLES + "compaction/TableOutputs.java",
                    """
                      files.fs().syncDirectory(files.directory());
                """,
                    ""))
            .shownBy("F04", "io.aitta.sstable.compaction.CompactionJobTest"),
        inSource(
                "TABLE_SYNC_ERROR_SWALLOWED",
                "a table whose sync failed is used all the same",
                "W13 F07",
                Alarm.ERRORS,
                2400,
                true,
                edit(
                    TABLES + "table/WriteBehind.java",
                    """
                        file.sync();
                """,
                    """
                        try {
                          file.sync();
                        } catch (IOException swallowed) {
                          failed = null;
                        }
                """))
            .shownBy("W13", "io.aitta.it.scenario.WriteScenariosTest"),
        inSource(
                "TOMBSTONE_DROPPED_EARLY",
                "a delete goes though an older version lies below",
                "C01",
                Alarm.SIMULATION,
                60,
                true,
                edit(
                    TABLES + "compaction/Retention.java",
                    """
                    if (older.mayHold(key, 0, keyLength)) {
                      return Fate.KEEP;
                    }
                """,
                    ""))
            .shownBy("C01", "io.aitta.sstable.compaction.CompactionTest"),
        inSource(
                "OVERLAP_NOT_CLOSED",
                "of overlapping tables of level 0 only one is taken down",
                "C02 C03",
                Alarm.SIMULATION,
                60,
                true,
                edit(
                    TABLES + "compaction/InputPicker.java",
                    "      if (touched.size() == closure.size()) {",
                    """
                      if (closure.size() == 1) {
                        return closure;
                      }
                      if (touched.size() == closure.size()) {\
                """))
            .shownBy("C03", "io.aitta.sstable.compaction.LeveledPolicyTest"),
        inSource(
            "OLDEST_FIRST",
            "level 0 is asked from old to new",
            "C04",
            Alarm.SIMULATION,
            60,
            true,
            edit(
                TABLES + "version/Version.java",
                "Comparator.comparingLong(TableMeta::greatestNumber).reversed();",
                "Comparator.comparingLong(TableMeta::greatestNumber);")),
        inSource(
                "ONE_INPUT_TWO_JOBS",
                "two compactions take the same table",
                "C05",
                Alarm.SIMULATION,
                60,
                true,
                edit(
                    TABLES + "compaction/LeveledPolicy.java",
                    "return !busy.contains(table.number()) && !damaged.contains(table.number());",
                    "return !damaged.contains(table.number());"),
                edit(
                    TABLES + "compaction/InputPicker.java",
                    "      if (input.busy().contains(table.number())) {",
                    "      if (input.busy().contains(-table.number())) {"))
            .shownBy("C05", "io.aitta.sstable.compaction.LeveledPolicyTest"),
        inSource(
            "OLDER_VERSION_KEPT",
            "of two versions that all readers see, the older one stays alone",
            "C06",
            Alarm.SIMULATION,
            60,
            true,
            edit(
                TABLES + "compaction/Retention.java",
                """
                      if (stripe == keyStripe) {
                        hidden++;\
                """,
                """
                      if (stripe != keyStripe && number % 7 == 0) {
                        keyStripe = stripe;
                        hidden++;
                        return Fate.DROP;
                      }
                      if (stripe == keyStripe) {
                        hidden++;\
                """)),
        forTests(
            "READ_ERROR_IS_THE_END",
            "a failed read in a merge is taken for the end of its input",
            "C07",
            "io.aitta.sstable.compaction.CompactionJobTest",
            true,
            edit(
                TABLES + "compaction/CompactionJob.java",
                """
                      source.next();
                """,
                """
                      try {
                        source.next();
                      } catch (io.aitta.core.StoreException end) {
                        break;
                      }
                """),
            edit(
                TABLES + "compaction/MergeJob.java",
                "if (counts.entriesRead() != expected) {",
                "if (counts.entriesRead() > expected) {")),
        inSource(
            "OUTPUTS_GIVEN_UP",
            "a merge whose edit may be durable removes its outputs",
            "C08 C11",
            Alarm.ERRORS,
            2400,
            true,
            edit(
                ACTORS + "background/Compactor.java",
                """
                    jobs.remove(dropped.running());
                    return endIfIdle();\
                """,
                """
                    abandon(dropped.running());
                    return endIfIdle();\
                """)),
        inSource(
                "BLOCK_CRC_UNCHECKED",
                "a block's checksum is computed and not compared",
                "C13",
                Alarm.MATRIX,
                5500,
                true,
                edit(
                    TABLES + "table/TableFile.java",
                    "    if (found != expected) {",
                    "    if (found != expected && length < 0) {"))
            .shownBy("C13", "io.aitta.sstable.compaction.CompactionJobTest"),
        inSource(
                "SNAPSHOTS_NOT_HEEDED",
                "a merge keeps nothing for snapshots",
                "S01 S03",
                Alarm.MATRIX,
                100,
                true,
                edit(
                    TABLES + "compaction/SnapshotList.java",
                    "    all.add(visibleNumber);",
                    """
                    all.clear();
                    all.add(visibleNumber);\
                """))
            .shownBy("S01", "io.aitta.sstable.compaction.CompactionModelTest")
            .shownBy("S03", "io.aitta.sstable.compaction.CompactionTest"),
        inSource(
            "RANGE_DELETE_WITHOUT_LIMIT",
            "an old snapshot sees a newer range delete",
            "S03",
            Alarm.MATRIX,
            100,
            true,
            edit(
                CORE + "iterator/RangeDeletes.java",
                """
                      if (numbers[0] <= number) {
                        return numbers[0];\
                """,
                """
                      if (numbers[0] > 0) {
                        return numbers[0];\
                """)),
        inSource(
                "FILTER_HIDES_RANGE_DELETE",
                "a key that the filter rules out is not held against range deletes",
                "S04",
                Alarm.SIMULATION,
                100,
                true,
                edit(
                    TABLES + "table/TableReader.java",
                    """
                    byte[] key = lookup.treeKey();
                    RangeDeletes rangeDeletes\
                """,
                    """
                    if (!contents.mayContain(lookup.hash())) {
                      return true;
                    }
                    byte[] key = lookup.treeKey();
                    RangeDeletes rangeDeletes\
                """))
            .shownBy("S04", "io.aitta.sstable.table.TableVersionsTest"),
        inSource(
            "BOUNDS_WITHOUT_RANGE_DELETES",
            "a table's last key leaves its range deletes out",
            "S05",
            Alarm.SIMULATION,
            100,
            true,
            edit(
                TABLES + "table/TableTally.java",
                "lastKey.compareTo(lastEnd) >= 0 ? lastKey : lastEnd,",
                "firstKey != null || lastKey.compareTo(lastEnd) >= 0 ? lastKey : lastEnd,")));
  }
}
