package io.aitta.sstable.table;

import com.github.luben.zstd.Zstd;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.format.Varint;
import io.aitta.sstable.block.MalformedBlockException;
import java.nio.ByteBuffer;
import net.jpountz.lz4.LZ4Exception;

/**
 * Unpacks blocks. The length a packed block claims is believed only up to what the table says its
 * greatest block has, and for LZ4 up to what the format can expand to. Safe on any thread.
 */
final class BlockDecompressor {
  /** A byte of LZ4 stands for at most 255. */
  private static final long LZ4_RATIO_MAX = 255;

  private BlockDecompressor() {}

  /**
   * The plain bytes of a packed block, in an array of exactly their length.
   *
   * @param lengthMax the greatest length to believe
   * @throws MalformedBlockException if the bytes cannot be unpacked
   * @throws StoreException if this version, or this machine, cannot unpack such blocks
   */
  static byte[] unpack(byte compression, byte[] array, int from, int length, int lengthMax) {
    Compression method = Compression.of(compression);
    ByteBuffer source = ByteBuffer.wrap(array, from, length);
    int plainLength = plainLength(source, method, lengthMax);
    byte[] plain = new byte[plainLength];
    int at = source.position();
    int unpacked =
        method == Compression.LZ4
            ? unpackLz4(array, at, source.remaining(), plain)
            : unpackZstd(array, at, source.remaining(), plain);
    if (unpacked != plainLength) {
      throw new MalformedBlockException(
          "a block of " + plainLength + " bytes", unpacked + " bytes");
    }
    return plain;
  }

  private static int plainLength(ByteBuffer source, Compression method, int lengthMax) {
    try {
      int claimed = Varint.getLength(source, lengthMax);
      if (method == Compression.LZ4 && claimed > LZ4_RATIO_MAX * source.remaining()) {
        throw new MalformedBlockException(
            "a block that LZ4 can have packed into " + source.remaining() + " bytes",
            claimed + " bytes");
      }
      return claimed;
    } catch (Varint.MalformedVarintException malformed) {
      throw new MalformedBlockException(
          "a packed block of at most " + lengthMax + " bytes", malformed.getMessage());
    }
  }

  private static int unpackLz4(byte[] array, int from, int length, byte[] plain) {
    try {
      return Codecs.lz4Decompressor().decompress(array, from, length, plain, 0, plain.length);
    } catch (LZ4Exception malformed) {
      throw new MalformedBlockException("a block packed by LZ4", malformed.getMessage());
    }
  }

  private static int unpackZstd(byte[] array, int from, int length, byte[] plain) {
    if (!Codecs.isZstdAvailable()) {
      throw new StoreException(
          ErrorCode.NOT_SUPPORTED,
          StoreException.Outcome.NONE,
          "a block packed by zstd, whose library cannot be loaded on this machine");
    }
    long read = Zstd.decompressByteArray(plain, 0, plain.length, array, from, length);
    if (Zstd.isError(read)) {
      throw new MalformedBlockException("a block packed by zstd", Zstd.getErrorName(read));
    }
    return (int) read;
  }
}
