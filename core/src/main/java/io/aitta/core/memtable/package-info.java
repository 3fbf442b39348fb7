/**
 * The newest part of the tree, in memory: many versions, one writer, many readers that never lock
 * and never wait.
 *
 * <p>May use {@code core.format} and {@code core.iterator}; does no I/O and reads no clock. Three
 * structures share one arena: the {@link io.aitta.core.memtable.PointIndex} finds a key's newest
 * version by hash, each entry leads to older ones, and the {@link io.aitta.core.memtable.KeyOrder}
 * keeps the keys as sorted runs.
 *
 * <h2>Entry</h2>
 *
 * Entries lie in {@code byte[]} chunks, begin at a multiple of 8, and are named by an address: the
 * chunk's index in the upper 15 bits, the place in units of 8 bytes in the lower 17; address 0 is
 * none. All numbers are little-endian.
 *
 * <pre>
 *  0  u32  first version of a key: the newest version's address, or 0 while it is this one
 *          later versions: the version before
 *  4  u32  later versions: an older version some way back (see below); else 0
 *  8  u64  trailer: sequence number and kind
 * 16  u32  key length; the top bit is set in later versions
 * 20  u32  value length
 * 24  u32  only in later versions: the first version's address
 * 28  u32  only in later versions: the rank of the jump
 *          key, value, and bytes up to the next multiple of 8
 * </pre>
 *
 * Example: put number 258 of key {@code 00 00 00 01 61} (keyspace 1, "a"), value {@code 78}, as the
 * first entry of a table, at address {@code 0x20001} (chunk 1, byte 8):
 *
 * <pre>
 * 00 00 00 00  00 00 00 00  01 02 01 00 00 00 00 00  05 00 00 00  01 00 00 00  00 00 00 01 61  78  .. ..
 * </pre>
 *
 * <h2>Versions</h2>
 *
 * Versions of a key are a list from the newest to the first. A jump of rank k leads back over
 * 2<sup>k+1</sup>-1 versions (skew-binary: two equal jumps in a row become one of the next rank),
 * so any version of a key is found in a logarithm of their count.
 *
 * <h2>Publication</h2>
 *
 * Entry, links, slots, order and fragments are written first, the visible number last, with
 * release. A reader takes the number with acquire and so finds all that belongs to it; what it
 * finds beyond, it skips.
 */
@NullMarked
package io.aitta.core.memtable;

import org.jspecify.annotations.NullMarked;
