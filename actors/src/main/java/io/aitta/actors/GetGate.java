package io.aitta.actors;

import io.aitta.actors.StoreCommand.GetReply;
import io.aitta.actors.gate.Gate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers gets by message on their sender's thread if the answer lies in memory and the store is
 * open. Safe on any thread; never blocks, never throws.
 */
final class GetGate implements Gate {
  private static final Logger LOG = LoggerFactory.getLogger(GetGate.class);

  /**
   * Whether this thread is within an answer. What is asked there goes to the mailbox: who asks
   * again from within an answer, and again, would need a stack without end.
   */
  private static final ThreadLocal<boolean[]> ANSWERING =
      ThreadLocal.withInitial(() -> new boolean[1]);

  private final OpenStore store;

  GetGate(OpenStore store) {
    this.store = store;
  }

  @Override
  public boolean answers(Object message) {
    return message instanceof StoreCommand.Get get && answer(get);
  }

  private boolean answer(StoreCommand.Get get) {
    boolean[] answering = ANSWERING.get();
    if (answering[0]) {
      return false;
    }
    GetReply reply = find(get);
    if (reply == null) {
      return false;
    }
    answering[0] = true;
    try {
      get.replyTo().tell(reply);
    } catch (RuntimeException e) {
      LOG.warn("an answer could not be told to {}", get.replyTo(), e); // not the sender's fault
    } finally {
      answering[0] = false;
    }
    return true;
  }

  /** The answer, or null if the actor has to find it, or to say why not. */
  private @Nullable GetReply find(StoreCommand.Get get) {
    try {
      return store.isOpen() ? MessageGet.fromMemory(store, get.key()) : null;
    } catch (RuntimeException | OutOfMemoryError e) {
      return null; // the actor will meet it too, and answer with it
    }
  }
}
