/**
 * What all tables share: the blocks kept in memory and the file handles kept open, each under one
 * bound.
 *
 * <p>Blocks are not in a map. Each table has an array of slots, one a block, read with one acquire
 * load; one CLOCK hand goes over the filled slots of all tables when bytes are needed. Handles are
 * counted while in use, and idle ones are closed beyond the bound.
 *
 * <p>Neither draws random numbers nor reads a clock: what one thread does, it does the same again.
 * May use {@code core.io}; knows no formats.
 */
@NullMarked
package io.aitta.sstable.cache;

import org.jspecify.annotations.NullMarked;
