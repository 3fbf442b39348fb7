package io.aitta.actors.gate;

/** Sees messages before their actor does. Called on any thread, also on several at once. */
public interface Gate {
  /**
   * Answers a message if that needs neither the actor nor a wait. Must not throw: the sender knows
   * nothing of it.
   *
   * @return whether it is answered; if not, the actor gets it as if nobody had looked
   */
  boolean answers(Object message);
}
