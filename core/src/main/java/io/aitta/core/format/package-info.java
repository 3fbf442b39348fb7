/**
 * What the bytes on disk and in memory mean, for every module: kinds, trailers, tree keys, varints,
 * checksums and hashes.
 *
 * <h2>Tree key</h2>
 *
 * The id of a keyspace as 4 bytes, big-endian, then the user's key. Tree keys are ordered as
 * unsigned bytes, so a keyspace is a prefix. Example: key {@code "ab"} of keyspace 1 is {@code 00
 * 00 00 01 61 62}. Keyspace 0 holds the catalogue, keyspace 1 is {@code default}.
 *
 * <h2>Trailer</h2>
 *
 * A {@code long}: sequence number in the upper 56 bits, kind in the lowest 8. Entries are ordered
 * by tree key ascending, then by trailer descending: the newest version of a key comes first.
 * Example: a put numbered 258 has the trailer {@code 0x0000000000010201}.
 */
@NullMarked
package io.aitta.core.format;

import org.jspecify.annotations.NullMarked;
