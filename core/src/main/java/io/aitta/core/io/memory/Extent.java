package io.aitta.core.io.memory;

/**
 * Bytes {@code from} to before {@code until} of a file.
 *
 * @param data whether an append wrote them; otherwise they are prepared zeros
 */
record Extent(long from, long until, boolean data) {
  long length() {
    return until - from;
  }
}
