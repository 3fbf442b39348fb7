package io.aitta.core;

import java.nio.file.Path;

/** Bytes that are not what was written: names the file, the offset, what was expected and found. */
public final class CorruptionException extends StoreException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final long offset;
  private final String expected;
  private final String found;

  public CorruptionException(Path file, long offset, String expected, String found) {
    this(String.valueOf(file.getFileName()), offset, expected, found);
  }

  public CorruptionException(String file, long offset, String expected, String found) {
    super(
        ErrorCode.CORRUPTION,
        Outcome.NONE,
        "corruption in "
            + file
            + " at offset "
            + offset
            + ": expected "
            + expected
            + ", found "
            + found);
    this.file = file;
    this.offset = offset;
    this.expected = expected;
    this.found = found;
  }

  /** The file's name inside the data directory. */
  public String file() {
    return file;
  }

  public long offset() {
    return offset;
  }

  public String expected() {
    return expected;
  }

  public String found() {
    return found;
  }
}
