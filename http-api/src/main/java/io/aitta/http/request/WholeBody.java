package io.aitta.http.request;

import io.aitta.core.ErrorCode;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.stage.AbstractInOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * The bytes of a streamed body, failing with {@code bad-body} if it was cut. Once its answer has
 * begun, Pekko HTTP lets a cut or malformed body end as if it were whole; this counts.
 *
 * @param <T> a piece of the body
 */
public final class WholeBody<T> extends GraphStage<FlowShape<T, ByteString>> {
  private final Inlet<T> in = Inlet.create("WholeBody.in");
  private final Outlet<ByteString> out = Outlet.create("WholeBody.out");
  private final FlowShape<T, ByteString> shape = FlowShape.of(in, out);
  private final Function<T, ByteString> bytesOf;
  private final Predicate<T> isMark;
  private final long expectedBytes;

  private WholeBody(Function<T, ByteString> bytesOf, Predicate<T> isMark, long expectedBytes) {
    this.bytesOf = bytesOf;
    this.isMark = isMark;
    this.expectedBytes = expectedBytes;
  }

  /** The body of a request, without a limit to its size. */
  public static Source<ByteString, Object> of(RequestEntity entity) {
    HttpEntity unlimited = entity.withoutSizeLimit();
    if (unlimited instanceof HttpEntity.Chunked chunked) {
      return chunked
          .getChunks()
          .via(
              new WholeBody<HttpEntity.ChunkStreamPart>(
                  HttpEntity.ChunkStreamPart::data, HttpEntity.ChunkStreamPart::isLastChunk, -1));
    }
    long length = unlimited.getContentLengthOption().orElse(0);
    return unlimited
        .getDataBytes()
        .via(new WholeBody<ByteString>(Function.identity(), piece -> false, length));
  }

  @Override
  public FlowShape<T, ByteString> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes inherited) {
    return new Logic();
  }

  private final class Logic extends GraphStageLogic {
    private long bytes;
    private boolean marked;

    Logic() {
      super(shape);
      setHandlers(
          in,
          out,
          new AbstractInOutHandler() {
            @Override
            public void onPush() {
              T piece = grab(in);
              if (isMark.test(piece)) {
                marked = true;
                pull(in);
              } else {
                ByteString data = bytesOf.apply(piece);
                bytes += data.size();
                push(out, data);
              }
            }

            @Override
            public void onPull() {
              pull(in);
            }

            @Override
            public void onUpstreamFinish() {
              if (marked || bytes == expectedBytes) {
                completeStage();
              } else {
                failStage(RequestRefused.body(ErrorCode.BAD_BODY, "the body ended early"));
              }
            }
          });
    }
  }
}
