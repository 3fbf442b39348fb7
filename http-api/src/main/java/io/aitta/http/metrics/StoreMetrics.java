package io.aitta.http.metrics;

import io.aitta.actors.StoreFigures;
import io.aitta.actors.StoreState;
import java.util.Locale;

/** The store's figures in the text format of Prometheus. */
public final class StoreMetrics {
  private StoreMetrics() {}

  /** Appends all of them. */
  public static void write(PrometheusText text, StoreFigures figures) {
    writeState(text, figures);
    writeSizes(text, figures);
    writeWork(text, figures.counters());
  }

  private static void writeState(PrometheusText text, StoreFigures figures) {
    text.gauge("aitta_state", "1 for the state the store is in.");
    for (StoreState state : StoreState.values()) {
      String name = state.name().toLowerCase(Locale.ROOT).replace('_', '-');
      text.value("state=\"" + name + "\"", figures.state() == state ? 1 : 0);
    }
    text.gauge("aitta_seq", "The number up to which everything reached a level of durability.");
    text.value("level=\"memory\"", figures.watermarks().memorySeq());
    text.value("level=\"os\"", figures.watermarks().osSeq());
    text.value("level=\"disk\"", figures.watermarks().diskSeq());
  }

  private static void writeSizes(PrometheusText text, StoreFigures figures) {
    text.gauge("aitta_keys", "About how many keys there are.").value(figures.keys());
    text.gauge("aitta_level_tables", "Tables in a level of the tree.");
    for (StoreFigures.Level level : figures.levels()) {
      text.value("level=\"" + level.level() + "\"", level.tables());
    }
    text.gauge("aitta_level_bytes", "Bytes in a level of the tree.");
    for (StoreFigures.Level level : figures.levels()) {
      text.value("level=\"" + level.level() + "\"", level.bytes());
    }
    text.gauge("aitta_memtable_bytes", "Bytes in memtables.").value(figures.memtableBytes());
    text.gauge("aitta_memtables_sealed", "Memtables waiting to be flushed.");
    text.value(figures.sealedMemtables());
    text.gauge("aitta_log_bytes", "Bytes in log files.").value(figures.logBytes());
    text.gauge("aitta_log_files", "Log files.").value(figures.logFiles());
    text.gauge("aitta_in_flight_bytes", "Bytes of writes admitted and not yet answered.");
    text.value(figures.inFlightBytes());
    text.gauge("aitta_snapshots", "Snapshots open.").value(figures.snapshots());
    text.gauge("aitta_tables_open", "Tables open.").value(figures.openTables());
    text.gauge("aitta_cache_bytes", "Bytes in the block cache.").value(figures.cacheBytes());
  }

  private static void writeWork(PrometheusText text, StoreFigures.Counters work) {
    text.counter("aitta_operations_total", "Operations written.").value(work.operations());
    text.counter("aitta_groups_total", "Groups appended to the log.").value(work.groups());
    text.counter("aitta_groups_shared_total", "Groups of more than one write.");
    text.value(work.groupsLargerThanOne());
    text.counter("aitta_log_syncs_total", "Syncs of the log.").value(work.syncs());
    text.counter("aitta_log_written_bytes_total", "Bytes appended to the log.");
    text.value(work.logBytesWritten());
    text.counter("aitta_writes_refused_total", "Writes refused before they were numbered.");
    text.value(work.refusedWrites());
    text.counter("aitta_conditions_failed_total", "Conditional writes refused.");
    text.value(work.failedConditions());
    text.counter("aitta_gets_total", "Keys read.").value(work.gets());
    text.counter("aitta_flushes_total", "Memtables written out.").value(work.flushes());
    text.counter("aitta_flushed_bytes_total", "Bytes of tables flushed.");
    text.value(work.flushedBytes());
    text.counter("aitta_compactions_total", "Merges of tables.").value(work.compactions());
    text.counter("aitta_table_moves_total", "Tables moved down a level without a merge.");
    text.value(work.trivialMoves());
    text.counter("aitta_compacted_bytes_total", "Bytes of tables merged.");
    text.value(work.compactedBytes());
    text.counter("aitta_writers_held_back_seconds_total", "Time writers were held back.");
    text.thousandths(work.writesHeldBackMillis());
    text.counter("aitta_cache_hits_total", "Blocks found in the cache.").value(work.cacheHits());
    text.counter("aitta_cache_misses_total", "Blocks read from disk.").value(work.cacheMisses());
    text.counter("aitta_cache_evictions_total", "Blocks that had to go for others.");
    text.value(work.cacheEvictions());
    text.counter("aitta_filter_negatives_total", "Blocks that a filter spared a get.");
    text.value(work.filterNegatives());
    text.counter("aitta_corruptions_total", "Damaged blocks met.").value(work.corruptions());
    text.counter("aitta_scrubs_total", "Times all tables were read and checked.");
    text.value(work.scrubs());
    text.counter("aitta_scrubbed_bytes_total", "Bytes of tables read to check them.");
    text.value(work.scrubbedBytes());
  }
}
