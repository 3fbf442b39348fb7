package io.aitta.core;

/**
 * A key, its value, and the number of the write that put it there.
 *
 * @param key the key
 * @param value the value, an array of the caller's own
 * @param version the sequence number of the key's last write, below 2<sup>53</sup>
 */
public record Entry(Bytes key, Bytes value, long version) {}
