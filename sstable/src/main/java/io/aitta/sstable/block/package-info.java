/**
 * A data block: sorted entries with shared key prefixes, and how they are found. Knows bytes only:
 * no file, no checksum, no compression.
 *
 * <p>May use {@code core.format} and {@code core.iterator}.
 *
 * <h2>Layout</h2>
 *
 * Fixed numbers are little-endian, lengths are varints.
 *
 * <pre>
 * block   = entry+ restart{restarts} bucket{buckets} restarts:u32 buckets:u32
 * entry   = shared:varint unshared:varint valueLength:varint trailer:u64 key:byte{unshared} value:byte{valueLength}
 * restart = u32      where an entry begins that stands with its whole key (shared = 0)
 * bucket  = u8       the restart behind which the keys of this bucket stand; 254 several; 255 none
 * </pre>
 *
 * An entry's tree key is the first {@code shared} bytes of the tree key before it, then its own.
 * The trailer (number and kind) is not part of the shared bytes, so that keys compare as plain
 * bytes. The first entry is a restart, and every 16th after a restart is one.
 *
 * <p>A key's bucket is {@code (low 32 bits of its hash × buckets) >>> 32}. A bucket that names one
 * restart holds only keys whose entries all lie between it and the next restart; if they do not, it
 * holds 254 and the restarts are searched. 255 says that the block does not hold the key at all. A
 * block of more than 254 restarts has no buckets.
 *
 * <h2>Example</h2>
 *
 * Keys {@code "ab"} (number 2, put {@code "x"}) and {@code "ac"} (number 1, delete) of keyspace 1:
 *
 * <pre>
 * 00 06 01  01 02 00 00 00 00 00 00  00 00 00 01 61 62  78    shared 0, unshared 6, value 1; trailer; key; value
 * 05 01 00  00 01 00 00 00 00 00 00  63                       shared 5, unshared 1, no value; trailer; key
 * 00 00 00 00                                                 the only restart
 * 00 00 ff                                                    three buckets; the third is empty
 * 01 00 00 00  03 00 00 00                                    one restart, three buckets
 * </pre>
 */
@NullMarked
package io.aitta.sstable.block;

import org.jspecify.annotations.NullMarked;
