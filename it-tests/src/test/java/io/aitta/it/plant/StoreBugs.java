package io.aitta.it.plant;

import static io.aitta.it.plant.PlantedBugs.edit;
import static io.aitta.it.plant.PlantedBugs.inSource;

import io.aitta.it.plant.PlantedBug.Alarm;
import java.util.List;

/** Bugs of views, snapshots, opening and closing. */
final class StoreBugs {
  private static final String ACTORS = "actors/src/main/java/io/aitta/actors/";
  private static final String TABLES = "sstable/src/main/java/io/aitta/sstable/";

  private StoreBugs() {}

  static List<PlantedBug> all() {
    return List.of(
        inSource(
                "SNAPSHOT_NOT_LISTED",
                "a snapshot is handed out and not listed",
                "S01 S08",
                Alarm.MATRIX,
                100,
                true,
                edit(
                    ACTORS + "memory/Memtable.java",
                    """
                    snapshots.add(snapshot);
                """,
                    ""))
            .shownBy("S08", "io.aitta.it.scenario.ReadScenariosTest"),
        inSource(
            "CLOSE_HANGS",
            "a store whose flush failed never closes",
            "E04",
            Alarm.ERRORS,
            2400,
            true,
            edit(
                ACTORS + "background/Flusher.java",
                "return idle || over ? end() : this;",
                "return idle ? end() : this;")),
        inSource(
            "LOCK_KEPT",
            "an opening that failed keeps the lock",
            "L01 E01",
            Alarm.ERRORS,
            1200,
            true,
            edit(
                ACTORS + "Opening.java",
                """
                      lock.close();
                """,
                "")),
        inSource(
            "HANDLES_KEPT",
            "a close leaves tables open",
            "L03 S07",
            Alarm.MATRIX,
            100,
            true,
            edit(
                TABLES + "table/TableCache.java",
                """
                    for (Long number : new ArrayList<>(tables.keySet())) {
                      evict(number);
                    }
                """,
                "")));
  }
}
