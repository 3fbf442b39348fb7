package io.aitta.sstable.table;

import io.aitta.core.Bytes;
import io.aitta.core.format.KeyHash;
import io.aitta.core.format.Kind;
import io.aitta.core.format.Trailer;
import io.aitta.core.format.TreeKey;
import io.aitta.core.io.FileSystem;
import io.aitta.core.io.memory.MemoryFileSystem;
import io.aitta.core.iterator.InternalIterator;
import io.aitta.core.iterator.Lookup;
import io.aitta.core.iterator.RangeDeletes;
import io.aitta.sstable.cache.BlockCache;
import io.aitta.sstable.cache.HandleCache;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;

/** A directory in memory in which tests write and open tables. */
final class TableFixture {
  static final Path DIR = Path.of("/tables");
  static final Path FILE = DIR.resolve("000007.sst");
  static final long SALT = 0x0123_4567_89AB_CDEFL;

  final FileSystem fs;
  final BlockCache cache;
  final HandleCache handles;

  TableFixture() throws IOException {
    this(new MemoryFileSystem(), 1 << 20);
  }

  TableFixture(FileSystem fs, long cacheBytes) throws IOException {
    this(fs, cacheBytes, DIR);
  }

  TableFixture(FileSystem fs, long cacheBytes, Path dir) throws IOException {
    this.fs = fs;
    this.cache = new BlockCache(cacheBytes);
    this.handles = new HandleCache(fs, 10);
    fs.createDirectories(dir);
  }

  TableSummary write(TableOptions options, Collection<Cell> cells, RangeDeletes rangeDeletes)
      throws IOException {
    return write(FILE, options, cells, rangeDeletes);
  }

  TableSummary write(
      Path file, TableOptions options, Collection<Cell> cells, RangeDeletes rangeDeletes)
      throws IOException {
    try (TableWriter writer = new TableWriter(fs.create(file), file, SALT, options)) {
      for (Cell cell : cells) {
        add(writer, cell);
      }
      writer.addRangeDeletes(rangeDeletes);
      return writer.finish();
    }
  }

  static void add(TableWriter writer, Cell cell) throws IOException {
    writer.add(
        cell.key(), 0, cell.key().length, cell.trailer(), cell.value(), 0, cell.value().length);
  }

  TableReader open(TableSummary summary) {
    return TableReader.open(FILE, 7, summary.salt(), summary.sizeBytes(), cache, handles);
  }

  static List<Cell> forward(InternalIterator cursor) {
    List<Cell> cells = new ArrayList<>();
    for (cursor.first(); cursor.valid(); cursor.next()) {
      cells.add(Cell.at(cursor));
    }
    return cells;
  }

  static List<Cell> backward(InternalIterator cursor) {
    List<Cell> cells = new ArrayList<>();
    for (cursor.last(); cursor.valid(); cursor.previous()) {
      cells.add(0, Cell.at(cursor));
    }
    return cells;
  }

  static Lookup lookup(byte[] key, long number) {
    return new Lookup(key, KeyHash.of(key), number, 0);
  }

  /** What the table alone says of a key: the version, 0 if it does not exist. */
  static Lookup get(TableReader reader, byte[] key, long number) {
    Lookup lookup = lookup(key, number);
    reader.lookup(lookup, true);
    lookup.sourceDone();
    return lookup;
  }

  static byte[] key(String text) {
    return TreeKey.of(1, Bytes.utf8(text));
  }

  static byte[] value(String text) {
    return Bytes.utf8(text).toArray();
  }

  /** Keys with long common prefixes and several versions of many, in order, each number once. */
  static SortedSet<Cell> randomCells(Random random, int count, int valueMax) {
    SortedSet<Cell> cells = new TreeSet<>(Cell.ORDER);
    byte[] key = key("");
    for (int number = 1; number <= count; number++) {
      if (random.nextInt(3) > 0 || number == 1) {
        key = randomKey(random);
      }
      byte kind = random.nextInt(8) == 0 ? Kind.DELETE : Kind.PUT;
      byte[] value = new byte[kind == Kind.DELETE ? 0 : random.nextInt(valueMax + 1)];
      random.nextBytes(value);
      cells.add(new Cell(key, Trailer.of(number, kind), value));
    }
    return cells;
  }

  static byte[] randomKey(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> key("user/" + random.nextInt(40));
      case 1 -> key("user/profile/" + Integer.toHexString(random.nextInt(4000)));
      case 2 -> key("x".repeat(random.nextInt(30)));
      case 3 -> {
        byte[] user = new byte[random.nextInt(6)];
        for (int i = 0; i < user.length; i++) {
          user[i] = (byte) (random.nextBoolean() ? 0xFF : random.nextInt(3));
        }
        yield TreeKey.of(random.nextInt(3), Bytes.wrap(user));
      }
      default -> key(Long.toHexString(random.nextLong()));
    };
  }
}
