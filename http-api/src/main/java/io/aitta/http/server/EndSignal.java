package io.aitta.http.server;

import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;

/** Passes bytes through and runs a task when they end, however they end. */
final class EndSignal extends GraphStage<FlowShape<ByteString, ByteString>> {
  private final Inlet<ByteString> in = Inlet.create("EndSignal.in");
  private final Outlet<ByteString> out = Outlet.create("EndSignal.out");
  private final FlowShape<ByteString, ByteString> shape = FlowShape.of(in, out);
  private final Runnable ended;

  EndSignal(Runnable ended) {
    this.ended = ended;
  }

  @Override
  public FlowShape<ByteString, ByteString> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes inherited) {
    return new GraphStageLogic(shape) {
      {
        setHandlers(
            in,
            out,
            new AbstractInOutHandler() {
              @Override
              public void onPush() {
                push(out, grab(in));
              }

              @Override
              public void onPull() {
                pull(in);
              }
            });
      }

      @Override
      public void postStop() {
        ended.run();
      }
    };
  }
}
