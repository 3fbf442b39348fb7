package io.aitta.sstable.table;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import io.aitta.core.format.Varint;
import net.jpountz.lz4.LZ4Compressor;
import org.jspecify.annotations.Nullable;

/**
 * Packs blocks for writing, one after another, in a buffer it keeps. A packed block begins with its
 * length before packing as a varint. For one thread.
 */
final class BlockCompressor implements AutoCloseable {
  private static final int ZSTD_LEVEL = 3;

  /** A packed block must be shorter than the plain one by an eighth of it. */
  private static final int SAVING_SHIFT = 3;

  private static final int BUFFER_BYTES_KEPT = 1 << 20;

  private final Compression wanted;
  private @Nullable ZstdCompressCtx zstd;
  private byte[] packed = new byte[0];

  BlockCompressor(Compression wanted) {
    boolean missing = wanted == Compression.ZSTD && !Codecs.isZstdAvailable();
    this.wanted = missing ? Compression.LZ4 : wanted;
    this.zstd = this.wanted == Compression.ZSTD ? new ZstdCompressCtx().setLevel(ZSTD_LEVEL) : null;
  }

  /** How the blocks are packed that are worth it. */
  Compression compression() {
    return wanted;
  }

  /**
   * Packs a block.
   *
   * @return the packed length, its bytes being in {@link #packed()}; -1 if the block is to be
   *     stored as it is
   */
  int pack(byte[] array, int length) {
    if (wanted == Compression.NONE || length < 64) {
      return -1;
    }
    int bound = bound(length) + Varint.INT_BYTES_MAX;
    if (packed.length < bound || (packed.length > BUFFER_BYTES_KEPT && bound < packed.length / 4)) {
      packed = new byte[bound];
    }
    int at = Varint.put(packed, 0, length);
    int end = at + compress(array, length, at);
    return end <= length - (length >>> SAVING_SHIFT) ? end : -1;
  }

  private int bound(int length) {
    return Math.toIntExact(
        wanted == Compression.LZ4
            ? Codecs.lz4Compressor().maxCompressedLength(length)
            : Zstd.compressBound(length));
  }

  private int compress(byte[] array, int length, int at) {
    if (wanted == Compression.LZ4) {
      LZ4Compressor compressor = Codecs.lz4Compressor();
      return compressor.compress(array, 0, length, packed, at, packed.length - at);
    }
    ZstdCompressCtx context = zstd;
    if (context == null) {
      throw new IllegalStateException("used after close");
    }
    return context.compressByteArray(packed, at, packed.length - at, array, 0, length);
  }

  byte[] packed() {
    return packed;
  }

  /** Gives back what the library holds outside the heap. Idempotent. */
  @Override
  public void close() {
    if (zstd != null) {
      zstd.close();
      zstd = null;
    }
  }
}
