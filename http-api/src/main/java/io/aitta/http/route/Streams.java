package io.aitta.http.route;

import io.aitta.http.answer.Answers;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** Begins streamed answers. Safe on any thread. */
final class Streams {
  private final Answers answers;
  private final Problems problems;
  private final Materializer materializer;
  private final Executor executor;

  Streams(Answers answers, Problems problems, Materializer materializer, Executor executor) {
    this.answers = answers;
    this.problems = problems;
    this.materializer = materializer;
    this.executor = executor;
  }

  /** Who words the errors of a stream that has begun. */
  Problems problems() {
    return problems;
  }

  /**
   * Runs {@code lines} until it has something to say, and only then answers 200: a stream that
   * fails before its first element is an ordinary problem with its own status.
   */
  CompletionStage<HttpResponse> begin(Source<ByteString, ?> lines) {
    return lines
        .prefixAndTail(1)
        .runWith(Sink.head(), materializer)
        .thenApplyAsync(
            begun -> {
              Source<ByteString, NotUsed> first = Source.from(begun.first());
              return answers.lines(first.concat(begun.second()));
            },
            executor);
  }
}
