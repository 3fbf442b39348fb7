package io.aitta.http.answer;

import io.aitta.core.CorruptionException;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.VersionMismatchException;
import io.aitta.http.json.JsonText;
import io.aitta.http.request.RequestRefused;
import io.aitta.http.request.Statuses;

/**
 * One problem of RFC 9457, as JSON. Immutable.
 *
 * @param error what went wrong
 * @param outcome whether anything was written
 * @param requestId to be found in the log, if the log says anything about it
 */
public record Problem(StoreException error, StoreException.Outcome outcome, String requestId) {

  /** The problem of a request; {@code writes} tells whether it asked for a change. */
  public static Problem of(StoreException error, boolean writes, String requestId) {
    StoreException.Outcome outcome = error.outcome();
    if (writes && outcome == StoreException.Outcome.NONE) {
      outcome = StoreException.Outcome.NOT_DONE;
    }
    return new Problem(error, outcome, requestId);
  }

  /** The HTTP status. */
  public int status() {
    return error instanceof RequestRefused refused
        ? refused.status()
        : Statuses.of(error.errorCode());
  }

  /** Appends the problem as one object, its detail cut after {@code detailMax} characters. */
  public JsonText write(JsonText json, int detailMax) {
    ErrorCode code = error.errorCode();
    String detail = error.detail();
    json.openObject();
    json.name("type").text("urn:aitta:problem:" + code.text());
    json.name("title").text(Statuses.title(code));
    json.name("status").number(status());
    json.name("detail").text(detail.length() > detailMax ? cut(detail, detailMax) : detail);
    json.name("code").text(code.text());
    json.name("requestId").text(requestId);
    json.name("retryable").bool(error.retryable());
    json.name("outcome").text(outcome.text());
    if (error instanceof VersionMismatchException mismatch) {
      json.name("index").number(mismatch.index());
      json.name("currentVersion").number(mismatch.currentVersion());
    } else if (error instanceof CorruptionException corruption) {
      json.name("file").text(corruption.file());
      json.name("offset").number(corruption.offset());
    }
    return json.closeObject();
  }

  private static String cut(String text, int max) {
    int end = Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max;
    return text.substring(0, end) + "…";
  }
}
