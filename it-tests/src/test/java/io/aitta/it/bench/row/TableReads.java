package io.aitta.it.bench.row;

import io.aitta.it.bench.data.DataSet;
import io.aitta.it.bench.engine.Digest;
import io.aitta.it.bench.engine.EngineOptions;
import io.aitta.it.bench.engine.EngineStore;
import io.aitta.it.bench.load.Loader;
import io.aitta.it.bench.measure.ProcessMeter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Reads of 1 M keys in tables: loaded once, flushed, wholly compacted, reopened, and no entry in
 * memory only.
 */
final class TableReads implements RowGroup {
  private static final int VALUE_BYTES = 100;
  private static final int NEXTS = 10;
  private static final int PUTS_PER_SECOND = 50_000;
  private static final long SMALL_CACHE_BYTES = 1 << 20;

  @Override
  public String name() {
    return "table-reads";
  }

  @Override
  public List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    rows.add(
        new Row(
            "R2",
            "snapshot get, reopened store, memtable empty, blocks cached",
            "gets/s",
            Target.atLeast(5)));
    rows.addAll(GetRows.byMessage("tables", Target.atLeast(1.5)));
    rows.add(GetRows.batch("tables", Target.atLeast(4)));
    rows.add(
        new Row("R5", "get of an absent key between existing keys", "gets/s", Target.atLeast(1.5)));
    rows.add(
        new Row(
            "R6",
            "get, block not in the store's cache (1 MiB), in the page cache",
            "gets/s",
            Target.atLeast(1)));
    for (String direction : List.of("forward", "reverse")) {
      rows.add(scan("iterator", direction, "through the iterator", Target.atLeast(5)));
      rows.add(scan("source", direction, "through the Source", Target.atLeast(2)));
      rows.add(scan("chunks", direction, "through the Source of chunks", Target.none()));
    }
    rows.add(
        new Row(
            "S2-tables", "a new cursor, seek and 10 next, random", "seeks/s", Target.atLeast(3)));
    rows.add(
        new Row(
            "S2-puts",
            "the same while 50,000 puts/s run into the memtable",
            "seeks/s",
            Target.atLeast(1)));
    return rows;
  }

  private static Row scan(String how, String direction, String words, Target target) {
    return new Row(
        "S1-" + how + "-" + direction,
        "full scan " + direction + ", key and value delivered, " + words,
        "entries/s",
        target);
  }

  @Override
  public void run(Lab lab) {
    DataSet data = new DataSet(lab.scaled(1_000_000, 2_000), VALUE_BYTES);
    Path directory = lab.freshDirectory();
    try (EngineStore store = lab.open(directory, EngineOptions.ORDINARY)) {
      Loader.loadTables(store, data);
    }
    try (EngineStore store = lab.open(directory, EngineOptions.ORDINARY)) {
      requireInTables(store);
      GetRows rows = new GetRows(lab, store, data);
      rows.single("R2", RandomGets.present(data));
      rows.messages("tables");
      rows.batches("tables");
      rows.single("R5", RandomGets.absent(data));
      for (boolean reversed : new boolean[] {false, true}) {
        scans(lab, store, data, rows, reversed);
      }
      rows.measure("S2-tables", Scans.seekAndNext(data, NEXTS), 1);
      requireInTables(store);
      // the same values are written again, so that a reader finds what it expects
      rows.besidePuts("S2-puts", Scans.seekAndNext(data, NEXTS), 1, PUTS_PER_SECOND);
    }
    notCached(lab, directory, data);
  }

  private static void notCached(Lab lab, Path directory, DataSet data) {
    if (lab.wants("R6")) {
      EngineOptions options = EngineOptions.ORDINARY.withCacheBytes(SMALL_CACHE_BYTES);
      try (EngineStore store = lab.open(directory, options)) {
        new GetRows(lab, store, data).single("R6", RandomGets.present(data));
      }
    }
  }

  private static void requireInTables(EngineStore store) {
    if (!store.isMemtableEmpty() || !store.isCompacted()) {
      throw new IllegalStateException("the data does not lie in one level of tables");
    }
  }

  private static void scans(
      Lab lab, EngineStore store, DataSet data, GetRows rows, boolean reversed) {
    String direction = reversed ? "reverse" : "forward";
    List<String> notOffered = new ArrayList<>(List.of("S1-iterator-" + direction));
    for (String how : List.of("source", "chunks")) {
      String row = "S1-" + how + "-" + direction;
      if (lab.wants(row) && !stream(lab, store, data, row, reversed, how.equals("chunks"))) {
        notOffered.add(row);
      }
    }
    rows.alone(Scans.full(data, reversed), notOffered);
  }

  /** Streams everything as often as the time allows. Returns false if the engine has no stream. */
  private static boolean stream(
      Lab lab, EngineStore store, DataSet data, String row, boolean reversed, boolean inChunks) {
    if (streamOnce(store, data, reversed, inChunks) == 0) {
      return false;
    }
    lab.warmUp(
        nanos -> {
          long until = System.nanoTime() + nanos;
          do {
            streamOnce(store, data, reversed, inChunks);
          } while (System.nanoTime() < until);
        });
    ProcessMeter meter = ProcessMeter.start();
    long began = System.nanoTime();
    long entries = 0;
    do {
      entries += streamOnce(store, data, reversed, inChunks);
    } while (System.nanoTime() - began < lab.nanos());
    double seconds = (System.nanoTime() - began) / 1e9;
    lab.tell(
        new Measurement(
            row,
            lab.engine().name(),
            lab.plan().round(),
            entries / seconds,
            new Measurement.Load(1, 1, entries, seconds),
            Measurement.costs(meter.stop(), entries, 0, 0, 0),
            null,
            Long.toHexString(data.sumOfAll()),
            Map.of(),
            List.of()));
    return true;
  }

  private static long streamOnce(
      EngineStore store, DataSet data, boolean reversed, boolean inChunks) {
    Digest digest = new Digest();
    OptionalLong entries = store.stream(reversed, inChunks, digest);
    if (entries.isEmpty()) {
      return 0;
    }
    if (entries.getAsLong() != data.keys() || digest.sum() != data.sumOfAll()) {
      throw new IllegalStateException("a stream delivered something else than was written");
    }
    return entries.getAsLong();
  }
}
