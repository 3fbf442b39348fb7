package io.aitta.sstable.table;

import com.github.luben.zstd.util.Native;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/**
 * The compression libraries, chosen once: of LZ4 the fastest that runs here (native, else Java with
 * Unsafe, else plain Java; all write the same format), of zstd the native one if it can be loaded.
 * Safe on any thread.
 */
final class Codecs {
  private static final LZ4Factory LZ4 = LZ4Factory.fastestInstance(); // falls back by itself
  private static final LZ4Compressor LZ4_COMPRESSOR = LZ4.fastCompressor();
  private static final LZ4SafeDecompressor LZ4_DECOMPRESSOR = LZ4.safeDecompressor();

  private Codecs() {}

  static LZ4Compressor lz4Compressor() {
    return LZ4_COMPRESSOR;
  }

  /** The one that trusts nothing in its input. */
  static LZ4SafeDecompressor lz4Decompressor() {
    return LZ4_DECOMPRESSOR;
  }

  static boolean isZstdAvailable() {
    return Zstd.AVAILABLE;
  }

  /** Apart, so that the native library is loaded only when somebody wants it. */
  private static final class Zstd {
    static final boolean AVAILABLE = load();

    private static boolean load() {
      try {
        Native.load();
        return Native.isLoaded();
      } catch (UnsatisfiedLinkError | ExceptionInInitializerError | NoClassDefFoundError missing) {
        return false;
      }
    }
  }
}
