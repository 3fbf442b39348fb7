package io.aitta.sstable.compaction;

import io.aitta.core.Bytes;
import io.aitta.sstable.version.TableMeta;
import java.util.List;

/** The keys from the first to the last of some tables, both inclusive. */
record TableSpan(Bytes first, Bytes last) {
  static TableSpan of(TableMeta table) {
    return new TableSpan(table.firstKey(), table.lastKey());
  }

  /** Of at least one table. */
  static TableSpan of(List<TableMeta> tables) {
    TableSpan span = of(tables.get(0));
    for (TableMeta table : tables) {
      span = span.with(table);
    }
    return span;
  }

  TableSpan with(TableMeta table) {
    return new TableSpan(
        first.compareTo(table.firstKey()) <= 0 ? first : table.firstKey(),
        last.compareTo(table.lastKey()) >= 0 ? last : table.lastKey());
  }

  TableSpan with(List<TableMeta> tables) {
    TableSpan span = this;
    for (TableMeta table : tables) {
      span = span.with(table);
    }
    return span;
  }

  boolean touches(TableMeta table) {
    return table.lastKey().compareTo(first) >= 0 && table.firstKey().compareTo(last) <= 0;
  }

  static long bytes(List<TableMeta> tables) {
    long bytes = 0;
    for (TableMeta table : tables) {
      bytes += table.sizeBytes();
    }
    return bytes;
  }
}
