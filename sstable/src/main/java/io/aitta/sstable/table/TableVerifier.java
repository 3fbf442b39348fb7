package io.aitta.sstable.table;

import io.aitta.core.Bytes;
import io.aitta.core.CorruptionException;
import io.aitta.core.format.KeyHash;
import io.aitta.core.format.Kind;
import io.aitta.core.format.Trailer;
import io.aitta.core.format.TreeKey;
import java.util.Arrays;

/** Reads a whole table from the file and holds everything in it against everything else. */
final class TableVerifier {
  private final TableReader reader;
  private final BlockIndex index;
  private byte[] lastKey = new byte[0];
  private long lastTrailer;
  private long entries;
  private long deletes;
  private int block;

  TableVerifier(TableReader reader) {
    this.reader = reader;
    this.index = reader.index();
  }

  void verify() {
    TableSummary summary = reader.summary();
    TableContents stored = TableContents.load(reader.file(), summary.salt(), summary.sizeBytes());
    try (TableIterator entry = new TableIterator(reader, BlockSource.Use.BYPASS)) {
      for (entry.first(); entry.valid(); entry.next()) {
        check(entry, stored);
      }
    }
    TableProperties properties = stored.properties();
    expect(entries == properties.entries(), properties.entries() + " entries", entries);
    expect(deletes == properties.deletes(), properties.deletes() + " deletes", deletes);
  }

  private void check(TableIterator entry, TableContents stored) {
    byte[] array = entry.keyArray();
    int from = entry.keyFrom();
    int length = entry.keyLength();
    long trailer = entry.trailer();
    int found = index.find(array, from, length, trailer);
    expect(found == block || found == block + 1, "an entry before separator " + block, found);
    block = found;
    int order = TreeKey.compare(lastKey, 0, lastKey.length, array, from, length);
    boolean ascending = order < 0 || (order == 0 && Trailer.compare(lastTrailer, trailer) < 0);
    expect(entries == 0 || ascending, "entries in order", Bytes.of(array, from, length));
    if (order != 0 || entries == 0) {
      boolean filtered = stored.mayContain(KeyHash.of(array, from, length));
      expect(filtered, "a filter that knows all keys", Bytes.of(array, from, length));
      lastKey = Arrays.copyOfRange(array, from, from + length);
    }
    TableProperties properties = stored.properties();
    long number = Trailer.number(trailer);
    expect(
        number >= properties.leastNumber() && number <= properties.greatestNumber(),
        "numbers from " + properties.leastNumber() + " to " + properties.greatestNumber(),
        number);
    lastTrailer = trailer;
    entries++;
    deletes += Trailer.kind(trailer) == Kind.DELETE ? 1 : 0;
  }

  private void expect(boolean holds, String expected, Object found) {
    if (!holds) {
      long offset = index.blocks() == 0 ? 0 : index.offset(Math.max(0, block));
      throw new CorruptionException(reader.path(), offset, expected, String.valueOf(found));
    }
  }
}
