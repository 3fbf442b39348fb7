package io.aitta.sstable.table;

import io.aitta.core.Bytes;
import io.aitta.core.CorruptionException;
import io.aitta.core.format.KeyHash;
import io.aitta.core.format.Kind;
import io.aitta.core.format.Trailer;
import io.aitta.core.format.TreeKey;
import io.aitta.core.io.FileSystem;
import io.aitta.core.iterator.RangeDeletes;
import io.aitta.sstable.block.BlockFormat;
import io.aitta.sstable.block.BlockIterator;
import io.aitta.sstable.block.MalformedBlockException;
import io.aitta.sstable.cache.HandleCache;
import io.aitta.sstable.version.TableMeta;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole table past every cache and holds everything in it against everything else: each
 * checksum, the order of entries, separators, filter, properties, and what the manifest says of the
 * table. Goes on after a damage as far as it makes sense, tells each, and hands on every entry that
 * stands in a whole block. Without an index blocks are found by their checksums ({@link
 * BlockWalk}).
 *
 * <p>Works in bounded steps, so that whoever runs it can pace it or stop. For one thread at a time.
 *
 * <p>Over 400 lines: one walk over a file, whose state every check shares.
 */
public final class TableInspection implements Closeable {
  /** Takes what is found, in the order of the file. */
  public interface Listener {
    void damaged(TableDamage damage);

    /**
     * An entry of a whole block, behind all entries before it; the arrays hold until this returns.
     */
    default void entry(
        byte[] key,
        int keyFrom,
        int keyLength,
        long trailer,
        byte[] value,
        int valueFrom,
        int valueLength)
        throws IOException {}
  }

  private static final int STEP_BYTES = 256 << 10;

  private final Path path;
  private final TableFile unsalted;
  private final TableFile file;
  private final long size;
  private final @Nullable TableMeta expected;
  private final Listener listener;
  private final TableParts parts;
  private final @Nullable BlockIndex index;
  private final BlockWalk walk;
  private final BlockIterator inner = new BlockIterator();
  private final TableTally tally = new TableTally();

  /** Where data blocks end, as far as is known by now. */
  private long dataEnd;

  private long at;
  private int block;
  private boolean done;

  /** The file's bytes from {@link #chunkAt} on. */
  private byte[] chunk = new byte[0];

  private long chunkAt;
  private int chunkLength;
  private long bytesRead;

  private byte[] lastKey = {};
  private long lastTrailer;
  private @Nullable Bytes firstKey;
  private long entries;

  /** A block without an index was lost, and which key follows is not known yet. */
  private @Nullable TableDamage pending;

  private long damages;
  private boolean lostEntries;
  private boolean toldOfOrder;
  private boolean toldOfFilter;

  private TableInspection(
      TableFile unsalted, Path path, @Nullable TableMeta expected, Listener listener) {
    this.path = path;
    this.unsalted = unsalted;
    this.expected = expected;
    this.listener = listener;
    this.size = unsalted.size();
    this.parts = new TableParts(unsalted, size, expected, this::tell);
    this.file = unsalted.salted(parts.salt());
    this.index = parts.index();
    this.walk = new BlockWalk(file, parts.salt());
    long known = index != null ? index.offset(index.blocks()) : parts.dataEnd();
    this.dataEnd = known >= 0 ? Math.min(known, size) : size;
    this.done = parts.isAnother();
    this.bytesRead = size - dataEnd;
  }

  /**
   * Opens a table and reads everything but its data blocks.
   *
   * @param expected what the manifest says of it, or null if nothing is known: then the table
   *     counts as what it says of itself
   * @throws CorruptionException if there is no such file
   * @throws io.aitta.core.StoreException if it cannot be read
   */
  public static TableInspection open(
      FileSystem fs, Path path, @Nullable TableMeta expected, Listener listener) {
    TableFile unsalted = new TableFile(new HandleCache(fs, 1).handle(path), 0);
    try {
      return new TableInspection(unsalted, path, expected, listener);
    } catch (RuntimeException | Error failure) {
      unsalted.close();
      throw failure;
    }
  }

