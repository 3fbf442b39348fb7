/**
 * Which tables make up the store: what is known of each, the immutable {@link
 * io.aitta.sstable.version.Version} that orders them in levels, and the {@link
 * io.aitta.sstable.version.VersionEdit} that leads from one version to the next and stands in the
 * manifest. Uses {@code core} alone; no I/O. Everything is immutable and safe on any thread, the
 * builder excepted.
 *
 * <h2>Layout of an edit</h2>
 *
 * <pre>
 * edit  = field*
 * field = tag (varint), required (1 byte: 0 or 1), length (varint), that many bytes
 *
 *   tag  field             bytes                      required
 *   1    store id          8 bytes, little-endian     yes
 *   2    format version    varint                     yes
 *   3    order of keys     UTF-8                      yes
 *   4    flushed through   varint                     yes
 *   5    numbers reserved  varint                     yes
 *   6    time mark         varint, ms since 1970      yes
 *   7    next file         varint                     yes
 *   8    log number        varint                     yes
 *   9    added table       field*, as below           yes, repeated
 *   10   removed table     varint level, number       yes, repeated
 *   11   synced to         varint, offset in file     no
 *   12   padding           zeros                      no
 *
 *   of a table: 1 number, 2 level, 3 size in bytes, 4 salt (8 bytes, little-endian), 5 first key,
 *   6 last key, 7 least number, 8 greatest number, 9 entries, 10 deletes, 11 range deletes,
 *   12 oldest deadline (ms since 1970); all required, varints where nothing else is said
 * </pre>
 *
 * A field of an unknown tag is skipped if it is not required; a required one is a {@code
 * format-too-new}. Each field but the repeated ones stands at most once. Fields are written in the
 * order of their tags; they may be read in any.
 *
 * <p>Example: an edit that says "flushed through 300" and removes table 9 from level 1 is
 *
 * <pre>
 * 04 01 02 ac 02     tag 4, required, 2 bytes: 300
 * 0a 01 02 01 09     tag 10, required, 2 bytes: level 1, number 9
 * </pre>
 */
@NullMarked
package io.aitta.sstable.version;

import org.jspecify.annotations.NullMarked;
