/**
 * Tables: sorted files that never change. Writing one, reading one, checking one, saving what is
 * whole in a damaged one, and the open ones of a directory.
 *
 * <p>May use {@code core}, {@code sstable.block}, {@code .filter}, {@code .cache} and the record
 * {@code sstable.version.TableMeta}. A {@link io.aitta.sstable.table.TableReader} is shared by
 * every thread; writers and cursors are for one. What writes throws {@code IOException}, what reads
 * throws {@code StoreException}: {@code io-error}, {@code corruption}, {@code format-too-new}.
 *
 * <h2>Layout, version 1</h2>
 *
 * Fixed numbers are little-endian; lengths, counts and numbers called varint are unsigned LEB128.
 *
 * <pre>
 * table      = data* filter? rangeDeletes? index properties metaIndex footer
 * data, …    = byte{n} compression:u8 crc:u32
 * footer     = salt:u64 metaIndexOffset:u64 metaIndexLength:u32 version:u32 crc:u32 "aittasst"
 *
 * metaIndex  = count:varint meta{count}
 * meta       = nameLength:varint name flags:u8 offset:varint length:varint
 * index      = blocks:varint prefixLength:varint prefix place{blocks} suffix{blocks}
 * place      = storedLength:varint suffixLength:varint trailer:varint
 * rangeDeletes = count:varint fragment{count}
 * fragment   = startLength:varint start endLength:varint end numbers:varint number:varint{numbers}
 * properties = (id:varint length:varint byte{length})*
 * </pre>
 *
 * Every byte is under a checksum: that of its block, over the stored bytes and the compression
 * byte, or that of the footer, over the 24 bytes before it. Checksums are CRC32C, salted with the
 * table's salt and the offset where the block (the footer) begins, so that a block of another table
 * or place never passes. Lengths in the file never count the five bytes of a block's trailer.
 *
 * <p><b>Data blocks</b> are those of {@code sstable.block}, without a gap from the file's start. A
 * packed one (compression 1: LZ4, 2: Zstd) begins with its plain length as a varint and is kept
 * only if it is shorter by an eighth. Other blocks are never packed.
 *
 * <p><b>Index.</b> A data block's separator is the prefix and its suffix: a tree key not before the
 * block's last, and before the next block's first; as short as that allows. Where one key's
 * versions go on in the next block both keys are the same, and the separator's trailer is that of
 * the block's last entry; otherwise it is 0, which comes after all versions. So the newest version
 * visible to a reader can only stand in the first block whose separator is not before (key,
 * reader's number).
 *
 * <p><b>Meta index.</b> Names other blocks. Flag 1 says that a reader which does not know the name
 * must refuse the table; without it the block is passed over. Known names: {@code aitta.index},
 * {@code aitta.properties}, {@code aitta.range-deletes} (all required), {@code
 * aitta.filter.bloom-line64} (not required; see {@code sstable.filter}).
 *
 * <p><b>Properties</b> are numbered as in {@link io.aitta.sstable.table.TableProperties}; unknown
 * ones are passed over.
 *
 * <h2>Example</h2>
 *
 * The block of {@code sstable.block}'s example, a range delete numbered 3 from {@code "a"} until
 * {@code "b"} of keyspace 1, 10 filter bits a key, salt {@code 0123456789abcdef}; 394 bytes.
 *
 * <pre>
 *   0  00 06 00 00 00 01 61 62 … 04 02 00 00   the data block, 48 bytes; see there
 *  48  00  21 8d 31 db                         not packed; checksum
 *  53  80 00 00 00 … 01 00 00 00 06            the filter, 69 bytes: one line, 6 probes
 * 122  00  fc 62 3d fb
 * 127  01                                      one fragment:
 *      05  00 00 00 01 61                        from "a"
 *      05  00 00 00 01 62                        until "b"
 *      01  03                                    one number: 3
 * 142  00  f5 8f 82 18
 * 147  01                                      an index of one block;
 *      06  00 00 00 01 61 63                     the prefix is all of its separator, "ac"
 *      30  00  00                                48 bytes, no suffix, no trailer
 * 158  00  d4 14 fa 9b
 * 163  01 01 02  02 01 01  03 01 01  …  12 01 01 properties: 2 entries, 1 delete, 1 range delete, …
 * 258  00  5b 32 6a 36
 * 263  04                                      a meta index of four names:
 *      19  "aitta.filter.bloom-line64"  00  35  45         not required, at 53, 69 bytes
 *      13  "aitta.range-deletes"        01  7f  0f         required, at 127, 15 bytes
 *      0b  "aitta.index"                01  93 01  0b      required, at 147, 11 bytes
 *      10  "aitta.properties"           01  a3 01  5f      required, at 163, 95 bytes
 * 353  00  b0 3b b4 75
 * 358  ef cd ab 89 67 45 23 01                 the footer: the salt,
 *      07 01 00 00 00 00 00 00  5a 00 00 00      the meta index at 263, 90 bytes,
 *      01 00 00 00  c9 26 a2 fb                  version 1, checksum,
 *      61 69 74 74 61 73 73 74                   "aittasst"
 * </pre>
 */
@NullMarked
package io.aitta.sstable.table;

import org.jspecify.annotations.NullMarked;
