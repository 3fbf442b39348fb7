package io.aitta.it.plant;

import static io.aitta.it.plant.PlantedBugs.edit;
import static io.aitta.it.plant.PlantedBugs.forTests;

import java.util.List;

/** Bugs that need threads, time or a caller of some kind to show: one test each looks for them. */
final class EngineBugs {
  private static final String LOG = "wal-stream/src/main/java/io/aitta/wal/";
  private static final String SSTABLE = "sstable/src/main/java/io/aitta/sstable/";
  private static final String ACTORS = "actors/src/main/java/io/aitta/actors/";
  private static final String HTTP = "http-api/src/main/java/io/aitta/http/";
  private static final String COMPACTION_TEST = "io.aitta.sstable.compaction.CompactionTest";
  private static final String READS = "io.aitta.it.scenario.ReadScenariosTest";

  /** Time enough for some flushes and merges of the tests' small tables. */
  private static final String DALLIES =
      "java.util.concurrent.locks.LockSupport.parkNanos(20_000_000L);";

  /** So that no read is answered before it has a view. */
  private static final SourceEdit NOTHING_TOLD_WITHOUT_A_PIN =
      edit(
          ACTORS + "StoreFacade.java",
          """
              if (told != null) {
                answer.onFound(told);
          """,
          """
              if (told != null && told.version() < 0) {
                answer.onFound(told);
          """);

  private static final String VIEW_OF_A_GET =
      """
          ReadView view = reads.pin();
          reads.lookUp(view, reads.now(view), treeKey, hash, deadline(store), answer);
      """;

  private static final SourceEdit DALLIES_WITH_A_VIEW =
      edit(
          ACTORS + "StoreFacade.java",
          VIEW_OF_A_GET,
          """
              ReadView view = reads.pin();
              ViewReader.Moment moment = reads.now(view);
              %s
              reads.lookUp(view, moment, treeKey, hash, deadline(store), answer);
          """
              .formatted(DALLIES));

  private EngineBugs() {}