  /**
   * Goes on for about 256 KiB, one block at least. Returns whether there is more.
   *
   * @throws IOException from the listener
   * @throws io.aitta.core.StoreException if the file cannot be read
   */
  public boolean step() throws IOException {
    long until = at + STEP_BYTES;
    while (!done && at < until) {
      if (index != null ? block < index.blocks() : at < dataEnd) {
        takeBlock();
      } else {
        finish();
        done = true;
      }
    }
    return !done;
  }

  /** Runs to the end. */
  public void run() throws IOException {
    while (step()) {
      // nobody to let pass
    }
  }

  /** Bytes of the file read so far. */
  public long bytesRead() {
    return bytesRead;
  }

  /** How many damages were told so far. */
  public long damages() {
    return damages;
  }

  /** Entries handed on so far. */
  public long entries() {
    return entries;
  }

  /** The table's range deletes as far as they could be read; complete after the last step. */
  public RangeDeletes rangeDeletes() {
    return parts.rangeDeletes();
  }

  /** What the table says of itself; null if that cannot be read. */
  public @Nullable TableProperties properties() {
    return parts.properties();
  }

  /** The table's salt, or what stands in its place. */
  public long salt() {
    return parts.salt();
  }

  // ---- data blocks

  private void takeBlock() throws IOException {
    long begin = at;
    int length;
    if (index != null) {
      length = index.length(block);
    } else {
      length = walk.lengthAt(at, dataEnd);
      if (length < 0) {
        loseUpToNext();
        return;
      }
    }
    long end = begin + length + TableFormat.BLOCK_TRAILER_BYTES;
    try {
      readBlock(begin, length);
      if (index == null && !parts.hasMetaIndex() && !isDataBlock()) {
        dataEnd = begin; // the blocks behind the data: filter, range deletes, index
        return;
      }
      takeEntries(begin);
    } catch (CorruptionException damage) {
      loseBlock(damage, begin, end);
    } catch (MalformedBlockException malformed) {
      if (index == null && !parts.hasMetaIndex()) {
        dataEnd = begin; // whole, and no data: it stands behind them
        return;
      }
      loseBlock(file.malformed(begin, malformed), begin, end);
    }
    at = end;
    block++;
    bytesRead += end - begin;
  }

  /** Puts the cursor on no entry of a block that has passed every check. */
  private void readBlock(long begin, int length) {
    int from = locate(begin, length + TableFormat.BLOCK_TRAILER_BYTES);
    file.check(chunk, from, length, begin);
    byte compression = chunk[from + length];
    if (compression == Compression.NONE.id()) {
      BlockFormat.check(chunk, from, length);
      inner.reset(chunk, from, length);
      return;
    }
    TableProperties properties = parts.properties();
    int lengthMax =
        properties == null ? TableFormat.BLOCK_BYTES_MAX : properties.greatestBlockBytes();
    byte[] plain = BlockDecompressor.unpack(compression, chunk, from, length, lengthMax);
    BlockFormat.check(plain, 0, plain.length);
    inner.reset(plain, 0, plain.length);
  }

  /** Where in {@link #chunk} the file's bytes from {@code offset} on begin. */
  private int locate(long offset, int length) {
    if (offset < chunkAt || offset + length > chunkAt + chunkLength) {
      int wanted = (int) Math.min(Math.max(STEP_BYTES, length), Math.max(length, dataEnd - offset));
      chunkLength = 0;
      if (chunk.length < wanted || chunk.length > 4 * Math.max(STEP_BYTES, wanted)) {
        chunk = new byte[wanted];
      }
      file.read(offset, chunk, wanted);
      chunkAt = offset;
      chunkLength = wanted;
    }
    return (int) (offset - chunkAt);
  }

  /** Whether the block under the cursor holds entries that come behind those before it. */
  private boolean isDataBlock() {
    try {
      inner.first();
      return inner.valid()
          && inner.keyLength() >= TreeKey.KEYSPACE_BYTES
          && (entries == 0 || compareToLast() < 0);
    } catch (MalformedBlockException other) {
      return false;
    }
  }

  /** Below 0 if the entry under the cursor comes behind the one before. */
  private int compareToLast() {
    int order =
        TreeKey.compare(
            lastKey, 0, lastKey.length, inner.keyArray(), inner.keyFrom(), inner.keyLength());
    return order != 0 ? order : Trailer.compare(lastTrailer, inner.trailer());
  }

