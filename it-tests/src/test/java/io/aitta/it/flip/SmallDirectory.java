package io.aitta.it.flip;

import io.aitta.actors.Store;
import io.aitta.core.Bytes;
import io.aitta.core.Entry;
import io.aitta.core.Mutation;
import io.aitta.core.Range;
import io.aitta.core.WriteBatch;
import io.aitta.core.WriteOptions;
import io.aitta.core.io.ReadFile;
import io.aitta.core.io.memory.CrashPolicy;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.it.support.RunningStore;
import io.aitta.it.support.Stages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.javadsl.Sink;
import org.awaitility.Awaitility;

/**
 * A closed directory that has some of everything: tables of several levels, packed and not,
 * deletes, range deletes, filters, a manifest with edits, a log with groups that are in no table.
 *
 * @param disk holds it, and is not to be changed: see {@link #copy}
 * @param entries what a scan of the store showed before it closed
 */
record SmallDirectory(MemoryFileSystem disk, List<Entry> entries) {
  static final Path PATH = Path.of("/small");

  private static final int KEYS = 100;
  private static final int ROUNDS = 7;
  private static final int PREPARED_KEPT = 64;
  private static final int ROUNDS_MERGED = 4;
  private static final String SETTINGS =
      """
      wal { file-size = 16 KiB }
      memtable { size = 64 KiB, sealed-max = 2 }
      table { size = 4 KiB, block-size = 512, compression = lz4 }
      cache = 1 MiB
      compaction { threads = 1, l0-compact = 4, l0-slow = 8, l0-stop = 20 }
      """;

  /** Makes one. */
  static SmallDirectory make(ActorSystem<Void> system) {
    MemoryFileSystem disk = new MemoryFileSystem();
    List<Entry> entries = write(system, disk);
    MemoryFileSystem kept = disk.afterCrash(CrashPolicy.KILL, new Random(0));
    try {
      for (String name : kept.list(PATH)) {
        if (name.endsWith(".log") || name.startsWith("MANIFEST-")) {
          shorten(kept, PATH.resolve(name));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new SmallDirectory(kept, entries);
  }

  /** Fills a store and closes it; returns what it showed. */
  private static List<Entry> write(ActorSystem<Void> system, MemoryFileSystem disk) {
    try (RunningStore running =
        RunningStore.open(system, RunningStore.settings(PATH, SETTINGS), disk)) {
      Store store = running.store();
      for (int round = 0; round < ROUNDS; round++) {
        write(store, round);
        if (round < ROUNDS - 1) {
          Stages.get(store.flush());
        }
        if (round == ROUNDS_MERGED - 1) { // what comes later stays in level 0
          Awaitility.await()
              .atMost(Duration.ofSeconds(30))
              .until(() -> store.figures().counters().compactions() > 0);
        }
      }
      return Stages.get(store.scan(Range.all()).runWith(Sink.seq(), system));
    }
  }

  /** Takes prepared space away but for a little: many flips of the same zeros tell nothing more. */
  private static void shorten(MemoryFileSystem disk, Path path) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) disk.size(path));
    try (ReadFile file = disk.openRead(path)) {
      file.readAt(0, bytes);
    }
    int end = bytes.position();
    while (end > 0 && bytes.get(end - 1) == 0) {
      end--;
    }
    disk.cut(path, Math.min(bytes.position(), end + PREPARED_KEPT));
  }

  private static void write(Store store, int round) {
    Random random = new Random(round);
    int step = round == ROUNDS - 1 ? 3 : 1; // the last stays in the log, where a put is a group
    for (int i = 0; i < KEYS; i += step) {
      String value = round + " " + "%016x".formatted(random.nextLong()).repeat(2);
      Stages.get(store.put(key(i), Bytes.utf8(value), WriteOptions.OS));
    }
    WriteBatch.Builder batch = WriteBatch.builder();
    for (int i = round; i < KEYS; i += 9) {
      batch.delete(key(i));
    }
    batch.add(Mutation.deleteRange(Range.from(key(10 * round)).until(key(10 * round + 4))));
    batch.put(Bytes.utf8("batch/" + round), Bytes.utf8("whole"));
    Stages.get(store.write(batch.build(), WriteOptions.DISK));
  }

  private static Bytes key(int i) {
    return Bytes.utf8("key/%03d".formatted(i));
  }

  /** The same on a disk of its own. */
  MemoryFileSystem copy() {
    return disk.afterCrash(CrashPolicy.KILL, new Random(0));
  }

  /** The files that hold data, and their lengths. */
  TreeMap<String, Long> files() throws IOException {
    TreeMap<String, Long> files = new TreeMap<>();
    for (String name : disk.list(PATH)) {
      if (name.endsWith(".sst")
          || name.endsWith(".log")
          || name.startsWith("MANIFEST-")
          || name.equals("CURRENT")) {
        files.put(name, disk.size(PATH.resolve(name)));
      }
    }
    return files;
  }
}
