package io.aitta.sstable.block;

import org.jspecify.annotations.Nullable;

/**
 * Bytes that are no block although their checksum held. Whoever knows the file turns it into a
 * corruption that names the place. Carries no stack trace.
 */
public final class MalformedBlockException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String expected;
  private final String found;

  public MalformedBlockException(String expected, @Nullable String found) {
    super("expected " + expected + ", found " + found, null, false, false);
    this.expected = expected;
    this.found = String.valueOf(found);
  }

  public String expected() {
    return expected;
  }

  public String found() {
    return found;
  }
}
