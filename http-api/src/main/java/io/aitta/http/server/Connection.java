package io.aitta.http.server;

import io.aitta.core.io.TimeSource;
import io.aitta.http.answer.Answers;
import io.aitta.http.base.Drain;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.ResponseEntity;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * One connection's requests in, its answers out, in order; several may be under way. Ends a
 * connection whose next request head does not come in time, which Pekko HTTP does not, and on a
 * drain ends it as soon as it has nothing to answer.
 */
final class Connection extends GraphStage<FlowShape<HttpRequest, HttpResponse>> {
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final String TICKER = "tick";

  /** Answers waiting behind a slower one hold no more than about this, or no request is read. */
  private static final long WAITING_BYTES_MAX = 256 << 10;

  private final Inlet<HttpRequest> in = Inlet.create("Connection.in");
  private final Outlet<HttpResponse> out = Outlet.create("Connection.out");
  private final FlowShape<HttpRequest, HttpResponse> shape = FlowShape.of(in, out);
  private final Function<HttpRequest, CompletionStage<HttpResponse>> handler;
  private final int requestsMax;
  private final Duration headTimeout;
  private final Duration keepAlive;
  private final TimeSource time;
  private final Drain drain;

  Connection(
      Function<HttpRequest, CompletionStage<HttpResponse>> handler,
      int requestsMax,
      Duration headTimeout,
      Duration keepAlive,
      TimeSource time,
      Drain drain) {
    this.handler = handler;
    this.requestsMax = requestsMax;
    this.headTimeout = headTimeout;
    this.keepAlive = keepAlive;
    this.time = time;
    this.drain = drain;
  }

  @Override
  public FlowShape<HttpRequest, HttpResponse> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes inherited) {
    return new Logic();
  }

  /** A request under way, and its answer once there is one. Belongs to the stage. */
  private static final class Slot {
    @Nullable HttpResponse response;
  }

  private record Answered(Slot slot, HttpResponse response) {}

  private final class Logic extends TimerGraphStageLogic {
    private final ArrayDeque<Slot> slots = new ArrayDeque<>();
    private @Nullable AsyncCallback<Answered> answered;
    private @Nullable AsyncCallback<Done> streamEnded;
    private long waitingBytes;
    private int streams;
    private boolean first = true;
    private long idleSinceNanos = time.nanos();
    private long ticket;

    Logic() {
      super(shape);
      setHandler(
          in,
          new AbstractInHandler() {
            @Override
            public void onPush() {
              begin(grab(in));
            }

            @Override
            public void onUpstreamFinish() {
              if (slots.isEmpty()) {
                completeStage();
              }
            }
          });
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              answer();
            }
          });
    }

    @Override
    public void preStart() {
      answered = createAsyncCallback(this::onAnswered);
      streamEnded = createAsyncCallback(done -> onStreamEnded());
      AsyncCallback<Done> draining = createAsyncCallback(done -> completeIfDrained());
      ticket = drain.join(() -> draining.invoke(Done.getInstance()));
      scheduleWithFixedDelay(TICKER, TICK, TICK);
      pull(in);
    }

    @Override
    public void postStop() {
      drain.leave(ticket);
    }

    @Override
    public void onTimer(Object key) {
      long limitNanos = (first ? headTimeout : keepAlive).toNanos();
      if (isIdle() && time.nanos() - idleSinceNanos >= limitNanos) {
        completeStage();
      }
    }

    private boolean isIdle() {
      return slots.isEmpty() && streams == 0;
    }

    private void begin(HttpRequest request) {
      first = false;
      Slot slot = new Slot();
      slots.add(slot);
      AsyncCallback<Answered> callback = answered;
      var unused =
          handler
              .apply(request)
              .whenComplete(
                  (response, failure) -> {
                    if (callback != null && response != null) {
                      callback.invoke(new Answered(slot, response));
                    }
                  });
      pullIfRoom();
    }

    private void onAnswered(Answered done) {
      done.slot().response = done.response();
      waitingBytes += strictBytes(done.response());
      answer();
    }

    /** Sends the oldest request's answer, if it is there and asked for. */
    private void answer() {
      Slot oldest = slots.peek();
      HttpResponse response = oldest == null ? null : oldest.response;
      if (response == null || !isAvailable(out)) {
        return;
      }
      slots.remove();
      waitingBytes -= strictBytes(response);
      HttpResponse last = drain.isBegun() && slots.isEmpty() ? Answers.closing(response) : response;
      push(out, response.entity().isStrict() ? last : watched(last));
      idleSinceNanos = time.nanos();
      if (isClosed(in) && slots.isEmpty()) {
        completeStage();
      } else {
        completeIfDrained();
        pullIfRoom();
      }
    }

    private void pullIfRoom() {
      if (!isClosed(in)
          && !hasBeenPulled(in)
          && slots.size() < requestsMax
          && waitingBytes < WAITING_BYTES_MAX
          && !drain.isBegun()) {
        pull(in);
      }
    }

    private void completeIfDrained() {
      if (drain.isBegun() && isIdle()) {
        completeStage();
      }
    }

    private void onStreamEnded() {
      streams--;
      idleSinceNanos = time.nanos();
      completeIfDrained();
    }

    /** The answer, telling when its stream is through: until then the connection is not idle. */
    private HttpResponse watched(HttpResponse response) {
      AsyncCallback<Done> callback = streamEnded;
      if (callback == null) {
        return response;
      }
      streams++;
      Flow<ByteString, ByteString, NotUsed> watch =
          Flow.fromGraph(new EndSignal(() -> callback.invoke(Done.getInstance())));
      ResponseEntity entity = response.entity();
      if (entity instanceof HttpEntity.Default sized) {
        return response.withEntity(
            HttpEntities.create(
                sized.getContentType(), sized.getContentLength(), sized.getDataBytes().via(watch)));
      }
      return response.transformEntityDataBytes(watch);
    }
  }

  private static long strictBytes(HttpResponse response) {
    return response.entity().isStrict() ? response.entity().getContentLengthOption().orElse(0) : 0;
  }
}
