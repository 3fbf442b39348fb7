/**
 * The manifest: the durable list of edits that make up the present version, and {@code CURRENT},
 * which names it. Also the names of numbered files and which of them are of no use any more, and
 * how a damaged manifest is read as far as it can be.
 *
 * <p>Uses {@code core} and {@code sstable.version}. Writers throw {@link java.io.IOException};
 * readers {@link io.aitta.core.CorruptionException}.
 *
 * <h2>CURRENT</h2>
 *
 * Two lines of ASCII: the manifest's name, and the CRC32C of the first line with its line feed, as
 * eight hexadecimal digits. It is written as {@code CURRENT.tmp}, synced, renamed, and the
 * directory synced; the manifest it names is synced, and its name, before that. Example:
 *
 * <pre>
 * MANIFEST-000007
 * b93aea32
 * </pre>
 *
 * <h2>Manifest</h2>
 *
 * Records framed by {@link io.aitta.core.format.record}:
 *
 * <ol>
 *   <li>the header, in a frame of salt {@code 0x7473656669 6E616D}: magic {@code
 *       0x414D415454494121}, format version (u32), store id (u64), number of this manifest (u64),
 *       little-endian. This record stays as it is in every format. All further frames have the salt
 *       {@code store id xor number * 0xAEF17502108EF2D9};
 *   <li>a snapshot: an edit ({@link io.aitta.sstable.version}) with every field and all tables;
 *   <li>a mark: an edit that holds {@code synced to} and nothing else;
 *   <li>edits, each followed by a mark. An edit is synced before anybody relies on it; the mark
 *       comes after the sync and is synced with the next edit. A clean close adds two marks, the
 *       first padded to a block's length, and syncs.
 * </ol>
 *
 * {@code synced to} says up to which offset all is known to be durable. A record that is not whole,
 * and that no later whole record knows as synced, was torn by a crash: reading ends before it.
 * Otherwise it is damage. Behind the last record there may be zeros, space taken ahead.
 *
 * <p>Example, manifest 1 of store 5, before any edit:
 *
 * <pre>
 * 1c 00 00 00 01 00 00 00 f2 1d 1e ec 1a 36 16 1a  header: frame
 * 21 41 49 54 54 41 4d 41 01 00 00 00 05 00 00 00  magic, format 1, store 5, manifest 1
 * 00 00 00 00 01 00 00 00 00 00 00 00
 * 36 00 00 00 01 00 00 00 8e 30 3f 1f a3 bf 69 2e  snapshot: frame
 * 01 01 08 05 00 00 00 00 00 00 00 02 01 01 01 03  store 5, format 1, order "aitta.tree-key.1"
 * 01 10 61 69 74 74 61 2e 74 72 65 65 2d 6b 65 79
 * 2e 31
 * 04 01 01 00 05 01 01 00 06 01 01 00 07 01 01 02  all counters 0, but next file 2
 * 08 01 01 00
 * 04 00 00 00 01 00 00 00 00 30 fb 61 8f 66 42 76  mark: frame
 * 0b 00 01 72                                      synced to 114
 * </pre>
 */
@NullMarked
package io.aitta.sstable.manifest;

import org.jspecify.annotations.NullMarked;
