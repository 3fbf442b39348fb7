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
 * block  = entry{entries} offset{entries} bucket{buckets} tail
 * entry  = shared:varint unshared:varint key:byte{unshared} trailer:u64 value
 * offset = u16 | u32                where an entry begins; it ends where the next begins
 * bucket = u8                       (index of an entry) >>> bucketShift; 255 for none
 * tail   = entries:u32 buckets:u32 intervalLog:u8 offsetBytes:u8 bucketShift:u8 0:u8
 * </pre>
 *
 * <p><b>Keys.</b> Every {@code 2^intervalLog}th entry (16th by default) is a restart and stands
 * with its whole tree key ({@code shared} is 0). The others begin with the first {@code shared}
 * bytes of the <em>restart</em> before them, not of their neighbour: so any entry can be read
 * alone, forward, backward and in a binary search. The trailer (number and kind) is not part of the
 * shared bytes, so keys compare as plain bytes.
 *
 * <p><b>Buckets</b> name the newest entry of each key. A key belongs to bucket {@code (low 32 bits
 * of its hash × buckets) >>> 32}, or the next ones, around the end, if that is taken; an empty one
 * says that the block does not hold the key. Blocks of more than about 2,000 entries have none.
 *
 * <h2>Example</h2>
 *
 * Keys {@code "ab"} (number 2, put {@code "x"}) and {@code "ac"} (number 1, delete) of keyspace 1:
 *
 * <pre>
 * 00 06  00 00 00 01 61 62  01 02 00 00 00 00 00 00  78    shared 0, unshared 6; key; trailer; value
 * 05 01  63  00 01 00 00 00 00 00 00                       shared 5, unshared 1; key; trailer
 * 00 00  11 00                                             the entries begin at 0 and at 17
 * ff ff 01 00                                              buckets
 * 02 00 00 00  04 00 00 00  04 02 00 00                    two entries, four buckets; 16, u16, no shift
 * </pre>
 */
@NullMarked
package io.aitta.sstable.block;

import org.jspecify.annotations.NullMarked;
