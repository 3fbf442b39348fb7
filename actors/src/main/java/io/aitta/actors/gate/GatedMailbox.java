package io.aitta.actors.gate;

import com.typesafe.config.Config;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.dispatch.MailboxType;
import org.apache.pekko.dispatch.MessageQueue;
import scala.Option;

/** A mailbox that can have a {@link Gate}. Named in configuration. */
public final class GatedMailbox implements MailboxType {
  /** As Pekko makes it. */
  public GatedMailbox(ActorSystem.Settings settings, Config config) {
    // there is nothing to set
  }

  @Override
  public MessageQueue create(Option<ActorRef> owner, Option<ActorSystem> system) {
    return new GatedQueue();
  }
}
