package io.aitta.sstable.level;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitta.core.Bytes;
import io.aitta.core.StoreException;
import io.aitta.core.format.Kind;
import io.aitta.core.format.Trailer;
import io.aitta.core.io.fault.Failure;
import io.aitta.core.io.fault.Fault;
import io.aitta.core.io.fault.FaultPlan;
import io.aitta.core.io.fault.FaultyFileSystem;
import io.aitta.core.io.fault.FileOperation;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.core.iterator.InternalIterator;
import io.aitta.core.iterator.RangeDeletes;
import io.aitta.core.iterator.RangeDeletesBuilder;
import io.aitta.sstable.cache.BlockCache;
import io.aitta.sstable.cache.HandleCache;
import io.aitta.sstable.table.Compression;
import io.aitta.sstable.table.TableCache;
import io.aitta.sstable.table.TableOptions;
import io.aitta.sstable.table.TableWriter;
import io.aitta.sstable.version.TableMeta;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A level as one cursor is the same as a sorted list. */
class LevelIteratorTest {
  private static final Path DIR = Path.of("/level");
  private static final TableOptions OPTIONS = new TableOptions(64, 2, Compression.NONE, 10);

  private record Entry(String key, long number) {
    static Entry at(InternalIterator cursor) {
      Bytes key = Bytes.of(cursor.keyArray(), cursor.keyFrom(), cursor.keyLength());
      Bytes value = Bytes.of(cursor.valueArray(), cursor.valueFrom(), cursor.valueLength());
      Entry entry = new Entry(key.utf8(), Trailer.number(cursor.trailer()));
      assertThat(value.utf8()).isEqualTo(entry.toString());
      return entry;
    }
  }

  private final FaultPlan plan = new FaultPlan();
  private final FaultyFileSystem fs = new FaultyFileSystem(new MemoryFileSystem(), plan);
  private final List<TableMeta> level = new ArrayList<>();
  private final List<Entry> entries = new ArrayList<>();
  private TableCache tables;

  @BeforeEach
  void write() throws IOException {
    fs.createDirectories(DIR);
    tables = new TableCache(DIR, new BlockCache(1 << 20), new HandleCache(fs, 3));
    level.add(table(1, RangeDeletes.NONE, "b", "c", "d"));
    level.add(table(2, deletes("e", "g")));
    level.add(table(3, deletes("g", "k"), "g", "h", "h", "i"));
    level.add(table(4, RangeDeletes.NONE, "k", "l", "m", "n", "o", "p", "q", "r"));
    level.add(table(5, deletes("s", "t")));
  }

  @AfterEach
  void close() {
    tables.close();
  }

  private static RangeDeletes deletes(String from, String until) {
    return new RangeDeletesBuilder()
        .add(Bytes.utf8(from).toArray(), Bytes.utf8(until).toArray(), 900)
        .build();
  }

  private TableMeta table(long number, RangeDeletes deletes, String... keys) throws IOException {
    Path path = DIR.resolve(TableCache.fileName(number));
    try (TableWriter writer = new TableWriter(fs.create(path), path, number, OPTIONS)) {
      long version = 100;
      for (String text : keys) {
        version--; // the same key once more is an older version
        byte[] key = Bytes.utf8(text).toArray();
        Entry entry = new Entry(text, version);
        byte[] value = Bytes.utf8(entry.toString()).toArray();
        long trailer = Trailer.of(version, Kind.PUT);
        writer.add(key, 0, key.length, trailer, value, 0, value.length);
        entries.add(entry);
      }
      writer.addRangeDeletes(deletes);
      return writer.finish().meta(number, 1);
    }
  }

  @Test
  void walksAllTablesForwardAndBack() {
    try (LevelIterator cursor = new LevelIterator(level, tables, true)) {
      List<Entry> forward = new ArrayList<>();
      for (cursor.first(); cursor.valid(); cursor.next()) {
        forward.add(Entry.at(cursor));
      }
      assertThat(forward).isEqualTo(entries);
      List<Entry> back = new ArrayList<>();
      for (cursor.last(); cursor.valid(); cursor.previous()) {
        back.add(0, Entry.at(cursor));
      }
      assertThat(back).isEqualTo(entries);
      assertThatIllegalStateException().isThrownBy(cursor::next);
    }
  }

  @Test
  void anyMovesAreThoseOfASortedList() {
    long seed = Long.getLong("seed", System.nanoTime());
    Random random = new Random(seed);
    try (LevelIterator cursor = new LevelIterator(level, tables, false)) {
      int at = -1;
      for (int i = 0; i < 5_000; i++) {
        byte[] key = Bytes.utf8("" + (char) ('a' + random.nextInt(21))).toArray();
        long trailer = Trailer.seek(90 + random.nextInt(12));
        switch (random.nextInt(6)) {
          case 0 -> {
            cursor.seek(key, 0, 1, trailer);
            at = firstAtOrAfter(key, trailer);
          }
          case 1 -> {
            cursor.seekBefore(key, 0, 1, trailer);
            at = firstAtOrAfter(key, trailer) - 1;
          }
          case 2, 3 -> {
            if (cursor.valid()) {
              cursor.next();
              at++;
            }
          }
          default -> {
            if (cursor.valid()) {
              cursor.previous();
              at--;
            }
          }
        }
        boolean valid = at >= 0 && at < entries.size();
        assertThat(cursor.valid()).as("-Dseed=%d move %d", seed, i).isEqualTo(valid);
        if (valid) {
          assertThat(Entry.at(cursor)).as("-Dseed=%d move %d", seed, i).isEqualTo(entries.get(at));
        }
      }
    }
  }

  private int firstAtOrAfter(byte[] key, long trailer) {
    for (int i = 0; i < entries.size(); i++) {
      int order = entries.get(i).key().compareTo(Bytes.wrap(key).utf8());
      long own = Trailer.of(entries.get(i).number(), Kind.PUT);
      if (order > 0 || (order == 0 && Trailer.compare(own, trailer) >= 0)) {
        return i;
      }
    }
    return entries.size();
  }

  @Test
  void aTableThatCannotBeReadFailsTheMoveAndIsNeverPassedOver() {
    try (LevelIterator cursor = new LevelIterator(level, tables, false)) {
      cursor.seek(Bytes.utf8("d").toArray(), 0, 1, Trailer.seek(1_000));
      assertThat(cursor.valid()).isTrue();
      plan.add(Fault.on(FileOperation.READ).fails(Failure.EIO));

      assertThatThrownBy(cursor::next).isInstanceOf(StoreException.class);

      assertThat(cursor.valid()).isFalse();
      plan.clearFaults();
      cursor.seek(Bytes.utf8("d").toArray(), 0, 1, Trailer.seek(1_000));
      cursor.next();
      assertThat(Entry.at(cursor).key()).isEqualTo("g");
    }
  }

  @Test
  void anEmptyLevelHasNoEntry() {
    try (LevelIterator cursor = new LevelIterator(List.of(), tables, false)) {
      cursor.first();
      assertThat(cursor.valid()).isFalse();
      cursor.last();
      assertThat(cursor.valid()).isFalse();
      cursor.seek(new byte[] {1}, 0, 1, 0);
      assertThat(cursor.valid()).isFalse();
    }
  }
}
