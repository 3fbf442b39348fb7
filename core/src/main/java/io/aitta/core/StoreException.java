package io.aitta.core;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What every failed operation holds: a code, and whether it was done. Carries no stack trace: it is
 * an answer, not an accident; its cause keeps one.
 */
public class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Whether the operation changed anything. */
  public enum Outcome {
    /** It was not a write. */
    NONE,
    /** Nothing was logged, and never will be. */
    NOT_DONE,
    /** It may or may not be there after recovery, wholly. */
    UNKNOWN;

    /** The name in HTTP, as in {@code not-done}. */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final ErrorCode code;
  private final Outcome outcome;

  public StoreException(ErrorCode code, Outcome outcome, String detail) {
    this(code, outcome, detail, null);
  }

  public StoreException(ErrorCode code, Outcome outcome, String detail, @Nullable Throwable cause) {
    super(detail, cause, true, false);
    this.code = code;
    this.outcome = outcome;
  }

  public ErrorCode errorCode() {
    return code;
  }

  /** The code as users see it, as in {@code version-mismatch}. */
  public String code() {
    return code.text();
  }

  public Outcome outcome() {
    return outcome;
  }

  /** Whether the same request may well succeed later, unchanged. */
  public boolean retryable() {
    return code.retryable();
  }

  /** Never null, unlike its parent's. */
  public String detail() {
    String message = getMessage();
    return message == null ? code.text() : message;
  }
}
