package io.aitta.http.request;

import io.aitta.core.Bytes;
import io.aitta.core.ErrorCode;
import io.aitta.http.base.Budget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.SinkShape;
import org.apache.pekko.stream.stage.AbstractGraphStageWithMaterializedValue;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * Gathers a body, up to a limit and within a time. Beyond either it stops reading but does not
 * cancel: a cancelled request entity would take the connection down before the refusal is out.
 */
final class BodySink
    extends AbstractGraphStageWithMaterializedValue<
        SinkShape<ByteString>, CompletableFuture<Bytes>> {
  private static final String DEADLINE = "deadline";

  private final Inlet<ByteString> in = Inlet.create("BodySink.in");
  private final SinkShape<ByteString> shape = SinkShape.of(in);
  private final int bytesMax;
  private final ErrorCode tooLarge;
  private final Duration within;
  private final Budget budget;

  BodySink(int bytesMax, ErrorCode tooLarge, Duration within, Budget budget) {
    this.bytesMax = bytesMax;
    this.tooLarge = tooLarge;
    this.within = within;
    this.budget = budget;
  }

  @Override
  public SinkShape<ByteString> shape() {
    return shape;
  }

  @Override
  public Pair<GraphStageLogic, CompletableFuture<Bytes>> createLogicAndMaterializedValuePair(
      Attributes inherited) {
    CompletableFuture<Bytes> body = new CompletableFuture<>();
    return Pair.create(new Logic(body), body);
  }

  private final class Logic extends TimerGraphStageLogic {
    private final CompletableFuture<Bytes> body;
    private final List<ByteString> pieces = new ArrayList<>();
    private int bytes;

    Logic(CompletableFuture<Bytes> body) {
      super(shape);
      this.body = body;
      setHandler(
          in,
          new AbstractInHandler() {
            @Override
            public void onPush() {
              add(grab(in));
            }

            @Override
            public void onUpstreamFinish() {
              finish();
            }

            @Override
            public void onUpstreamFailure(Throwable failure) {
              body.completeExceptionally(malformed());
              completeStage();
            }
          });
    }

    @Override
    public void preStart() {
      scheduleOnce(DEADLINE, within);
      pull(in);
    }

    @Override
    public void onTimer(Object key) {
      stopWith(RequestRefused.slowBody());
    }

    @Override
    public void postStop() {
      budget.giveBack(bytes);
      body.completeExceptionally(malformed()); // does nothing if the body is complete
    }

    private void add(ByteString piece) {
      if (body.isDone()) {
        return;
      }
      if (piece.size() > bytesMax - bytes) {
        stopWith(RequestRefused.body(tooLarge, "the body is larger than " + bytesMax + " bytes"));
      } else if (!budget.tryTake(piece.size())) {
        stopWith(
            RequestRefused.body(
                ErrorCode.OVERLOADED, "too many request bodies are being read at once"));
      } else {
        bytes += piece.size();
        pieces.add(piece);
        pull(in);
      }
    }

    private void stopWith(RequestRefused why) {
      pieces.clear();
      body.completeExceptionally(why);
    }

    private void finish() {
      if (!body.isDone()) {
        byte[] whole = new byte[bytes];
        int at = 0;
        for (ByteString piece : pieces) {
          piece.copyToArray(whole, at, piece.size());
          at += piece.size();
        }
        body.complete(Bytes.wrap(whole));
      }
      completeStage();
    }
  }

  private static RequestRefused malformed() {
    return RequestRefused.body(ErrorCode.BAD_BODY, "the body ended early or is malformed");
  }
}
