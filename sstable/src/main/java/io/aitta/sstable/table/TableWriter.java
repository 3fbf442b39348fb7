package io.aitta.sstable.table;

import io.aitta.core.Bytes;
import io.aitta.core.format.KeyHash;
import io.aitta.core.format.Kind;
import io.aitta.core.format.ShortCopy;
import io.aitta.core.format.Trailer;
import io.aitta.core.format.TreeKey;
import io.aitta.core.io.AppendFile;
import io.aitta.core.iterator.RangeDeletes;
import io.aitta.core.iterator.RangeDeletes.Fragment;
import io.aitta.sstable.block.BlockBuilder;
import io.aitta.sstable.cache.BlockCache;
import io.aitta.sstable.filter.BloomFilter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Writes one table: entries in internal order, range deletes, then {@link #finish}. What fails at
 * the file may be told by a later call than the one that led to it. The order is always checked; a
 * wrong one is a bug above and throws {@link IllegalStateException}. After any exception the file
 * is worth nothing: close the writer and delete it. For one thread.
 */
public final class TableWriter implements Closeable {
  /** A block is full when it cannot take the next entry and has this share of its size already. */
  private static final double FULL_ENOUGH = 0.9;

  private static final int FOOTER_ESTIMATE_BYTES = 512;

  private final Path name;
  private final long salt;
  private final TableOptions options;
  private final BlockOutput output;
  private final BlockBuilder block;
  private final BlockCompressor compressor;
  private final BlockIndexBuilder index = new BlockIndexBuilder();
  private final TableTally tally = new TableTally();
  private final List<Fragment> fragments = new ArrayList<>();
  private long fragmentsBytes;

  /** The entry added last. */
  private byte[] lastKey = new byte[64];

  private int lastLength;
  private long lastTrailer;
  private long lastHash;
  private @Nullable Bytes firstKey;

  private byte[] separator = new byte[65];

  /** Of all keys, in pieces, so that nothing is copied as they become more. */
  private final List<long[]> hashes = new ArrayList<>();

  private long[] hashPiece = {};
  private int hashCount;

  private final KeptBlocks kept;
  private boolean keepBlock;
  private boolean over;

  /** A writer that does all on the thread that calls it, and keeps no blocks. */
  public TableWriter(AppendFile file, Path name, long salt, TableOptions options) {
    this(file, name, salt, options, Runnable::run, null);
  }

  /**
   * @param file a new, empty file; the writer closes it
   * @param name its name, for messages
   * @param salt a random number, under which the table's checksums stand
   * @param helpers may write to the file beside the thread that adds; they may come late or never
   * @param readers where {@link #keptBlocks} are to go, and count already; null if there are none
   */
  public TableWriter(
      AppendFile file,
      Path name,
      long salt,
      TableOptions options,
      Executor helpers,
      @Nullable BlockCache readers) {
    this.kept = new KeptBlocks(readers);
    this.name = name;
    this.salt = salt;
    this.options = options;
    this.output = new BlockOutput(file, salt, helpers);
    this.block = new BlockBuilder(options.restartInterval());
    this.compressor = new BlockCompressor(options.compression());
  }

  /**
   * Adds an entry behind all others.
   *
   * @param trailer number and kind, of any kind but {@link Kind#RANGE_DELETE}
   * @throws IllegalStateException if it is not behind the entry before, or is a range delete
   */
  public void add(
      byte[] key,
      int keyFrom,
      int keyLength,
      long trailer,
      byte[] value,
      int valueFrom,
      int valueLength)
      throws IOException {
    requireGoing();
    int shared = checkOrder(key, keyFrom, keyLength, trailer);
    boolean sameKey = shared == keyLength && shared == lastLength && firstKey != null;
    if (isBlockFull(keyLength, valueLength)) {
      int length = separatorBefore(key, keyFrom, keyLength, shared, sameKey);
      endBlock(length, sameKey ? lastTrailer : 0);
    }
    if (!sameKey) {
      beginKey(key, keyFrom, keyLength);
    }
    tally.entry(keyLength, trailer, value, valueFrom, valueLength);
    block.add(key, keyFrom, keyLength, lastHash, !sameKey, trailer, value, valueFrom, valueLength);
    lastTrailer = trailer;
  }

  /** The block with the entry added last will be among {@link #keptBlocks}. */
  public void keepBlock() {
    keepBlock = !block.isEmpty();
  }

  /** Blocks that readers are likely to ask for, whole after {@link #end}, gone with the writer. */
  public KeptBlocks keptBlocks() {
    return kept;
  }

  private void requireGoing() {
    if (over) {
      throw new IllegalStateException("used after its end: " + name);
    }
  }

  /** Returns how many bytes the key has in common with the one before. */
  private int checkOrder(byte[] key, int from, int length, long trailer) {
    if (Trailer.kind(trailer) == Kind.RANGE_DELETE) {
      throw new IllegalStateException("a range delete among the entries of " + name);
    }
    if (firstKey == null) {
      return 0;
    }
    int mismatch = Arrays.mismatch(lastKey, 0, lastLength, key, from, from + length);
    boolean behind;
    if (mismatch < 0) {
      behind = Trailer.compare(lastTrailer, trailer) < 0;
    } else if (mismatch == lastLength || mismatch == length) {
      behind = mismatch == lastLength;
    } else {
      behind = (lastKey[mismatch] & 0xFF) < (key[from + mismatch] & 0xFF);
    }
    if (!behind) {
      throw new IllegalStateException(
          "entry out of order in "
              + name
              + ": "
              + Bytes.of(key, from, length)
              + " with trailer "
              + trailer
              + " after "
              + Bytes.of(lastKey, 0, lastLength)
              + " with trailer "
              + lastTrailer);
    }
    return mismatch < 0 ? length : mismatch;
  }

  /** A great entry gets a block of its own: small neighbours must not cost its bytes. */
  private boolean isBlockFull(int keyLength, int valueLength) {
    if (block.isEmpty()) {
      return false;
    }
    long held = block.estimatedBytes();
    long added = BlockBuilder.entryBytesMax(keyLength, valueLength);
    if (held + added <= options.blockBytes()) {
      return false;
    }
    return held >= options.blockBytes() * FULL_ENOUGH || added > options.blockBytes();
  }

  private int separatorBefore(byte[] key, int from, int length, int shared, boolean sameKey) {
    if (separator.length < lastLength + 1) {
      separator = new byte[lastKey.length + 1];
    }
    if (sameKey) {
      System.arraycopy(lastKey, 0, separator, 0, lastLength);
      return lastLength;
    }
    return BlockIndexBuilder.separator(lastKey, lastLength, key, from, length, shared, separator);
  }

  private void endBlock(int separatorLength, long trailer) throws IOException {
    int length = block.finish();
    if (length > TableFormat.BLOCK_BYTES_MAX) {
      throw new IllegalStateException("a block of " + length + " bytes in " + name);
    }
    tally.block(length);
    if (keepBlock) {
      kept.keep(index.blocks(), block.array(), length);
      keepBlock = false;
    }
    int packed = compressor.pack(block.array(), length);
    try {
      if (packed >= 0) {
        output.writeBlock(compressor.packed(), packed, compressor.compression());
      } else {
        output.writeBlock(block.array(), length, Compression.NONE);
      }
    } catch (IOException | RuntimeException failure) {
      over = true;
      throw failure;
    }
    index.add(separator, separatorLength, trailer, packed >= 0 ? packed : length);
    block.reset();
  }

  private void beginKey(byte[] key, int from, int length) {
    if (lastKey.length < length) {
      lastKey = Arrays.copyOf(lastKey, Math.max(length, 2 * lastKey.length));
    }
    ShortCopy.copy(key, from, lastKey, 0, length);
    lastLength = length;
    lastHash = KeyHash.of(key, from, length);
    if (firstKey == null) {
      firstKey = Bytes.of(key, from, length);
    }
    if (options.filterBitsPerKey() > 0) {
      int at = hashCount & (BloomFilter.PIECE_HASHES - 1);
      if (at == 0) {
        hashPiece = new long[BloomFilter.PIECE_HASHES];
        hashes.add(hashPiece);
      }
      hashPiece[at] = lastHash;
      hashCount++;
    }
  }

  /**
   * Adds range deletes behind those added before. May be called at any time before {@link #finish}.
   *
   * @throws IllegalStateException if a fragment begins before the end of the one before
   */
  public void addRangeDeletes(RangeDeletes added) {
    requireGoing();
    for (Fragment fragment : added.fragments()) {
      byte[] before = fragments.isEmpty() ? new byte[0] : fragments.get(fragments.size() - 1).end();
      if (TreeKey.compare(before, fragment.start()) > 0
          || TreeKey.compare(fragment.start(), fragment.end()) >= 0) {
        throw new IllegalStateException(
            "range delete out of order in "
                + name
                + ": from "
                + Bytes.of(fragment.start())
                + " until "
                + Bytes.of(fragment.end())
                + " after "
                + Bytes.of(before));
      }
      fragments.add(fragment);
      fragmentsBytes += RangeDeleteBlock.encodedBytes(fragment);
      tally.fragment(fragment);
    }
  }

  /** About how long the file would be if it were finished now. */
  public long estimatedBytes() {
    return output.offset()
        + (block.isEmpty() ? 0 : block.estimatedBytes())
        + index.estimatedBytes()
        + (long) hashCount * options.filterBitsPerKey() / Byte.SIZE
        + fragmentsBytes
        + FOOTER_ESTIMATE_BYTES;
  }

  /** Whether nothing was added. */
  public boolean isEmpty() {
    return tally.isEmpty();
  }

  /**
   * Writes the rest, makes the file's bytes durable (not its name) and closes it.
   *
   * @throws IllegalStateException if nothing was added
   */
  public TableSummary finish() throws IOException {
    TableSummary summary = end();
    awaitDurable();
    return summary;
  }

  /**
   * As {@link #finish}, but what it does to the file may happen beside what the caller does next:
   * the table is one after {@link #awaitDurable}.
   *
   * @throws IllegalStateException if nothing was added
   */
  public TableSummary end() throws IOException {
    requireGoing();
    if (isEmpty()) {
      throw new IllegalStateException("an empty table: " + name);
    }
    over = true;
    if (!block.isEmpty()) {
      int length = separatorBefore(lastKey, 0, lastLength, lastLength, true);
      endBlock(length, 0);
    }
    TableProperties properties = writeMeta();
    long size = output.offset();
    compressor.close();
    output.end();
    return properties.summary(size, salt);
  }

  /**
   * Waits until the file's bytes are durable (not its name) and it is closed, after {@link #end}.
   *
   * @throws IOException if they could not be made so; the file is worth nothing
   */
  public void awaitDurable() throws IOException {
    output.awaitDurable();
  }

  private TableProperties writeMeta() throws IOException {
    MetaIndex meta = new MetaIndex();
    boolean filtered = hashCount > 0;
    if (filtered) {
      BloomFilter filter = BloomFilter.build(hashes, hashCount, options.filterBitsPerKey());
      writeMeta(meta, BloomFilter.NAME, false, filter.encode());
    }
    if (!fragments.isEmpty()) {
      writeMeta(meta, TableFormat.RANGE_DELETES, true, RangeDeleteBlock.encode(fragments));
    }
    writeMeta(meta, TableFormat.INDEX, true, index.encode());
    TableProperties properties =
        tally.properties(
            firstKey,
            Bytes.of(lastKey, 0, lastLength),
            index.blocks(),
            options,
            filtered ? BloomFilter.NAME : "");
    writeMeta(meta, TableFormat.PROPERTIES, true, properties.encode());
    byte[] encoded = meta.encode();
    long metaOffset = output.writeBlock(encoded, encoded.length, Compression.NONE);
    byte[] footer = new Footer(salt, metaOffset, encoded.length).encode(output.offset());
    output.write(footer, footer.length);
    return properties;
  }

  private void writeMeta(MetaIndex meta, String blockName, boolean required, byte[] bytes)
      throws IOException {
    long offset = output.writeBlock(bytes, bytes.length, Compression.NONE);
    meta.add(new MetaIndex.Entry(blockName, required, offset, bytes.length));
  }

  /**
   * Closes the file; without {@link #finish}, or {@link #awaitDurable}, before, what it holds is no
   * table. Idempotent.
   */
  @Override
  public void close() throws IOException {
    over = true;
    kept.close();
    compressor.close();
    output.close();
  }
}
