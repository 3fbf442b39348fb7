package io.aitta.actors;

/**
 * How a store opened.
 *
 * @param keys about how many keys it holds (entries less deletes; overwritten ones count until they
 *     are compacted away)
 * @param recoveryMillis how long recovery took
 * @param recoveredOperations operations replayed from the log
 * @param tornBytes how many bytes at the end of the log a crash left torn, which recovery passed
 *     over: nothing that was synced is in them; 0 if the log ended whole
 * @param lastSeq the last sequence number recovered
 */
public record StoreInfo(
    long keys, long recoveryMillis, long recoveredOperations, long tornBytes, long lastSeq) {}
