/**
 * Filters: whether a table can hold a key at all, asked before any block is read.
 *
 * <p>Uses nothing but the 64-bit hash of the key.
 *
 * <h2>Layout</h2>
 *
 * A Bloom filter cut into lines of 64 bytes; all bits of a key lie in one line.
 *
 * <pre>
 * filter = word:u64{8 × lines} lines:u32 probes:u8      numbers are little-endian
 * </pre>
 *
 * A key of hash <i>h</i> belongs to line {@code (h >>> 32) × lines >>> 32}. Its probes are the
 * lowest 9 bits, the 9 bits above them and so on, of {@code h × 0x9E3779B97F4A7C15} with its upper
 * half folded into its lower one (exclusive or); probe <i>p</i> is bit {@code p & 63} of the line's
 * word {@code p >>> 6}.
 *
 * <p>Example: one line and 6 probes, the only key's hash being 1. The product is {@code
 * 9e3779b97f4a7c15}, folded {@code 9e3779b9e17d05ac}; the probes are 428, 130, 95, 316, 411 and
 * 443. So word 1 is {@code 0000000080000000}, word 2 {@code 0000000000000004}, word 4 {@code
 * 1000000000000000}, word 6 {@code 0800100008000000}, the others are 0; behind them {@code 01 00 00
 * 00} and {@code 06}.
 */
@NullMarked
package io.aitta.sstable.filter;

import org.jspecify.annotations.NullMarked;
