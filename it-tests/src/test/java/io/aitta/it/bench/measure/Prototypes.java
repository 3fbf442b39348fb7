package io.aitta.it.bench.measure;

import io.aitta.it.bench.load.Threads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/**
 * The hardest part of a row without a store around it, in nanoseconds: what is left of a row's time
 * beyond that is ours, the rest the machine's. For one thread, unless it says otherwise.
 */
final class Prototypes {
  private static final int SMALL_GROUP_BYTES = 4 << 10;
  private static final int LARGE_GROUP_BYTES = 440 << 10;
  private static final int SMALL_GROUPS = 500;
  private static final int LARGE_GROUPS = 100;
  private static final int TABLE_BYTES = 120 << 20;
  private static final int LINE_BYTES = 64;
  private static final int JUMPS = 2_000_000;
  private static final int KIB = 1 << 10;
  private static final int VALUES = 200_000;
  private static final int WRITE_BYTES = 256 << 10;
  private static final int MIB = 1 << 20;
  private static final int SYNCED_MIB = 256;
  private static final int LOG_SYNC_MIB = 4;
  private static final int TABLE_SYNC_MIB = 8;

  private Prototypes() {}

  static void run(Path directory, Map<String, Double> nanos) throws IOException {
    Path file = Files.createTempFile(directory, "prototype", ".log");
    try {
      nanos.put(
          "W2: a group of 4 KiB appended and synced, space taken ahead",
          groups(file, SMALL_GROUP_BYTES, SMALL_GROUPS, true));
      nanos.put(
          "W1a: a group of 440 KiB appended and synced",
          groups(file, LARGE_GROUP_BYTES, LARGE_GROUPS, false));
      nanos.put("R2: a read that another one leads to, in 120 MB", dependentReads());
      nanos.put(
          "M1, W5: 1 KiB copied and written to a log and a table, nothing merged", values(file));
      nanos.put(
          "W6 durable: 1 KiB of a log synced by 4 MiB and of a table by 8 MiB, side by side",
          logBesideTable(directory));
      ScanPrototypes.run(nanos);
    } finally {
      Files.delete(file);
    }
  }

  /** One after the other, as a log does; the median. */
  private static double groups(Path file, int bytes, int count, boolean spaceAhead)
      throws IOException {
    ByteBuffer group = ByteBuffer.allocateDirect(bytes);
    double[] nanos = new double[count];
    try (FileChannel channel = emptied(file)) {
      if (spaceAhead) {
        ByteBuffer zeros = ByteBuffer.allocateDirect(bytes * count);
        writeAll(channel, zeros, 0);
        channel.force(true);
      }
      for (int i = 0; i < count; i++) {
        group.clear();
        long before = System.nanoTime();
        writeAll(channel, group, (long) i * bytes);
        channel.force(false);
        nanos[i] = System.nanoTime() - before;
      }
    }
    Arrays.sort(nanos);
    return nanos[count / 2];
  }

  /** Each place says which one is next, so that no two misses overlap. */
  private static double dependentReads() {
    int places = TABLE_BYTES / LINE_BYTES;
    int[] order = new int[places];
    Arrays.setAll(order, place -> place);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = places - 1; i > 0; i--) { // Sattolo's: one circle through all
      int other = random.nextInt(i);
      int moved = order[i];
      order[i] = order[other];
      order[other] = moved;
    }
    int[] table = new int[TABLE_BYTES / Integer.BYTES];
    int step = LINE_BYTES / Integer.BYTES;
    for (int place = 0; place < places; place++) {
      table[place * step] = order[place] * step;
    }
    int at = 0;
    double nanos = 0;
    for (int turn = 0; turn < 2; turn++) { // the first compiles
      long before = System.nanoTime();
      for (int i = 0; i < JUMPS; i++) {
        at = table[at];
      }
      nanos = (double) (System.nanoTime() - before) / JUMPS;
    }
    return at < 0 ? 0 : nanos;
  }

  /**
   * Log and table are written and synced side by side, on two threads, as a store with a flush
   * under way does. The first turn brings the memory for the page cache, which the second finds
   * free.
   */
  private static double logBesideTable(Path directory) throws IOException {
    double nanos = 0;
    for (int turn = 0; turn < 2; turn++) {
      Path log = Files.createTempFile(directory, "prototype", ".log");
      Path table = Files.createTempFile(directory, "prototype", ".sst");
      try {
        Threads.Ran<Long> ran =
            Threads.run(
                2,
                thread ->
                    began ->
                        thread == 0 ? synced(log, LOG_SYNC_MIB) : synced(table, TABLE_SYNC_MIB));
        nanos = ran.seconds() * 1e9 / ((double) SYNCED_MIB * MIB / KIB);
      } finally {
        Files.delete(log);
        Files.delete(table);
      }
    }
    return nanos;
  }

  private static long synced(Path file, int syncMib) throws IOException {
    ByteBuffer source = ByteBuffer.allocateDirect(MIB);
    for (SplittableRandom random = new SplittableRandom(1); source.hasRemaining(); ) {
      source.putLong(random.nextLong());
    }
    CRC32C crc = new CRC32C();
    long written = 0;
    try (FileChannel channel = emptied(file)) {
      for (int i = 1; i <= SYNCED_MIB; i++) {
        source.position(MIB);
        written += checkAndWrite(channel, source, crc, written);
        if (i % syncMib == 0) {
          channel.force(false);
        }
      }
    }
    return written;
  }

  /**
   * Into a log's buffer and a memtable, from there into a table's; both checksummed and written.
   */
  private static double values(Path file) throws IOException {
    byte[] value = new byte[KIB];
    byte[] memtable = new byte[64 << 20];
    ByteBuffer log = ByteBuffer.allocateDirect(WRITE_BYTES);
    ByteBuffer table = ByteBuffer.allocateDirect(WRITE_BYTES);
    CRC32C crc = new CRC32C();
    long written = 0;
    try (FileChannel channel = emptied(file)) {
      long before = System.nanoTime();
      for (int i = 0; i < VALUES; i++) {
        int at = (int) ((long) i * KIB % memtable.length);
        System.arraycopy(value, 0, memtable, at, KIB);
        log.put(value);
        table.put(memtable, at, KIB);
        if (!log.hasRemaining()) {
          written += checkAndWrite(channel, log, crc, written);
          written += checkAndWrite(channel, table, crc, written);
        }
      }
      return (double) (System.nanoTime() - before) / VALUES;
    }
  }

  private static int checkAndWrite(FileChannel channel, ByteBuffer full, CRC32C crc, long at)
      throws IOException {
    full.flip();
    int bytes = full.remaining();
    crc.update(full.duplicate());
    writeAll(channel, full, at);
    full.clear();
    return bytes;
  }

  private static FileChannel emptied(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
  }

  private static void writeAll(FileChannel channel, ByteBuffer source, long at) throws IOException {
    long next = at;
    while (source.hasRemaining()) {
      next += channel.write(source, next);
    }
  }
}
