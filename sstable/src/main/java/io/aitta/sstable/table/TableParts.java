package io.aitta.sstable.table;

import io.aitta.core.Bytes;
import io.aitta.core.CorruptionException;
import io.aitta.core.StoreException;
import io.aitta.core.iterator.RangeDeletes;
import io.aitta.sstable.filter.BloomFilter;
import io.aitta.sstable.version.TableMeta;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Everything in a table but its data blocks, as far as it can be read: unlike {@link TableContents}
 * it goes on where a part is damaged. For one thread.
 */
final class TableParts {
  private static final long UNKNOWN = -1;

  private final TableFile unsalted;
  private final long size;
  private final @Nullable TableMeta expected;
  private final Consumer<TableDamage> damages;

  private long salt;
  private boolean isAnother;
  private long dataEnd = UNKNOWN;
  private @Nullable MetaIndex meta;
  private @Nullable BlockIndex index;
  private @Nullable BloomFilter filter;
  private @Nullable TableProperties properties;
  private long propertiesAt;
  private RangeDeletes rangeDeletes = RangeDeletes.NONE;

  /**
   * @param unsalted the file; a checksum is never asked of it
   * @param size the file's true length
   * @param expected what the manifest says, if there is one
   */
  TableParts(
      TableFile unsalted, long size, @Nullable TableMeta expected, Consumer<TableDamage> damages) {
    this.unsalted = unsalted;
    this.size = size;
    this.expected = expected;
    this.damages = damages;
    this.salt = expected == null ? 0 : expected.salt();
    load();
  }

  private void load() {
    long end = size;
    if (expected != null && size != expected.sizeBytes()) {
      long known = expected.sizeBytes();
      end = Math.min(size, known);
      CorruptionException what =
          new CorruptionException(
              unsalted.path(), end, "a file of " + known + " bytes", size + " bytes");
      damages.accept(new TableDamage(what, "the file's length", 0, false, null, null));
    }
    boolean isCut = expected != null && size < expected.sizeBytes();
    long footerAt = end - Footer.BYTES;
    Footer footer = isCut || footerAt < 0 ? null : footer(footerAt);
    if (footer == null && footerAt < 0 && !isCut) {
      damaged(0, "a footer of " + Footer.BYTES + " bytes", size + " bytes", "the footer", size);
    }
    TableFile file = unsalted.salted(salt);
    meta = footer == null ? null : metaIndex(file, footer, footerAt);
    if (meta != null) {
      dataEnd = footer == null ? UNKNOWN : footer.metaIndexOffset();
      for (MetaIndex.Entry entry : meta.entries()) {
        dataEnd = Math.min(dataEnd, entry.offset());
      }
      for (MetaIndex.Entry entry : meta.entries()) {
        take(file, entry);
      }
    }
  }

  /** Null if it is damaged; {@link #salt} is then the one it should have, or that it claims. */
  private @Nullable Footer footer(long footerAt) {
    byte[] bytes = new byte[Footer.BYTES];
    unsalted.read(footerAt, bytes, bytes.length);
    long claimed = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    salt = expected == null ? claimed : expected.salt();
    try {
      Footer footer = Footer.decode(bytes, unsalted.path(), footerAt, claimed);
      if (claimed != salt) {
        isAnother = true;
        damaged(
            footerAt,
            "the table of salt 0x" + Long.toHexString(salt),
            "a whole footer of salt 0x" + Long.toHexString(claimed),
            "the footer",
            size);
        return null;
      }
      return footer;
    } catch (CorruptionException damage) {
      tell(damage, "the footer", Footer.BYTES);
    } catch (StoreException tooNew) {
      isAnother = true;
      damaged(
          footerAt,
          "table format " + TableFormat.VERSION + " or older",
          tooNew.detail(),
          "the footer",
          size);
    }
    return null;
  }

