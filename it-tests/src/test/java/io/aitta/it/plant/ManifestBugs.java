package io.aitta.it.plant;

import static io.aitta.it.plant.PlantedBugs.edit;
import static io.aitta.it.plant.PlantedBugs.inSource;

import io.aitta.it.plant.PlantedBug.Alarm;
import java.util.List;

/** Bugs of the manifest, and of names. */
final class ManifestBugs {
  private static final String ACTORS = "actors/src/main/java/io/aitta/actors/";
  private static final String TABLES = "sstable/src/main/java/io/aitta/sstable/";

  private ManifestBugs() {}

  static List<PlantedBug> all() {
    return List.of(
        inSource(
                "CURRENT_NAME_NOT_SYNCED",
                "the directory is not synced behind the rename of CURRENT",
                "F02",
                Alarm.MATRIX,
                5500,
                true,
                edit(
                    TABLES + "manifest/Manifest.java",
                    """
                    fs.rename(CurrentFile.temporary(directory), CurrentFile.path(directory));
                    fs.syncDirectory(directory);\
                """,
                    "    fs.rename(CurrentFile.temporary(directory), CurrentFile.path(directory));"))
            .shownBy("F02", "io.aitta.sstable.manifest.ManifestCrashTest"),
        inSource(
                "CURRENT_NOT_SYNCED",
                "CURRENT is renamed into its place before its content is durable",
                "F05",
                Alarm.MATRIX,
                5500,
                true,
                edit(
                    TABLES + "manifest/Manifest.java",
                    """
                      current.sync();
                """,
                    ""))
            .shownBy("F05", "io.aitta.sstable.manifest.ManifestTest"),
        inSource(
                "RENAME_THOUGHT_UNDONE",
                "a rename that was reported as failed is taken for not done",
                "F06",
                Alarm.ERRORS,
                2400,
                true,
                edit(
                    TABLES + "manifest/Manifest.java",
                    """
                      current.sync();
                    }
                """,
                    """
                      current.sync();
                    }
                    uncertain = false;
                """))
            .shownBy("F06", "io.aitta.sstable.manifest.ManifestFailureTest"),
        inSource(
            "NEW_MANIFEST_NOT_SYNCED",
            "CURRENT names a manifest that is not durable",
            "F09 F05",
            Alarm.MATRIX,
            3000,
            true,
            edit(
                TABLES + "manifest/Manifest.java",
                """
                      begun.sync();
                """,
                "")),
        inSource(
                "EDIT_ERROR_FORGOTTEN",
                "after a full disk in the middle of an edit the next is written behind it",
                "M01",
                Alarm.ERRORS,
                2400,
                true,
                edit(
                    TABLES + "manifest/Manifest.java",
                    """
                    uncertain = true; // from here on a failure leaves who knows what
                """,
                    ""))
            .shownBy("M01", "io.aitta.sstable.manifest.ManifestFailureTest"),
        inSource(
                "FILE_NUMBERS_AGAIN",
                "file numbers begin again after each opening",
                "M02",
                Alarm.MATRIX,
                100,
                true,
                edit(
                    TABLES + "manifest/ManifestOpening.java",
                    "long next = Math.max(nextFile, state.nextFile());",
                    "long next = 1;"))
            .shownBy("M02", "io.aitta.sstable.manifest.ManifestTest"),
        inSource(
                "SNAPSHOT_LACKS_A_FIELD",
                "a rolled manifest forgets which numbers are reserved",
                "M03",
                Alarm.MATRIX,
                300,
                true,
                edit(
                    TABLES + "manifest/ManifestState.java",
                    """
                .numbersReserved(numbersReserved)
                            .timeMarkMillis\
                """,
                    """
                .numbersReserved(0)
                            .timeMarkMillis\
                """))
            .shownBy("M03", "io.aitta.sstable.manifest.ManifestTest"),
        inSource(
                "FIELD_LOST_IN_ENCODING",
                "the manifest forgets that a table holds range deletes",
                "M05",
                Alarm.MATRIX,
                3000,
                true,
                edit(
                    TABLES + "version/TableMetaCodec.java",
                    "fields.number(RANGE_DELETES, table.rangeDeletes());",
                    "fields.number(RANGE_DELETES, 0);"))
            .shownBy("M05", "io.aitta.sstable.version.VersionEditTest"),
        inSource(
                "ORPHANS_STAY",
                "what a crash left over is never removed",
                "M07 F08",
                Alarm.MATRIX,
                1500,
                true,
                edit(
                    TABLES + "manifest/Obsolete.java",
                    "      if (goes) {",
                    "      if (goes && file == null) {"))
            .shownBy("M07", "io.aitta.sstable.manifest.ObsoleteTest"),
        inSource(
            "FLUSHED_ONE_TOO_FAR",
            "a flush claims one number more than it wrote",
            "W12 M03",
            Alarm.MATRIX,
            5500,
            true,
            edit(
                ACTORS + "background/Flusher.java",
                "flushedThrough(flushed.greatestNumber())",
                "flushedThrough(flushed.greatestNumber() + 1)")));
  }
}
