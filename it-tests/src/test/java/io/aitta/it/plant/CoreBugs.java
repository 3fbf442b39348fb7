package io.aitta.it.plant;

import static io.aitta.it.plant.PlantedBugs.edit;
import static io.aitta.it.plant.PlantedBugs.forTests;

import java.util.List;

/** Bugs below the tree: of records, files, locks, and what is in memory. */
final class CoreBugs {
  private static final String CORE = "core/src/main/java/io/aitta/core/";
  private static final String RECORD_TEST = "io.aitta.core.format.record.RecordTest";
  private static final String READ_FILE_TEST = "io.aitta.core.io.DiskReadFileTest";
  private static final String HOT_KEYS_TEST = "io.aitta.core.memtable.HotKeysTest";

  private CoreBugs() {}

  static List<PlantedBug> all() {
    return List.of(
        forTests(
            "ZEROS_ARE_DAMAGE",
            "space taken ahead is read as records",
            "W02",
            RECORD_TEST,
            true,
            edit(
                CORE + "format/record/RecordReader.java",
                "if (at < 0 || !isZero(at)) {",
                "if (at < 0 || isZero(at)) {")),
        forTests(
            "CHECKSUM_OF_ANY_FILE",
            "a checksum says nothing of the file and the place",
            "W03",
            RECORD_TEST,
            true,
            edit(
                CORE + "format/Checksum.java",
                "return crc ^ (int) (mix(salt + offset * 0x9E3779B97F4A7C15L) >>> 32);",
                "return crc;")),
        forTests(
            "FRAGMENTS_MIXED",
            "a record goes on with whatever comes next",
            "W19",
            RECORD_TEST,
            true,
            edit(
                CORE + "format/record/RecordReader.java",
                "if (first != (type == Frame.FULL || type == Frame.FIRST)) {",
                "if (first && type != Frame.FULL && type != Frame.FIRST) {")),
        forTests(
            "INTERRUPT_FAILS_THE_READ",
            "a file that an interrupt closed stays closed",
            "J01",
            READ_FILE_TEST,
            true,
            edit(
                CORE + "io/DiskReadFile.java",
                """
                          target.position(start);
                          reopen(current);
                """,
                """
                          throw failure;
                """)),
        forTests(
            "INTERRUPT_FAILS_OTHER_READS",
            "only who was interrupted opens the file again",
            "J09",
            READ_FILE_TEST,
            true,
            edit( // and dallies, so that others meet what an interrupt leaves
                CORE + "io/DiskReadFile.java",
                """
                        FileChannel current = channel;
                        try {
                          return target\
                """,
                """
                        FileChannel current = channel;
                        java.util.concurrent.locks.LockSupport.parkNanos(20_000L);
                        try {
                          return target\
                """),
            edit(
                CORE + "io/DiskReadFile.java",
                """
                          target.position(start);
                          reopen(current);
                """,
                """
                          target.position(start);
                          if (!interrupted) {
                            throw failure;
                          }
                          reopen(current);
                """)),
        forTests(
            "SHORT_READ_ENDS",
            "a read that brings less than asked for is the last",
            "J04",
            READ_FILE_TEST,
            true,
            edit(
                CORE + "io/DiskReadFile.java",
                "    while (direct.hasRemaining()) {",
                "    for (boolean once = true; once && direct.hasRemaining(); once = false) {")),
        forTests(
            "LOCK_FILE_REMOVED",
            "who lets go of the lock removes its file",
            "L02",
            "io.aitta.core.io.DiskFileSystemTest",
            true,
            edit(
                CORE + "io/DiskDirectoryLock.java",
                "channel.close(); // releases the kernel's lock",
                "channel.close(); Files.deleteIfExists(directory.resolve(LOCK_FILE));")),
        forTests(
            "LOCK_NOT_HEARD",
            "the kernel says that another process has the lock, and nobody listens",
            "L01",
            "io.aitta.core.io.DirectoryLockTest",
            true,
            edit(
                CORE + "io/DiskDirectoryLock.java",
                "      if (lock == null) {",
                "      if (lock == null && directory == null) {")),
        forTests(
            "LOCK_LOST_BY_ASKING",
            "who asks for a lock that this process holds opens and closes its file",
            "J02",
            "io.aitta.core.io.DirectoryLockTest",
            true,
            edit(
                CORE + "io/DiskDirectoryLock.java",
                "      if (HELD.contains(key)) {",
                "      openLock(directory).close();\n      if (HELD.contains(key)) {")),
        forTests(
            "TURNS_WITHOUT_SEEKING",
            "a cursor that turns round leaves its other sources where they are",
            "S06",
            "io.aitta.core.iterator.MergingIteratorTest",
            true,
            edit(
                CORE + "iterator/MergingIterator.java",
                "    if (!reversed) {",
                "    if (!reversed && sources.length > 9) {")),
        forTests(
            "ONE_HASH_IS_WALKED",
            "keys of one hash are copied out and searched one after the other",
            "K03",
            HOT_KEYS_TEST,
            false,
            edit(
                CORE + "memtable/PointIndex.java",
                "    Integer address = crowded.get(key);",
                """
                    Integer address = null;
                    for (var entry : new java.util.ArrayList<>(crowded.entrySet())) {
                      if (TreeKey.compare(entry.getKey(), key) == 0) {
                        address = entry.getValue();
                      }
                    }\
                """)),
        forTests(
            "VERSIONS_ARE_WALKED",
            "the way to an old version goes by all newer ones",
            "K04",
            HOT_KEYS_TEST,
            false,
            edit(
                CORE + "memtable/Arena.java",
                """
                        return NONE;
                      }
                      int jump = (int) INT.get(array, offset + JUMP);
                """,
                """
                        return NONE;
                      }
                      int jump = link(array, offset);
                """)));
  }
}