  static List<PlantedBug> all() {
    return List.of(
        forTests(
            "BYTES_READ_LATE",
            "the log keeps a write of level memory, and encodes it with the next",
            "W21",
            "io.aitta.wal.FileLogTest",
            true,
            edit(
                LOG + "FileLog.java",
                "  private LogResult appendGroup(LogBatch batch) throws IOException {",
                """
                  private LogBatch kept;

                  private LogResult appendGroup(LogBatch batch) throws IOException {\
                """),
            edit(
                LOG + "FileLog.java",
                """
                      full = write(batch);
                    } catch\
                """,
                """
                      if (kept != null) {
                        full = write(kept);
                      }
                      kept = batch.level() == Durability.MEMORY ? batch : null;
                      if (kept == null) {
                        full = write(batch);
                      }
                    } catch\
                """)),
        forTests(
            "TIME_MARK_FORGOTTEN",
            "a new log does not say how far time was",
            "T01",
            "io.aitta.wal.LogReplayTest",
            true,
            edit(
                LOG + "FileLog.java",
                "chain.follow(current, length, appendedThrough, timeMarkMillis);",
                "chain.follow(current, length, appendedThrough, 0);")),
        forTests(
            "GROWS_AT_THE_DISK",
            "a write is added to a group that the log has begun with",
            "W15",
            "io.aitta.actors.write.CommitDelayTest",
            true,
            edit(
                ACTORS + "write/Group.java",
                "      if (!begun) {\n",
                "      if (!begun || wish != null) {\n")),
        forTests(
            "BEHIND_A_REFUSED_GROUP",
            "a group whose predecessor found no space takes it for appended",
            "E01",
            "io.aitta.actors.FailureTest",
            true,
            edit(
                LOG + "FileLog.java",
                "if (full != null && batch.numberBefore() == refusedThrough) {",
                "if (full != null && batch.numberBefore() == -1) {")),
        forTests(
            "REFUSED_TASK_LOSES_THE_BATCH",
            "an executor that takes no task ends the log's stage without an answer",
            "J07",
            "io.aitta.wal.AppendAndSyncTest",
            true,
            edit(
                LOG + "AppendAndSync.java",
                "onAnswered(new Answer(fail(batch, refused), false));",
                "failStage(refused);")),
        forTests(
            "NO_MEMORY_IS_NO_FAILURE",
            "an append that found no memory passes for done",
            "J05",
            "io.aitta.it.scenario.WriteScenariosTest",
            true,
            edit(
                LOG + "FileLog.java",
                "      LogResult result = appendGroup(batch);",
                """
                      LogResult result;
                      try {
                        result = appendGroup(batch);
                      } catch (OutOfMemoryError none) {
                        return appended(batch);
                      }\
                """)),
        forTests(
            "OFFSETS_OF_INTS",
            "where a block begins is cut to 32 bits",
            "J06",
            "io.aitta.sstable.table.TableDecodersTest",
            true,
            edit(
                SSTABLE + "table/BlockIndex.java",
                "    return offsets[block];",
                "    return (int) offsets[block];")),
        forTests(
            "SNAPSHOT_OF_NOTHING_IGNORED",
            "a snapshot of an empty store passes for none",
            "S02",
            COMPACTION_TEST,
            true,
            edit(
                SSTABLE + "compaction/SnapshotList.java",
                "    TreeSet<Long> all = new TreeSet<>(snapshots);",
                "    TreeSet<Long> all = new TreeSet<>(snapshots);\n    all.remove(0L);")),
        forTests(
            "EXPIRED_HIDES_NOTHING",
            "an expired value goes without leaving a delete",
            "T02",
            COMPACTION_TEST,
            true,
            edit(
                SSTABLE + "compaction/Retention.java",
                "    return ofDelete(stripe) == Fate.DROP ? Fate.DROP : Fate.KEEP_AS_DELETE;",
                "    return Fate.DROP;")),
        forTests(
            "EXPIRED_FOR_THE_NEWEST",
            "what has expired by now goes, whenever a snapshot judges",
            "T03",
            COMPACTION_TEST,
            true,
            edit(
                SSTABLE + "compaction/Retention.java",
                "> snapshots.oldestTimeMillis()) {",
                "> snapshots.oldestTimeMillis() + 1_000) {")),
        forTests(
            "DELETES_STAY_FOR_EVER",
            "a delete stays when nothing older is left to hide",
            "K05",
            READS,
            true,
            edit(
                SSTABLE + "compaction/Retention.java",
                """
                    deletesDropped++;
                    return Fate.DROP;
                """,
                """
                    return Fate.KEEP;
                """)),
        forTests(
            "NUMBER_BEFORE_THE_VIEW",
            "a reader takes the number, dallies, and then takes the view",
            "S09",
            READS,
            true,
            NOTHING_TOLD_WITHOUT_A_PIN,
            edit(
                ACTORS + "StoreFacade.java",
                VIEW_OF_A_GET,
                """
                    ReadView before = reads.pin();
                    ViewReader.Moment early = reads.now(before);
                    before.unpin();
                    %s
                    ReadView view = reads.pin();
                    reads.lookUp(view, early, treeKey, hash, deadline(store), answer);
                """
                    .formatted(DALLIES))),
        forTests(
            "ONLY_THE_NEWEST_VIEW_COUNTS",
            "what an older view still needs is let go while a read is on its way through it",
            "C12",
            READS,
            true,
            NOTHING_TOLD_WITHOUT_A_PIN,
            DALLIES_WITH_A_VIEW,
            edit(
                ACTORS + "background/Janitor.java",
                "    live.add(published.view());",
                "    live.clear();\n    live.add(published.view());")),
        forTests(
            "UNLINKED_WHILE_READ",
            "a table goes while an older view still names it",
            "S07",
            READS,
            true,
            NOTHING_TOLD_WITHOUT_A_PIN,
            DALLIES_WITH_A_VIEW,
            edit(
                ACTORS + "background/Janitor.java",
                "    live.forEach(view -> dead.removeAll(view.version().tableNumbers()));",
                "    dead.removeAll(live.get(live.size() - 1).version().tableNumbers());")),
        forTests(
            "LEASE_ENDS_UNNOTICED",
            "a cursor goes on after its snapshot's lease has ended",
            "S10",
            READS,
            true,
            edit(
                ACTORS + "read/SnapshotHandle.java",
                "        .guardedBy(this::check);",
                "        .guardedBy(() -> {});")),
        forTests(
            "ANSWERS_ON_THE_STORES_THREADS",
            "a caller's code runs on the thread that answers",
            "J08",
            "io.aitta.it.kill.SlowCallbackTest",
            false,
            edit(ACTORS + "StoreActors.java", "        reply(system),", "        Runnable::run,")),
        forTests(
            "ONE_TASK_FOR_ALL_ANSWERS",
            "who is answered in a group waits for the code of those before",
            "J08",
            "io.aitta.actors.CallbackTest",
            false,
            edit(
                ACTORS + "write/GroupAnswers.java",
                "          store.reply().execute(this);\n",
                "")),
        forTests(
            "SEALED_IS_READY",
            "a sealed store says that it is ready",
            "E03",
            "io.aitta.http.ServerTest",
            true,
            edit(HTTP + "route/HealthHandler.java", "case OPEN -> {}", "case OPEN, SEALED -> {}"),
            edit(
                HTTP + "route/HealthHandler.java",
                """
                      case SEALED ->
                          throw refused(ErrorCode.SEALED, "the log failed; reads go on, writes need a restart");
                """,
                "")));
  }
}