  private void takeEntries(long begin) throws IOException {
    for (inner.first(); inner.valid(); inner.next()) {
      byte[] array = inner.keyArray();
      int from = inner.keyFrom();
      int length = inner.keyLength();
      if (entries > 0 && compareToLast() >= 0) {
        if (!toldOfOrder) {
          toldOfOrder = true;
          contradicts(
              begin, "entries in order", Bytes.of(array, from, length) + " after a greater");
        }
        continue; // never handed on: whoever takes them relies on their order
      }
      tellPending(Bytes.of(array, from, length));
      checkEntry(begin, array, from, length);
      keep(array, from, length);
      listener.entry(
          array,
          from,
          length,
          inner.trailer(),
          inner.valueArray(),
          inner.valueFrom(),
          inner.valueLength());
    }
  }

  private void checkEntry(long begin, byte[] array, int from, int length) {
    byte kind = Trailer.kind(inner.trailer());
    boolean deadlineThere = kind != Kind.EXPIRING_PUT || inner.valueLength() >= Kind.DEADLINE_BYTES;
    if (kind == Kind.RANGE_DELETE || !Kind.isSupported(kind) || !deadlineThere) {
      throw new CorruptionException(path, begin, "an entry of a known kind, whole", "kind " + kind);
    }
    if (index != null) {
      int found = index.find(array, from, length, inner.trailer());
      if (found != block && !toldOfOrder) {
        toldOfOrder = true;
        contradicts(begin, "an entry that the index leads to in block " + block, "block " + found);
      }
    }
    var filter = parts.filter();
    if (filter != null && !toldOfFilter && !filter.mayContain(KeyHash.of(array, from, length))) {
      toldOfFilter = true;
      contradicts(begin, "a filter that knows all keys", "" + Bytes.of(array, from, length));
    }
  }

  private void keep(byte[] array, int from, int length) {
    if (firstKey == null) {
      firstKey = Bytes.of(array, from, length);
    }
    if (lastKey.length != length
        || !Arrays.equals(lastKey, 0, length, array, from, from + length)) {
      lastKey = Arrays.copyOfRange(array, from, from + length);
    }
    lastTrailer = inner.trailer();
    entries++;
    tally.entry(length, lastTrailer, inner.valueArray(), inner.valueFrom(), inner.valueLength());
  }

  // ---- damage

  private void tell(TableDamage damage) {
    damages++;
    lostEntries |= damage.losesEntries();
    listener.damaged(damage);
  }

  /** The bytes are whole, and what they say cannot be. */
  private void contradicts(long offset, String wanted, String found) {
    tell(
        new TableDamage(
            new CorruptionException(path, offset, wanted, found), "content", 0, false, null, null));
  }

  private void loseBlock(CorruptionException damage, long begin, long end) {
    if (index == null) {
      lose(damage, begin, end);
      return;
    }
    Bytes from = block == 0 ? parts.firstKey() : Bytes.wrap(index.separator(block - 1));
    boolean isLast = block == index.blocks() - 1;
    Bytes until = isLast ? lastOf(parts.lastKey()) : Bytes.wrap(index.separator(block));
    String part = "data block " + block + " of " + index.blocks();
    tell(new TableDamage(damage, part, end - begin, true, from, until));
  }

  /** The last block's separator is its last key; a range delete may reach further. */
  private Bytes lastOf(@Nullable Bytes known) {
    BlockIndex there = index;
    if (there == null || there.blocks() == 0) {
      return known == null ? Bytes.EMPTY : known;
    }
    return Bytes.wrap(there.separator(there.blocks() - 1));
  }

  /** Without an index: from a block whose end cannot be found to the next that can. */
  private void loseUpToNext() {
    long next = walk.nextAfter(at, dataEnd);
    boolean isTail = next < 0;
    long end = isTail ? Math.max(dataEnd, expected == null ? 0 : expected.sizeBytes()) : next;
    CorruptionException damage =
        new CorruptionException(path, at, "a block and its checksum", "none that ends by " + end);
    lose(damage, at, end);
    bytesRead += (isTail ? dataEnd : next) - at;
    at = isTail ? dataEnd : next;
  }

