package io.aitta.sstable.table;

/** Names and numbers of the table format; see the package. They are on disk for ever. */
final class TableFormat {
  /** "aittasst" in the last eight bytes of the file. */
  static final long MAGIC = 0x7473_7361_7474_6961L;

  /** The only version so far. */
  static final int VERSION = 1;

  /** Compression and checksum behind each block. */
  static final int BLOCK_TRAILER_BYTES = 5;

  static final String INDEX = "aitta.index";
  static final String PROPERTIES = "aitta.properties";
  static final String RANGE_DELETES = "aitta.range-deletes";

  /** A block beyond this is not written, and a length beyond it not believed. */
  static final int BLOCK_BYTES_MAX = 1 << 30;

  private TableFormat() {}
}
