package io.aitta.actors.gate;

import org.apache.pekko.actor.ActorCell;
import org.apache.pekko.dispatch.Dispatcher;
import org.apache.pekko.dispatch.Envelope;
import org.apache.pekko.dispatch.ExecutorServiceFactoryProvider;
import org.apache.pekko.dispatch.MessageDispatcherConfigurator;
import scala.concurrent.duration.FiniteDuration;

/**
 * A dispatcher that shows messages to the gate of their mailbox first. It has to be here and not in
 * the mailbox, behind which an actor is woken whether something came in or not.
 */
final class GatedDispatcher extends Dispatcher {
  GatedDispatcher(
      MessageDispatcherConfigurator configurator,
      String id,
      int throughput,
      FiniteDuration throughputDeadline,
      ExecutorServiceFactoryProvider executor,
      FiniteDuration shutdownTimeout) {
    super(configurator, id, throughput, throughputDeadline, executor, shutdownTimeout);
  }

  @Override
  public void dispatch(ActorCell receiver, Envelope invocation) {
    // a stopped actor has another mailbox, without a gate
    boolean answered =
        receiver.mailbox().messageQueue() instanceof GatedQueue queue
            && queue.isAnswered(invocation.message());
    if (!answered) {
      super.dispatch(receiver, invocation);
    }
  }
}
