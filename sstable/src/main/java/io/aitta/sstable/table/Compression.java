package io.aitta.sstable.table;

import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import java.util.List;

/** How the bytes of a block are packed; each block says so itself. The ids are on disk for ever. */
public enum Compression {
  NONE(0),
  LZ4(1),
  /** Needs the native library of zstd; see {@link TableOptions}. */
  ZSTD(2);

  private static final List<Compression> ALL = List.of(values());

  private final byte id;

  Compression(int id) {
    this.id = (byte) id;
  }

  byte id() {
    return id;
  }

  /**
   * @throws StoreException if this version of the software does not know the id
   */
  static Compression of(long id) {
    for (Compression compression : ALL) {
      if (compression.id == id) {
        return compression;
      }
    }
    throw new StoreException(
        ErrorCode.FORMAT_TOO_NEW,
        StoreException.Outcome.NONE,
        "compression " + id + ", which this version does not know");
  }
}
