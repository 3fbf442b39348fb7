package io.aitta.http.answer;

import io.aitta.http.base.Budget;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * Passes an answer through, counting its bytes from the moment it is sent until it is through or
 * given up. An answer that is never begun is never counted, so nothing can leak.
 */
final class CountedWhileSent extends GraphStage<FlowShape<ByteString, ByteString>> {
  private final Inlet<ByteString> in = Inlet.create("CountedWhileSent.in");
  private final Outlet<ByteString> out = Outlet.create("CountedWhileSent.out");
  private final FlowShape<ByteString, ByteString> shape = FlowShape.of(in, out);
  private final Budget budget;
  private final long bytes;

  CountedWhileSent(Budget budget, long bytes) {
    this.budget = budget;
    this.bytes = bytes;
  }

  @Override
  public FlowShape<ByteString, ByteString> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes inherited) {
    return new GraphStageLogic(shape) {
      {
        AbstractInOutHandler through =
            new AbstractInOutHandler() {
              @Override
              public void onPush() {
                push(out, grab(in));
              }

              @Override
              public void onPull() {
                pull(in);
              }
            };
        setHandlers(in, out, through);
      }

      @Override
      public void preStart() {
        budget.take(bytes);
      }

      @Override
      public void postStop() {
        budget.giveBack(bytes);
      }
    };
  }
}
