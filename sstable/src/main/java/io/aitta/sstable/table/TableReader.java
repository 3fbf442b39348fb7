package io.aitta.sstable.table;

import io.aitta.core.CorruptionException;
import io.aitta.core.StoreException;
import io.aitta.core.format.Trailer;
import io.aitta.core.iterator.InternalIterator;
import io.aitta.core.iterator.Lookup;
import io.aitta.core.iterator.RangeDeletes;
import io.aitta.sstable.block.BlockFormat;
import io.aitta.sstable.block.MalformedBlockException;
import io.aitta.sstable.block.PointSearch;
import io.aitta.sstable.cache.BlockCache;
import io.aitta.sstable.cache.BlockEnds;
import io.aitta.sstable.cache.HandleCache;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One table, open for reading: index, filter and range deletes in memory, blocks in slots of the
 * cache. Shared by all who read; immutable but for the slots and what it learns of its gets; safe
 * on any thread.
 *
 * <p>A point get asks the range deletes, the filter, the index and one block, and allocates nothing
 * but the value it hands out. Failed reads throw {@link StoreException} ({@code io-error}), damaged
 * bytes {@link CorruptionException}; neither leaves anything in the cache.
 */
public final class TableReader implements AutoCloseable {
  /** What a lookup came to. */
  public enum Answer {
    /** The table has told all it knows. */
    DONE,
    /** The block that may hold the key is not in memory, and reading was not allowed. */
    NEEDS_BLOCK
  }

  /** After so many gets in a row whose key was here, the next is not asked of the filter first. */
  private static final int SURE_AFTER = 16;

  /** A cache line from either end of the array. */
  private static final int COUNT_AT = 16;

  /** What blocks end with. */
  private static final BlockEnds.Format ENDS =
      new BlockEnds.Format() {
        @Override
        public int bytes(byte[] block) {
          return PointSearch.directoryBytes(block);
        }

        @Override
        public void copy(byte[] block, int bytes, byte[] target, int targetEnd) {
          PointSearch.copyDirectory(block, bytes, target, targetEnd);
        }
      };

  private final TableFile file;
  private final long number;
  private final TableSummary summary;
  private final TableContents contents;
  private final BlockIndex index;
  private final BlockCache.Slots slots;

  /**
   * Gets answered by memory whose key was here, since one whose was not; up to {@link #SURE_AFTER}.
   * To ask the filter costs a cache miss, which spares those of the block if the key is not here,
   * and is one more if it is. Counts that threads lose cost such a miss, no more. Away from what
   * every get reads, since threads write it by turns where only some keys are here.
   */
  private final int[] foundInARow = new int[2 * COUNT_AT + 1];

  private TableReader(
      TableFile file, long number, TableSummary summary, TableContents contents, BlockCache cache) {
    this.file = file;
    this.number = number;
    this.summary = summary;
    this.contents = contents;
    this.index = contents.index();
    this.slots = cache.slots(index.blocks(), ENDS);
  }

  /**
   * Opens a table and loads everything but its data blocks.
   *
   * @param expectedSalt the salt the manifest knows
   * @param expectedSize the length the manifest knows
   * @throws CorruptionException if the file is missing, damaged, or another table
   * @throws StoreException if it cannot be read, or is written in a newer format
   */
  public static TableReader open(
      Path path,
      long tableNumber,
      long expectedSalt,
      long expectedSize,
      BlockCache cache,
      HandleCache handles) {
    TableFile file = new TableFile(handles.handle(path), expectedSalt);
    try {
      TableContents contents = TableContents.load(file, expectedSalt, expectedSize);
      TableSummary summary = contents.properties().summary(expectedSize, expectedSalt);
      return new TableReader(file, tableNumber, summary, contents, cache);
    } catch (RuntimeException | Error failure) {
      file.close();
      throw failure;
    }
  }

  /** The table's number. */
  public long number() {
    return number;
  }

  public Path path() {
    return file.path();
  }

  /** What the table says of itself. */
  public TableProperties properties() {
    return contents.properties();
  }

  public TableSummary summary() {
    return summary;
  }

  /** The range deletes in the table. */
  public RangeDeletes rangeDeletes() {
    return contents.rangeDeletes();
  }

  /** How many data blocks the table has. */
  public int blocks() {
    return index.blocks();
  }

