package io.aitta.it.bench.engine;

/**
 * What a store has done since it opened.
 *
 * @param syncs of the log
 * @param stallMillis how long writers were held back
 * @param pendingBytes about how much is still to be compacted
 */
public record EngineCounters(
    long syncs, long flushes, long compactions, long stallMillis, long pendingBytes) {}
