package io.aitta.core;

/**
 * A write that is done.
 *
 * @param seq the sequence number of its last operation; for a single write, the key's new version
 * @param level what it survives now: at least what was asked for
 */
public record Committed(long seq, Durability level) {}
