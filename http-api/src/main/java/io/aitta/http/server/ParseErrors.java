package io.aitta.http.server;

import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.io.Randomness;
import io.aitta.http.answer.Answers;
import io.aitta.http.request.RequestRefused;
import io.aitta.http.route.Problems;
import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.ParsingErrorHandler;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;

/**
 * Answers what Pekko refuses before there is a request: a problem like any other, in our words,
 * since Pekko's may hold a piece of the request. Named in {@code aitta.http.pekko}. Thread-safe.
 */
public final class ParseErrors extends ParsingErrorHandler {
  private final Problems problems = new Problems(Randomness.secure());

  @Override
  public HttpResponse handle(
      StatusCode status, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
    return Answers.closing(Answers.problem(problems.of(refusal(status.intValue(), error), false)));
  }

  private static StoreException refusal(int status, ErrorInfo error) {
    String summary = error.summary();
    return switch (status) {
      case 414 ->
          RequestRefused.of(ErrorCode.URI_TOO_LONG, "the request target is longer than 16 KiB");
      case 413 -> RequestRefused.of(ErrorCode.BODY_TOO_LARGE, "the body is too large");
      case 431 -> RequestRefused.of(ErrorCode.HEADERS_TOO_LARGE, "a header is too long");
      case 501 -> RequestRefused.of(ErrorCode.NOT_SUPPORTED, "this method is not supported");
      case 505 -> RequestRefused.of(ErrorCode.NOT_SUPPORTED, "this server speaks HTTP/1.1");
      default -> {
        if (summary.contains("configured limit of")) {
          yield RequestRefused.of(
              ErrorCode.HEADERS_TOO_LARGE, "the headers are too many or too long");
        }
        if (summary.contains("request-target")) {
          yield target(error);
        }
        yield RequestRefused.of(ErrorCode.BAD_PARAMETER, "the request is not valid HTTP/1.1");
      }
    };
  }

  /** A target that Pekko's own parser refuses: what exactly is wrong is told by its place. */
  private static StoreException target(ErrorInfo error) {
    String detail = error.detail();
    int newLine = detail.indexOf('\n');
    String line = newLine < 0 ? detail : detail.substring(0, newLine);
    int key = line.indexOf("/kv/");
    int query = line.indexOf('?');
    int caret = newLine < 0 ? -1 : detail.indexOf('^') - newLine - 1;
    boolean inKey = key >= 0 && (query < 0 || (caret >= 0 && caret < query));
    return RequestRefused.of(
        inKey ? ErrorCode.BAD_KEY : ErrorCode.BAD_PARAMETER,
        "the request target holds a byte that must be percent-encoded, or a percent sign without"
            + " two hexadecimal digits behind it");
  }
}
