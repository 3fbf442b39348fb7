package io.aitta.it.support;

/**
 * A broken promise that a harness found.
 *
 * @param tries how many states or seeds it looked at until then
 */
public record Found(int tries, String violation) {}
