package io.aitta.sstable.table;

import io.aitta.core.Bytes;
import io.aitta.core.CorruptionException;
import org.jspecify.annotations.Nullable;

/**
 * A place of a table that does not hold what was written. Immutable, safe on any thread.
 *
 * @param what file, offset, expected and found
 * @param part which part of the table it is, as in {@code data block 3} or {@code aitta.index}
 * @param length bytes that are lost there; 0 if the bytes are whole and contradict others
 * @param losesEntries whether entries or range deletes went with it; an index can be made anew
 * @param from what was lost concerns no tree key below this one; null if that is not known
 * @param until what was lost concerns no tree key above this one; null if that is not known
 */
public record TableDamage(
    CorruptionException what,
    String part,
    long length,
    boolean losesEntries,
    @Nullable Bytes from,
    @Nullable Bytes until) {}