  private @Nullable MetaIndex metaIndex(TableFile file, Footer footer, long footerAt) {
    long offset = footer.metaIndexOffset();
    int length = footer.metaIndexLength();
    long end = footerAt - TableFormat.BLOCK_TRAILER_BYTES;
    if (offset < 0 || offset > end || length != end - offset) {
      String found = length + " bytes at " + offset;
      damaged(footerAt, "a meta index that ends at the footer", found, "the footer", Footer.BYTES);
      return null;
    }
    try {
      return MetaIndex.decode(file.readPlain(offset, length), offset);
    } catch (CorruptionException damage) {
      tell(damage, "the meta index", length);
    } catch (IllegalArgumentException malformed) {
      tell(file.malformed(offset, malformed), "the meta index", length);
    }
    return null;
  }

  private void take(TableFile file, MetaIndex.Entry entry) {
    try {
      byte[] bytes = file.readPlain(entry.offset(), entry.length());
      switch (entry.name()) {
        case TableFormat.INDEX -> index = BlockIndex.decode(bytes, dataEnd);
        case TableFormat.PROPERTIES -> {
          propertiesAt = entry.offset();
          properties = TableProperties.decode(bytes);
        }
        case TableFormat.RANGE_DELETES -> rangeDeletes = RangeDeleteBlock.decode(bytes);
        case BloomFilter.NAME -> filter = BloomFilter.decode(bytes, 0, bytes.length);
        default -> refuseIfRequired(entry);
      }
    } catch (CorruptionException damage) {
      lost(damage, entry);
    } catch (IllegalArgumentException malformed) {
      lost(file.malformed(entry.offset(), malformed), entry);
    }
  }

  private void refuseIfRequired(MetaIndex.Entry entry) {
    if (entry.required()) {
      throw new CorruptionException(
          unsalted.path(),
          entry.offset(),
          "a required block that this version knows",
          "\"" + entry.name() + "\"");
    }
  }

  private void lost(CorruptionException damage, MetaIndex.Entry entry) {
    if (entry.name().equals(TableFormat.RANGE_DELETES)) {
      rangeDeletesLost(damage, entry.length());
    } else {
      tell(damage, entry.name(), entry.length());
    }
  }

  /** Says that the range deletes are gone: what they hid may be seen again. */
  void rangeDeletesLost(CorruptionException damage, long length) {
    damages.accept(
        new TableDamage(damage, TableFormat.RANGE_DELETES, length, true, firstKey(), lastKey()));
  }

  private void damaged(long at, String wanted, String found, String part, long length) {
    tell(new CorruptionException(unsalted.path(), at, wanted, found), part, length);
  }

  private void tell(CorruptionException damage, String part, long length) {
    boolean all = isAnother;
    damages.accept(
        new TableDamage(
            damage, part, length, all, all ? firstKey() : null, all ? lastKey() : null));
  }

  /** Whether this is a whole table that nobody expects here, so that nothing in it counts. */
  boolean isAnother() {
    return isAnother;
  }

  /** The salt under which the blocks may be read, whether or not the footer could be. */
  long salt() {
    return salt;
  }

  /** Where data blocks end, or -1 if only they themselves can tell. */
  long dataEnd() {
    return dataEnd;
  }

  boolean hasMetaIndex() {
    return meta != null;
  }

  @Nullable BlockIndex index() {
    return index;
  }

  @Nullable BloomFilter filter() {
    return filter;
  }

  @Nullable TableProperties properties() {
    return properties;
  }

  /** Where the properties stand, if there are any. */
  long propertiesAt() {
    return propertiesAt;
  }

  RangeDeletes rangeDeletes() {
    return rangeDeletes;
  }

  void rangeDeletes(RangeDeletes found) {
    rangeDeletes = found;
  }

  /** The least key that the table can hold, as far as anything says so. */
  @Nullable Bytes firstKey() {
    return expected != null
        ? expected.firstKey()
        : properties == null ? null : properties.firstKey();
  }

  @Nullable Bytes lastKey() {
    return expected != null ? expected.lastKey() : properties == null ? null : properties.lastKey();
  }
}
