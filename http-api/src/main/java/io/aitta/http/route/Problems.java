package io.aitta.http.route;

import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.http.answer.Problem;
import io.aitta.http.json.JsonText;
import java.util.HexFormat;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns whatever went wrong into a problem with a request id, and logs what is our own fault: one
 * line, without keys, values or a stack trace. Safe on any thread.
 */
public final class Problems {
  private static final Logger LOG = LoggerFactory.getLogger("io.aitta.http");
  private static final int LINE_DETAIL_MAX = 90;

  private final String prefix;
  private final AtomicLong lastId = new AtomicLong();

  public Problems(RandomGenerator random) {
    this.prefix = HexFormat.of().toHexDigits(random.nextInt());
  }

  /** The problem of a failed request. */
  public Problem of(Throwable failure, boolean writes) {
    String id = prefix + "-" + lastId.incrementAndGet();
    Problem problem = Problem.of(storeException(failure, writes, id), writes, id);
    if (problem.status() == 500 && problem.error().errorCode() != ErrorCode.INTERNAL) {
      LOG.warn("request {}: {}", id, problem.error().detail());
    }
    return problem;
  }

  /** One line of NDJSON: {@code {"error":{…}}}. */
  public JsonText line(Throwable failure, boolean writes) {
    JsonText json = new JsonText(320).openObject().name("error");
    return of(failure, writes).write(json, LINE_DETAIL_MAX).closeObject().endLine();
  }

  private static StoreException storeException(Throwable failure, boolean writes, String id) {
    Throwable cause = failure;
    while (cause instanceof CompletionException || cause instanceof ExecutionException) {
      Throwable inner = cause.getCause();
      if (inner == null) {
        break;
      }
      cause = inner;
    }
    if (cause instanceof StoreException known) {
      return known;
    }
    LOG.error("request {}: internal error, {} at {}", id, cause.getClass().getName(), place(cause));
    return new StoreException(
        ErrorCode.INTERNAL,
        writes ? StoreException.Outcome.UNKNOWN : StoreException.Outcome.NONE,
        "an internal error; the log has more under the request id");
  }

  /** Where in our own code it happened: enough to find it, and no message, which may hold a key. */
  private static String place(Throwable cause) {
    for (StackTraceElement frame : cause.getStackTrace()) {
      if (frame.getClassName().startsWith("io.aitta.")) {
        return frame.toString();
      }
    }
    return "an unknown place";
  }
}