  private void lose(CorruptionException damage, long begin, long end) {
    TableDamage before = pending;
    if (before != null) { // two places behind each other are one
      pending =
          new TableDamage(
              before.what(),
              before.part(),
              end - before.what().offset(),
              true,
              before.from(),
              null);
      return;
    }
    Bytes from = entries == 0 ? parts.firstKey() : Bytes.of(lastKey);
    pending =
        new TableDamage(damage, "data, found without an index", end - begin, true, from, null);
  }

  private void tellPending(@Nullable Bytes until) {
    TableDamage known = pending;
    if (known != null) {
      pending = null;
      tell(new TableDamage(known.what(), known.part(), known.length(), true, known.from(), until));
    }
  }

  // ---- the end: what is known of the table as a whole

  private void finish() {
    tellPending(parts.lastKey());
    if (!parts.hasMetaIndex()) {
      findRangeDeletes();
    }
    parts.rangeDeletes().fragments().forEach(tally::fragment);
    if (!lostEntries) {
      checkSums();
    }
  }

  /** Without a meta index: the block behind the data that is nothing but range deletes. */
  private void findRangeDeletes() {
    List<RangeDeletes> found = new ArrayList<>();
    long next = at;
    for (int length = walk.lengthAt(next, size); length > 0; length = walk.lengthAt(next, size)) {
      RangeDeletes decoded = asRangeDeletes(file.readPlain(next, length));
      if (decoded != null) {
        found.add(decoded);
      }
      next += length + (long) TableFormat.BLOCK_TRAILER_BYTES;
    }
    if (found.size() == 1) {
      parts.rangeDeletes(found.get(0));
      return;
    }
    TableProperties properties = parts.properties();
    long had =
        expected != null
            ? expected.rangeDeletes()
            : properties == null ? -1 : properties.rangeDeletes();
    if (had != 0) {
      String wanted = had < 0 ? "range deletes, if there were any" : had + " range deletes";
      parts.rangeDeletesLost(
          new CorruptionException(path, next, wanted, "no meta index that leads to them"), 0);
    }
  }

  private static @Nullable RangeDeletes asRangeDeletes(byte[] bytes) {
    try {
      RangeDeletes decoded = RangeDeleteBlock.decode(bytes);
      boolean same = Arrays.equals(RangeDeleteBlock.encode(decoded.fragments()), bytes);
      return same && !decoded.isEmpty() ? decoded : null;
    } catch (IllegalArgumentException other) {
      return null;
    }
  }

  private void checkSums() {
    TableProperties stored = parts.properties();
    TableOptions options = stored == null ? TableOptions.DEFAULT : stored.options();
    if (tally.isEmpty()) {
      return;
    }
    TableSummary counted =
        tally
            .properties(firstKey, Bytes.of(lastKey), block, options, "")
            .summary(size, parts.salt());
    if (stored != null) {
      compare(parts.propertiesAt(), "the properties", stored.summary(size, parts.salt()), counted);
    }
    if (expected != null) {
      TableSummary told =
          new TableSummary(
              size,
              parts.salt(),
              expected.firstKey(),
              expected.lastKey(),
              expected.leastNumber(),
              expected.greatestNumber(),
              expected.entries(),
              expected.deletes(),
              expected.rangeDeletes(),
              expected.oldestDeadlineMillis());
      compare(0, "the manifest", told, counted);
    }
  }

  private void compare(long offset, String whose, TableSummary told, TableSummary counted) {
    field(offset, whose, "first key", told.firstKey(), counted.firstKey());
    field(offset, whose, "last key", told.lastKey(), counted.lastKey());
    field(offset, whose, "least number", told.leastNumber(), counted.leastNumber());
    field(offset, whose, "greatest number", told.greatestNumber(), counted.greatestNumber());
    field(offset, whose, "entries", told.entries(), counted.entries());
    field(offset, whose, "deletes", told.deletes(), counted.deletes());
    field(offset, whose, "range deletes", told.rangeDeletes(), counted.rangeDeletes());
    field(
        offset,
        whose,
        "oldest deadline",
        told.oldestDeadlineMillis(),
        counted.oldestDeadlineMillis());
  }

  private void field(long offset, String whose, String name, Object told, Object counted) {
    if (!told.equals(counted)) {
      contradicts(offset, name + " " + told + ", as " + whose + " says", String.valueOf(counted));
    }
  }

  @Override
  public void close() {
    unsalted.close();
  }
}
