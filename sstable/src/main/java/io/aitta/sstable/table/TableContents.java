package io.aitta.sstable.table;

import io.aitta.core.CorruptionException;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.iterator.RangeDeletes;
import io.aitta.sstable.filter.BloomFilter;
import org.jspecify.annotations.Nullable;

/**
 * Everything in a table but its data blocks, loaded and checked. Immutable, safe on any thread.
 *
 * @param filter null if the table has none that this version knows
 * @param dataEnd where the data blocks end in the file
 */
record TableContents(
    TableProperties properties,
    BlockIndex index,
    @Nullable BloomFilter filter,
    RangeDeletes rangeDeletes,
    long dataEnd) {

  /** Whether a key of this hash may be in the table. */
  boolean mayContain(long hash) {
    return filter == null || filter.mayContain(hash);
  }

  int touchFilter(long hash) {
    return filter == null ? 0 : filter.touch(hash);
  }

  long heapBytes() {
    return index.bytes() + (filter == null ? 0 : filter.bytes()) + rangeDeletes.memoryBytes();
  }

  /**
   * Reads footer, meta index and what they name.
   *
   * @throws CorruptionException if the file is missing, damaged, or another table
   * @throws StoreException if it cannot be read, or is written in a newer format
   */
  static TableContents load(TableFile file, long expectedSalt, long expectedSize) {
    file.checkSize(expectedSize);
    long footerAt = expectedSize - Footer.BYTES;
    if (footerAt < 0) {
      throw new CorruptionException(
          file.path(), 0, "a footer of " + Footer.BYTES + " bytes", expectedSize + " bytes");
    }
    byte[] bytes = new byte[Footer.BYTES];
    file.read(footerAt, bytes, bytes.length);
    Footer footer = Footer.decode(bytes, file.path(), footerAt, expectedSalt);
    return new Loader(file, footer, footerAt).load();
  }

  /** What is found while loading. For one thread. */
  private static final class Loader {
    private final TableFile file;
    private final Footer footer;
    private final long footerAt;
    private long at;

    /** Data blocks end where the first other block begins. */
    private long dataEnd;

    private MetaIndex.@Nullable Entry index;
    private MetaIndex.@Nullable Entry properties;
    private @Nullable BloomFilter filter;
    private RangeDeletes rangeDeletes = RangeDeletes.NONE;

    Loader(TableFile file, Footer footer, long footerAt) {
      this.file = file;
      this.footer = footer;
      this.footerAt = footerAt;
      this.at = footerAt;
      this.dataEnd = footer.metaIndexOffset();
    }

    TableContents load() {
      MetaIndex meta = metaIndex();
      for (MetaIndex.Entry entry : meta.entries()) {
        dataEnd = Math.min(dataEnd, entry.offset());
      }
      try {
        for (MetaIndex.Entry entry : meta.entries()) {
          at = entry.offset();
          take(entry);
        }
        return contents();
      } catch (IllegalArgumentException malformed) {
        throw file.malformed(at, malformed);
      }
    }

    private MetaIndex metaIndex() {
      long offset = footer.metaIndexOffset();
      long end = footerAt - TableFormat.BLOCK_TRAILER_BYTES;
      if (offset < 0 || offset > end || footer.metaIndexLength() != end - offset) {
        throw new CorruptionException(
            file.path(),
            footerAt,
            "a meta index that ends at the footer",
            footer.metaIndexLength() + " bytes at " + offset);
      }
      byte[] bytes = file.readPlain(offset, footer.metaIndexLength());
      try {
        return MetaIndex.decode(bytes, offset);
      } catch (IllegalArgumentException malformed) {
        throw file.malformed(offset, malformed);
      }
    }

    private void take(MetaIndex.Entry entry) {
      switch (entry.name()) {
        case TableFormat.INDEX -> index = entry;
        case TableFormat.PROPERTIES -> properties = entry;
        case TableFormat.RANGE_DELETES -> rangeDeletes = RangeDeleteBlock.decode(read(entry));
        case BloomFilter.NAME -> {
          byte[] bytes = read(entry);
          filter = BloomFilter.decode(bytes, 0, bytes.length);
        }
        default -> {
          if (entry.required()) {
            throw new StoreException(
                ErrorCode.FORMAT_TOO_NEW,
                StoreException.Outcome.NONE,
                file.path().getFileName()
                    + " needs \""
                    + entry.name()
                    + "\", which this version does not know");
          }
        }
      }
    }

    private byte[] read(MetaIndex.Entry entry) {
      return file.readPlain(entry.offset(), entry.length());
    }

    private TableContents contents() {
      byte[] found = read(require(properties, TableFormat.PROPERTIES));
      TableProperties decoded = TableProperties.decode(found);
      byte[] blocks = read(require(index, TableFormat.INDEX));
      BlockIndex blockIndex = BlockIndex.decode(blocks, dataEnd);
      if (blockIndex.blocks() != decoded.blocks()) {
        throw new CorruptionException(
            file.path(),
            at,
            "an index of " + decoded.blocks() + " blocks",
            String.valueOf(blockIndex.blocks()));
      }
      return new TableContents(decoded, blockIndex, filter, rangeDeletes, dataEnd);
    }

    private MetaIndex.Entry require(MetaIndex.@Nullable Entry entry, String name) {
      if (entry == null) {
        throw new CorruptionException(
            file.path(), footer.metaIndexOffset(), "a block \"" + name + "\"", "none");
      }
      at = entry.offset();
      return entry;
    }
  }
}