  /** Bytes of heap that stay taken as long as the table is open, blocks not counted. */
  public long heapBytes() {
    return contents.heapBytes();
  }

  /**
   * Tells a lookup what the table knows of its key: the newest range delete over it, then the
   * newest visible version. Never says that the source is done.
   *
   * @param mayReadDisk whether a block may be read on this thread
   */
  public Answer lookup(Lookup lookup, boolean mayReadDisk) {
    int block = blockOf(lookup);
    if (block < 0) {
      return Answer.DONE;
    }
    byte[] bytes = slots.get(block);
    if (bytes == null) {
      if (!mayReadDisk) {
        return Answer.NEEDS_BLOCK;
      }
      bytes = readAndKeep(block);
    }
    offer(block, bytes, bytes.length, lookup);
    return Answer.DONE;
  }

  /**
   * As {@link #lookup(Lookup, boolean)} without reading. Counts nothing if a block is missing: who
   * asks will ask again in another way. Right also while the table is being closed, since blocks
   * are left to the collector.
   */
  public Answer lookupInMemory(Lookup lookup) {
    boolean sure = foundInARow[COUNT_AT] >= SURE_AFTER;
    int block = sure ? blockByIndex(lookup) : blockOf(lookup);
    if (block < 0) {
      return Answer.DONE;
    }
    byte[] bytes = slots.getIfKept(block);
    if (bytes == null) {
      return sure && !mayContain(lookup) ? Answer.DONE : Answer.NEEDS_BLOCK;
    }
    offer(block, bytes, slots.length(block), lookup);
    found(lookup.decided());
    return Answer.DONE;
  }

  private void found(boolean found) {
    int before = foundInARow[COUNT_AT];
    if (!found && before > 0) {
      foundInARow[COUNT_AT] = 0;
    } else if (found && before < SURE_AFTER) {
      foundInARow[COUNT_AT] = before + 1;
    }
  }

  /**
   * Answers a lookup from a block that {@link #load} gave, whether the cache could keep it or not.
   */
  public void lookup(Lookup lookup, LoadedBlock loaded) {
    if (blockOf(lookup) == loaded.block()) {
      tell(lookup, loaded);
    }
  }

  /**
   * The one block that may hold the newest version visible to a lookup, or -1 if the table cannot
   * hold one. Tells the lookup the newest range delete over its key.
   */
  public int blockOf(Lookup lookup) {
    return isHidden(lookup) || !mayContain(lookup) ? -1 : indexed(lookup);
  }

  /** As {@link #blockOf}, without asking the filter. */
  private int blockByIndex(Lookup lookup) {
    return isHidden(lookup) ? -1 : indexed(lookup);
  }

  /** Whether nothing in the table is visible to a lookup, by numbers alone. */
  private boolean isHidden(Lookup lookup) {
    byte[] key = lookup.treeKey();
    RangeDeletes rangeDeletes = contents.rangeDeletes();
    if (!rangeDeletes.isEmpty()) {
      long cover = rangeDeletes.coverNumber(key, 0, key.length, lookup.number());
      lookup.cover(cover);
      if (cover >= summary.greatestNumber()) {
        return true; // everything here is older than the delete
      }
    }
    return lookup.number() < summary.leastNumber();
  }

  private boolean mayContain(Lookup lookup) {
    boolean may = contents.mayContain(lookup.hash());
    if (!may) {
      slots.countSpared();
      found(false);
    }
    return may;
  }

  private int indexed(Lookup lookup) {
    byte[] key = lookup.treeKey();
    return index.find(key, 0, key.length, Trailer.seek(lookup.number()));
  }

  /** Reads where {@link #blockOf} begins, so that one soon after finds it near. */
  public int touch(Lookup lookup) {
    return contents.touchFilter(lookup.hash());
  }

  /** A block of {@link #blockOf} if it is in memory, else null; a miss is not counted. */
  public @Nullable LoadedBlock ifKept(int block) {
    byte[] bytes = slots.getIfKept(block);
    if (bytes == null) {
      return null;
    }
    byte[] ends = slots.endArray(block);
    int length = slots.length(block);
    return ends != null
        ? new LoadedBlock(block, bytes, length, ends, slots.endIn(block))
        : new LoadedBlock(block, bytes, length, bytes, length);
  }

