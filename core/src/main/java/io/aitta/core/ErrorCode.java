package io.aitta.core;

import java.util.Locale;

/**
 * Everything that can go wrong, in one vocabulary for the Java API and HTTP. The text of a code is
 * its name in kebab-case.
 */
public enum ErrorCode {
  // what the caller said
  BAD_KEY,
  BAD_PARAMETER,
  BAD_BODY,
  BAD_CURSOR,
  BAD_PRECONDITION,
  BAD_RANGE,
  KEY_TOO_LARGE,
  VALUE_TOO_LARGE,
  BATCH_TOO_LARGE,
  BODY_TOO_LARGE,
  URI_TOO_LONG,
  HEADERS_TOO_LARGE,
  NOT_FOUND,
  KEY_NOT_FOUND,
  KEYSPACE_NOT_FOUND,
  SNAPSHOT_NOT_FOUND,
  METHOD_NOT_ALLOWED,
  NOT_ACCEPTABLE,
  UNSUPPORTED_MEDIA_TYPE,
  NOT_TEXT,
  FORBIDDEN_ORIGIN,
  MISDIRECTED,
  NOT_SUPPORTED,
  TOO_MANY_FAILURES,
  // what the data said
  VERSION_MISMATCH,
  SNAPSHOT_EXPIRED,
  SNAPSHOT_CLOSED,
  TOO_MANY_SNAPSHOTS,
  // what the store said
  OVERLOADED(true),
  STARTING(true),
  SEALED,
  DRAINING(true),
  CLOSED,
  DISK_FULL(true),
  DEADLINE(true),
  OUTCOME_UNKNOWN,
  CORRUPTION,
  IO_ERROR,
  DIRECTORY_IN_USE,
  DIRECTORY_UNUSABLE,
  FORMAT_TOO_NEW,
  BAD_SETTING,
  INTERNAL;

  private final boolean retryable;
  private final String text;

  ErrorCode() {
    this(false);
  }

  ErrorCode(boolean retryable) {
    this.retryable = retryable;
    this.text = name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The code as users see it, as in {@code version-mismatch}. */
  public String text() {
    return text;
  }

  /** Whether the same request may well succeed later, unchanged. */
  public boolean retryable() {
    return retryable;
  }
}
