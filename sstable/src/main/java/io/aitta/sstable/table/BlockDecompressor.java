package io.aitta.sstable.table;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.format.Varint;
import io.aitta.sstable.block.MalformedBlockException;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import net.jpountz.lz4.LZ4Exception;

/**
 * Unpacks blocks. The length a packed block claims is believed only up to what the table says its
 * greatest block has, and to what the packed bytes themselves allow. Safe on any thread.
 */
final class BlockDecompressor {
  /** A byte of LZ4 stands for at most 255. */
  private static final long LZ4_RATIO_MAX = 255;

  /** Contexts are dear to make; beyond these they are given back to the library. */
  private static final ArrayBlockingQueue<ZstdDecompressCtx> IDLE = new ArrayBlockingQueue<>(4);

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
    if (method == Compression.ZSTD && !Codecs.isZstdAvailable()) {
      throw new StoreException(
          ErrorCode.NOT_SUPPORTED,
          StoreException.Outcome.NONE,
          "a block packed by zstd, whose library cannot be loaded on this machine");
    }
    ByteBuffer source = ByteBuffer.wrap(array, from, length);
    int claimed = claimedLength(source, lengthMax);
    int at = source.position();
    int rest = source.remaining();
    if (!canHold(method, array, at, rest, claimed)) {
      throw new MalformedBlockException(
          "a block that can have been packed into " + rest + " bytes", claimed + " bytes");
    }
    byte[] plain = new byte[claimed];
    int unpacked =
        method == Compression.LZ4
            ? unpackLz4(array, at, rest, plain)
            : unpackZstd(array, at, rest, plain);
    if (unpacked != claimed) {
      throw new MalformedBlockException("a block of " + claimed + " bytes", unpacked + " bytes");
    }
    return plain;
  }

  private static int claimedLength(ByteBuffer source, int lengthMax) {
    try {
      return Varint.getLength(source, lengthMax);
    } catch (Varint.MalformedVarintException malformed) {
      throw new MalformedBlockException(
          "a packed block of at most " + lengthMax + " bytes", malformed.getMessage());
    }
  }

  private static boolean canHold(
      Compression method, byte[] array, int from, int length, int claimed) {
    return switch (method) {
      case NONE -> false; // whoever finds such a block has nothing to unpack
      case LZ4 -> claimed <= LZ4_RATIO_MAX * length;
      case ZSTD -> length > 0 && Zstd.getFrameContentSize(array, from, length) == claimed;
    };
  }

  private static int unpackLz4(byte[] array, int from, int length, byte[] plain) {
    try {
      return Codecs.lz4Decompressor().decompress(array, from, length, plain, 0, plain.length);
    } catch (LZ4Exception malformed) {
      throw new MalformedBlockException("a block packed by LZ4", malformed.getMessage());
    }
  }

  private static int unpackZstd(byte[] array, int from, int length, byte[] plain) {
    ZstdDecompressCtx idle = IDLE.poll();
    ZstdDecompressCtx context = idle != null ? idle : new ZstdDecompressCtx();
    try {
      return context.decompressByteArray(plain, 0, plain.length, array, from, length);
    } catch (ZstdException malformed) {
      throw new MalformedBlockException("a block packed by zstd", malformed.getMessage());
    } finally {
      if (!IDLE.offer(context)) {
        context.close();
      }
    }
  }
}