  /** Tells a lookup what the block knows that {@link #blockOf} named for it. */
  public void tell(Lookup lookup, LoadedBlock loaded) {
    try {
      loaded.offer(lookup);
    } catch (MalformedBlockException malformed) {
      throw file.malformed(index.offset(loaded.block()), malformed);
    }
  }

  /** Asks a kept block, by the copy of its directory if there is one. */
  private void offer(int block, byte[] bytes, int length, Lookup lookup) {
    byte[] ends = slots.endArray(block);
    try {
      if (ends != null) {
        PointSearch.offer(bytes, length, ends, slots.endIn(block), lookup);
      } else {
        PointSearch.offer(bytes, length, bytes, length, lookup);
      }
    } catch (MalformedBlockException malformed) {
      throw file.malformed(index.offset(block), malformed);
    }
  }

  /** Whether a block of {@link #blockOf} is in memory. */
  public boolean isCached(int block) {
    return slots.peek(block) != null;
  }

  /**
   * Reads a block, checks it and puts it into the cache, unless it is there.
   *
   * @return the block, for {@link #lookup(Lookup, LoadedBlock)}: it may be too great for the cache,
   *     or evicted again at once
   */
  public LoadedBlock load(int block) {
    byte[] bytes = slots.peek(block);
    return new LoadedBlock(block, bytes != null ? bytes : readAndKeep(block));
  }

  /** Puts blocks into the cache that were kept when the table was written. */
  public void keep(KeptBlocks blocks) {
    blocks.handOver(slots::put);
  }

  private byte[] readAndKeep(int block) {
    byte[] bytes = readBlock(block);
    slots.put(block, bytes);
    return bytes;
  }

  private byte[] readBlock(int block) {
    int length = index.length(block);
    byte[] stored = new byte[length + TableFormat.BLOCK_TRAILER_BYTES];
    file.read(index.offset(block), stored, stored.length);
    return plainBlock(block, stored, 0);
  }

  /** Checks a stored block and returns its plain bytes in an array of their own. */
  byte[] plainBlock(int block, byte[] stored, int from) {
    int length = index.length(block);
    byte[] plain = unpackIfPacked(block, stored, from);
    if (plain == null) {
      plain = Arrays.copyOfRange(stored, from, from + length);
      checkFormat(block, plain, 0, length);
    }
    return plain;
  }

  /**
   * Checks a stored block; returns its plain bytes if it was packed, null if it stands as it is.
   */
  byte @Nullable [] unpackIfPacked(int block, byte[] stored, int from) {
    int length = index.length(block);
    long offset = index.offset(block);
    file.check(stored, from, length, offset);
    byte compression = stored[from + length];
    if (compression == Compression.NONE.id()) {
      return null;
    }
    int lengthMax = properties().greatestBlockBytes();
    try {
      byte[] plain = BlockDecompressor.unpack(compression, stored, from, length, lengthMax);
      BlockFormat.check(plain, 0, plain.length);
      return plain;
    } catch (MalformedBlockException malformed) {
      throw file.malformed(offset, malformed);
    }
  }

  void checkFormat(int block, byte[] array, int from, int length) {
    try {
      BlockFormat.check(array, from, length);
    } catch (MalformedBlockException malformed) {
      throw file.malformed(index.offset(block), malformed);
    }
  }

  /**
   * A cursor over the table's entries; range deletes not among them.
   *
   * @param fillCache true for readers' scans: blocks read are kept. False for compaction: reads
   *     ahead in great pieces, uses what the cache holds, and leaves no trace in it
   */
  public InternalIterator iterator(boolean fillCache) {
    return new TableIterator(this, fillCache ? BlockSource.Use.FILL : BlockSource.Use.PASS_BY);
  }

  /**
   * Reads the whole file past the cache and checks everything: checksums, order, separators,
   * filter, counts.
   *
   * @throws CorruptionException at the first thing that is wrong
   */
  public void verify() {
    new TableVerifier(this).verify();
  }

  TableFile file() {
    return file;
  }

  BlockIndex index() {
    return index;
  }

  BlockCache.Slots slots() {
    return slots;
  }

  TableContents contents() {
    return contents;
  }

  /** Gives the blocks and the handle back. Idempotent. Reads afterwards are a bug above. */
  @Override
  public void close() {
    slots.close();
    file.close();
  }
}
