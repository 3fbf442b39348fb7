package io.aitta.core.memtable;

import io.aitta.core.format.KeyHash;
import io.aitta.core.format.Kind;
import io.aitta.core.iterator.InternalIterator;
import io.aitta.core.iterator.Lookup;
import io.aitta.core.iterator.VisibleIterator;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Prints what a memtable costs: 1 M entries of 16-byte keys and 100-byte values, in time of the
 * processor. A few rounds, the last of which counts. Run {@code main}; the argument is the kind of
 * keys: random, ascending, or structured (long shared prefixes in groups).
 */
public final class MemTableMeasure {
  private static final int ENTRIES = 1_000_000;
  private static final int READS = 300_000;
  private static final int BATCH = 64;

  private final byte[][] keys = new byte[ENTRIES][];
  private final long[] hashes = new long[ENTRIES];
  private final int[] draws = new int[READS];
  private long checksum;

  private MemTableMeasure(String kind) {
    Random random = new Random(1);
    for (int i = 0; i < ENTRIES; i++) {
      keys[i] = key(kind, i, random);
      hashes[i] = KeyHash.of(keys[i]);
    }
    for (int i = 0; i < READS; i++) {
      draws[i] = random.nextInt(ENTRIES);
    }
  }

  public static void main(String[] arguments) throws Exception {
    String kind = arguments.length > 0 ? arguments[0] : "random";
    MemTableMeasure measure = new MemTableMeasure(kind);
    ExecutorService background =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "merges");
              thread.setDaemon(true);
              return thread;
            });
    ChunkPool pool = new ChunkPool(ChunkPool.CHUNK_BYTES_MAX, 256);
    for (int round = 0; round < 7; round++) {
      System.out.println("round " + round + ", " + kind + " keys");
      measure.run(background, pool);
    }
  }

  private static byte[] key(String kind, int i, Random random) {
    ByteBuffer key = ByteBuffer.allocate(kind.equals("structured") ? 40 : 16).putInt(1);
    switch (kind) {
      case "random" -> key.putLong(random.nextLong()).putInt(i);
      case "ascending" -> key.putLong(i).putInt(i);
      case "structured" ->
          key.put(
              String.format(Locale.ROOT, "tenant-%05d/orders/order-%010d", random.nextInt(1000), i)
                  .substring(0, 36)
                  .getBytes(java.nio.charset.StandardCharsets.UTF_8));
      default -> throw new IllegalArgumentException(kind);
    }
    return key.array();
  }

  private void run(ExecutorService background, ChunkPool pool) throws Exception {
    MemTable table = new MemTable(1, 0, background, pool);
    insert(table);
    get(table);
    getTogether(table);
    seek(table, "seek + 10 next, runs as they are");
    scan(table, "runs as they are");
    background.submit(() -> {}).get();
    table.settle();
    background.submit(() -> {}).get();
    table.settle();
    System.out.println("  bytes reserved " + table.bytes() + ", of entries " + table.dataBytes());
    seek(table, "seek + 10 next, merged");
    scan(table, "merged");
    table.release();
  }

  private void insert(MemTable table) {
    byte[] value = new byte[100];
    long slowest = 0;
    long begin = cpuNanos();
    for (int i = 0; i < ENTRIES; i += 256) {
      long slice = System.nanoTime();
      for (int j = i; j < Math.min(ENTRIES, i + 256); j++) {
        table.insert(Kind.PUT, keys[j], hashes[j], value, 0, value.length, j + 1);
      }
      table.publish(Math.min(ENTRIES, i + 256));
      slowest = Math.max(slowest, System.nanoTime() - slice);
    }
    report("insert", begin, ENTRIES);
    System.out.println("  slowest slice of 256 inserts: " + slowest / 1000 + " us");
  }

  private void get(MemTable table) {
    long begin = cpuNanos();
    for (int draw : draws) {
      Lookup lookup = new Lookup(keys[draw], hashes[draw], ENTRIES, 0);
      table.lookup(lookup);
      checksum += lookup.version();
    }
    report("get, random", begin, READS);
  }

  private void getTogether(MemTable table) {
    Lookup[] lookups = new Lookup[BATCH];
    long begin = cpuNanos();
    for (int i = 0; i + BATCH <= READS; i += BATCH) {
      for (int j = 0; j < BATCH; j++) {
        int draw = draws[i + j];
        lookups[j] = new Lookup(keys[draw], hashes[draw], ENTRIES, 0);
      }
      table.lookupAll(lookups, 0, BATCH);
      checksum += lookups[0].version();
    }
    report("get, 64 together", begin, READS);
  }

  private void seek(MemTable table, String what) {
    int seeks = READS / 10;
    long begin = cpuNanos();
    for (int i = 0; i < seeks; i++) {
      byte[] key = keys[draws[i]];
      InternalIterator cursor = table.iterator();
      cursor.seek(key, 0, key.length, -1L);
      for (int n = 0; n < 10 && cursor.valid(); n++) {
        checksum += cursor.trailer();
        cursor.next();
      }
    }
    report(what, begin, seeks);
  }

  private void scan(MemTable table, String runs) {
    long begin = cpuNanos();
    InternalIterator cursor = table.iterator();
    for (cursor.first(); cursor.valid(); cursor.next()) {
      checksum += cursor.trailer() + cursor.keyLength() + cursor.valueLength();
    }
    reportRate("full scan, " + runs, begin);
    begin = cpuNanos();
    cursor = table.iterator();
    for (cursor.last(); cursor.valid(); cursor.previous()) {
      checksum += cursor.trailer() + cursor.keyLength() + cursor.valueLength();
    }
    reportRate("full scan in reverse, " + runs, begin);
    byte[] delivered = new byte[100];
    for (boolean reversed : new boolean[] {false, true}) {
      begin = cpuNanos();
      VisibleIterator visible = Tables.scan(table, ENTRIES, reversed);
      while (visible.next()) {
        checksum += visible.version();
        int length = visible.valueLength();
        System.arraycopy(visible.valueArray(), visible.valueFrom(), delivered, 0, length);
      }
      reportRate((reversed ? "visible in reverse, " : "visible, ") + runs, begin);
    }
  }

  /** Of this thread: other work on the machine disturbs less. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void report(String what, long begin, int count) {
    long nanos = cpuNanos() - begin;
    System.out.printf(Locale.ROOT, "  %-42s %8.0f ns%n", what, (double) nanos / count);
  }

  private static void reportRate(String what, long begin) {
    long nanos = cpuNanos() - begin;
    System.out.printf(Locale.ROOT, "  %-42s %8.2f M/s%n", what, (double) ENTRIES * 1000 / nanos);
  }

  @Override
  public String toString() {
    return "checksum " + checksum;
  }
}
