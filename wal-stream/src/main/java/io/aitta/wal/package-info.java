/**
 * The write-ahead log: a stage that appends and syncs groups, files that hold them, and their
 * replay.
 *
 * <p>May use {@code core} and Pekko Streams; knows nothing of tables, actors and HTTP. Only {@link
 * io.aitta.wal.AppendAndSync} knows Pekko.
 *
 * <h2>Files</h2>
 *
 * {@code 000012.log} and so on, numbered from the store's one counter. Numbers are little-endian,
 * frames and their salted checksums those of {@link io.aitta.core.format.record}. A file is a
 * header, then groups, then perhaps prepared space (zeros). Each record is one group, in one frame
 * unless it is longer than the writer's buffer.
 *
 * <p>The <em>header</em> is a full frame, salted with {@code 0x6F676F6C61747469} so that it can be
 * read before anything is known; every other frame is salted with {@code store id xor (log number *
 * 0xD1B54A32D192ED03)}.
 *
 * <pre>
 *  0  u32  magic, "AWAL"
 *  4  u32  log format: 1
 *  8  u64  store id
 * 16  u64  log number
 * 24  u64  first number: groups below only repeat what older logs say
 * 32  u64  number before: what the first group names as the number before it
 * 40  u64  previous log, 0 if this one begins anew
 * 48  u64  length of the previous log: what stands behind it there does not count
 * </pre>
 *
 * A <em>group</em>:
 *
 * <pre>
 *  0  u8   1
 *  1  u8   level: 0 memory, 1 os, 2 disk
 *  2  u16  0
 *  4  u32  operations
 *  8  u64  number before the group; a gap between two groups is damage
 * 16  u64  number of the first operation; the others follow one by one
 * 24  u64  synced up to: every byte of this file before that offset was synced
 * 32  u64  time mark, milliseconds since 1970
 * 40  u32  CRC32C of the 40 bytes before, salted with the file's salt and the frame's offset
 * 44  operations: u8 kind, varint key length, varint value length, tree key, value
 * </pre>
 *
 * A group without operations says how far the log is synced: the first stands right behind the
 * header and is written with it; another comes when the log falls quiet, and two at its end, the
 * second in the next page of 4 KiB, so that no lost block takes both. Such a group may end in
 * zeros. Bytes that nobody waits to see synced are written back beside the writes, every few MiB,
 * which is a sync like any other: the next group says that they are synced.
 *
 * <p>{@link io.aitta.wal.LogReplay} is for a store, {@link io.aitta.wal.LogSalvage} for whoever
 * wants everything that can be read and a report of the rest, {@link io.aitta.wal.LogDump} for
 * people.
 *
 * <h2>What is an end and what is damage</h2>
 *
 * A place that cannot be read is a torn end, and the log ends there, unless something written later
 * proves that it was synced: a group behind it (only its own header has to be whole) that names a
 * greater <em>synced up to</em>, or a next log that names a greater length. Then it is damage, and
 * the store does not open. A header that cannot be read is a file whose creation never finished,
 * unless anything readable stands behind it, or the file is longer than what it is created with,
 * which is synced before anything else is written. A next log that names exactly the place as the
 * length is a fence: what stands behind it was refused, and replay goes on there.
 *
 * <p>A log that begins anew behind older ones is of a recovery that never finished; it is passed
 * over, since the manifest still names the older ones.
 *
 * <h2>Example</h2>
 *
 * Log 3 of store 42, behind number 16, with a group of two operations: key {@code ab} of keyspace 1
 * becomes {@code x}, key {@code c} is removed.
 *
 * <pre>
 * 0000 38 00 00 00 01 00 00 00 1e 54 e8 b0 58 89 d0 24   header's frame
 * 0010 41 57 41 4c 01 00 00 00 2a 00 00 00 00 00 00 00   AWAL, format 1, store 42
 * 0020 03 00 00 00 00 00 00 00 11 00 00 00 00 00 00 00   log 3, first number 17
 * 0030 10 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00   number before 16, no previous log
 * 0040 00 00 00 00 00 00 00 00 2c 00 00 00 01 00 00 00   ... its length; frame of 44 bytes
 * 0050 8d 23 42 f4 44 f9 1f 75 01 02 00 00 00 00 00 00   group, disk, no operations
 * 0060 10 00 00 00 00 00 00 00 11 00 00 00 00 00 00 00   behind 16, first 17
 * 0070 00 00 00 00 00 00 00 00 e8 03 00 00 00 00 00 00   synced up to 0, time mark 1000
 * 0080 cd ba 1b 7c 3e 00 00 00 01 00 00 00 c4 11 32 cc   its checksum; frame of 62 bytes
 * 0090 c3 f1 20 7d 01 02 00 00 02 00 00 00 10 00 00 00   group, disk, 2 operations, behind 16
 * 00a0 00 00 00 00 11 00 00 00 00 00 00 00 84 00 00 00   first 17, synced up to 132
 * 00b0 00 00 00 00 e9 03 00 00 00 00 00 00 a6 a6 33 0d   time mark 1001, its checksum
 * 00c0 01 06 01 00 00 00 01 61 62 78 00 05 00 00 00 00   put, key of 6, value of 1; delete
 * 00d0 01 63
 * </pre>
 */
@NullMarked
package io.aitta.wal;

import org.jspecify.annotations.NullMarked;
