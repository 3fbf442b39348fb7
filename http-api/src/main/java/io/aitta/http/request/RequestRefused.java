package io.aitta.http.request;

import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * A request that the server refuses by itself, before or instead of asking the store. Never holds a
 * key or a value in its detail.
 */
public final class RequestRefused extends StoreException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final @Nullable String allow;
  private final boolean closing;

  private RequestRefused(
      ErrorCode code, int status, @Nullable String allow, boolean closing, String detail) {
    super(code, Outcome.NONE, detail);
    this.status = status;
    this.allow = allow;
    this.closing = closing;
  }

  /** Refused with the status that {@code code} usually has. */
  public static RequestRefused of(ErrorCode code, String detail) {
    return new RequestRefused(code, Statuses.of(code), null, false, detail);
  }

  /** 405, naming what is allowed. */
  public static RequestRefused method(String allowed) {
    return new RequestRefused(
        ErrorCode.METHOD_NOT_ALLOWED, 405, allowed, false, "this route takes " + allowed);
  }

  /** 408: the body did not arrive in time. */
  public static RequestRefused slowBody() {
    return new RequestRefused(
        ErrorCode.DEADLINE, 408, null, true, "the body did not arrive within the timeout");
  }

  /** The body is not read to its end, so the connection cannot be used again. */
  public static RequestRefused body(ErrorCode code, String detail) {
    return new RequestRefused(code, Statuses.of(code), null, true, detail);
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The value of the {@code Allow} header, if there is to be one. */
  public @Nullable String allow() {
    return allow;
  }

  /** Whether the connection ends with the answer. */
  public boolean closing() {
    return closing;
  }
}
