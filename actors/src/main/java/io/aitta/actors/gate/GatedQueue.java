package io.aitta.actors.gate;

import org.apache.pekko.dispatch.NodeMessageQueue;
import org.jspecify.annotations.Nullable;

/** An unbounded queue of messages with a gate in front. Safe on any thread. */
final class GatedQueue extends NodeMessageQueue {
  private static final long serialVersionUID = 1;

  @SuppressWarnings("serial") // no queue is ever written anywhere
  private volatile @Nullable Gate gate;

  void gate(@Nullable Gate now) {
    gate = now;
  }

  /** Whether the gate has answered the message, so that it need not come in. */
  boolean isAnswered(Object message) {
    Gate now = gate;
    return now != null && now.answers(message);
  }
}
