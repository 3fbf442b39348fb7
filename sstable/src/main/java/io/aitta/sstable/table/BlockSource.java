package io.aitta.sstable.table;

import io.aitta.core.StoreException;
import io.aitta.sstable.block.BlockIterator;
import io.aitta.sstable.block.PointSearch;
import io.aitta.sstable.cache.BlockCache;
import org.jspecify.annotations.Nullable;

/**
 * Where a cursor has its blocks from: the cache, or the file, many at a time once the cursor goes
 * block by block in one direction. For one thread.
 */
final class BlockSource {
  /** How a cursor uses the cache. */
  enum Use {
    /** Blocks read are kept; reading ahead begins small and doubles. */
    FILL,
    /** Blocks in the cache are used without a mark, others not kept; always reads far ahead. */
    PASS_BY,
    /** Everything comes from the file. */
    BYPASS
  }

  private static final int AHEAD_BYTES_MIN = 16 << 10;
  private static final int AHEAD_BYTES_MAX = 256 << 10;

  /** A buffer that grew beyond this for one great block is given up with it. */
  private static final int CHUNK_BYTES_KEPT = 1 << 20;

  private static final int NONE = -2; // no neighbour of any block

  private final TableReader reader;
  private final BlockIndex index;
  private final BlockCache.Slots slots;
  private final Use use;

  private int last = NONE;
  private int touched;
  private int aheadBytes;

  /** The stored bytes of the blocks from {@link #chunkFirst} until {@link #chunkEnd}. */
  private byte[] chunk = new byte[0];

  private int chunkFirst;
  private int chunkEnd;

  BlockSource(TableReader reader, Use use) {
    this.reader = reader;
    this.index = reader.index();
    this.slots = reader.slots();
    this.use = use;
  }

  /** Puts a cursor on no entry of a block, whose bytes hold until the next load. */
  void load(int block, BlockIterator into) {
    byte[] cached = cached(block);
    if (cached == null) {
      if (block < chunkFirst || block >= chunkEnd) {
        readChunk(block);
      }
      takeFromChunk(block, into);
    } else {
      int length = slots.length(block);
      if (block == last + 1) {
        touch(block + 1);
      } else if (block == last - 1) {
        touch(block - 1);
      } else {
        touched += PointSearch.touch(cached, length);
      }
      into.resetToKept(cached, length);
    }
    last = block;
  }

  /** Reads a byte of either end of the block that will be next, so that their misses overlap. */
  private void touch(int next) {
    byte[] ahead = next >= 0 && next < index.blocks() ? slots.peek(next) : null;
    if (ahead != null) {
      touched += ahead[0] + ahead[ahead.length - 1];
    }
  }

  /** Not for use: keeps the touches from being optimised away. */
  int touched() {
    return touched;
  }

  private byte @Nullable [] cached(int block) {
    return switch (use) {
      case FILL -> slots.get(block);
      case PASS_BY -> slots.peek(block);
      case BYPASS -> null;
    };
  }

  private void takeFromChunk(int block, BlockIterator into) {
    int at = (int) (index.offset(block) - index.offset(chunkFirst));
    if (use == Use.FILL) {
      byte[] plain = reader.plainBlock(block, chunk, at);
      slots.put(block, plain);
      into.reset(plain, 0, plain.length);
      return;
    }
    byte[] unpacked = reader.unpackIfPacked(block, chunk, at);
    if (unpacked != null) {
      into.reset(unpacked, 0, unpacked.length);
    } else {
      reader.checkFormat(block, chunk, at, index.length(block));
      into.reset(chunk, at, index.length(block));
    }
  }

  private void readChunk(int block) {
    int first = block;
    int end = block + 1;
    int bytes = aheadBytes(block);
    if (block == last - 1) {
      while (first > 0 && index.end(block) - index.offset(first - 1) <= bytes) {
        first--;
      }
    } else {
      while (end < index.blocks() && index.end(end) - index.offset(block) <= bytes) {
        end++;
      }
    }
    if (end - first > 1) {
      try {
        read(first, end);
        return;
      } catch (StoreException failure) {
        aheadBytes = 0; // perhaps only a block that nobody asked for: this one alone then
      }
    }
    read(block, block + 1);
  }

  private int aheadBytes(int block) {
    if (use != Use.FILL) {
      return AHEAD_BYTES_MAX;
    }
    boolean neighbour = block == last + 1 || block == last - 1;
    aheadBytes =
        neighbour ? Math.max(AHEAD_BYTES_MIN, Math.min(AHEAD_BYTES_MAX, 2 * aheadBytes)) : 0;
    return aheadBytes;
  }

  private void read(int first, int end) {
    long offset = index.offset(first);
    int length = (int) (index.end(end - 1) - offset);
    chunkFirst = 0;
    chunkEnd = 0;
    if (chunk.length < length || chunk.length > CHUNK_BYTES_KEPT) {
      chunk = new byte[length];
    }
    reader.file().read(offset, chunk, length);
    chunkFirst = first;
    chunkEnd = end;
  }

  /** Forgets the bytes read ahead. */
  void close() {
    chunk = new byte[0];
    chunkFirst = 0;
    chunkEnd = 0;
  }
}
