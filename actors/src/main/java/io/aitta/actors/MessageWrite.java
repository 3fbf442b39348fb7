package io.aitta.actors;

import io.aitta.actors.write.PendingWrite;
import io.aitta.core.Committed;
import io.aitta.core.Condition;
import io.aitta.core.Durability;
import io.aitta.core.StoreException;
import io.aitta.core.format.Operation;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** A write whose answer is a message. */
final class MessageWrite extends PendingWrite {
  private final ActorRef<StoreCommand.WriteReply> replyTo;

  MessageWrite(
      Operation[] operations,
      Condition @Nullable [] conditions,
      Durability level,
      long deadlineNanos,
      ActorRef<StoreCommand.WriteReply> replyTo) {
    super(operations, conditions, level, deadlineNanos);
    this.replyTo = replyTo;
  }

  @Override
  protected boolean runsCallersCode() {
    return false;
  }

  @Override
  protected void onCommitted(Committed committed) {
    replyTo.tell(new StoreCommand.WriteReply.Done(committed));
  }

  @Override
  protected void onRefused(StoreException why) {
    replyTo.tell(new StoreCommand.WriteReply.Refused(why));
  }
}
