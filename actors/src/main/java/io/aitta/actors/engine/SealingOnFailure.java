package io.aitta.actors.engine;

import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Around an actor whose state is the store's: an exception in it seals the store before anything
 * else happens, and then stops the actor. It is never restarted: with empty state over live files
 * that would be data loss.
 */
public final class SealingOnFailure<T> extends BehaviorInterceptor<T, T> {
  private final StoreStatus status;
  private final String actor;

  private SealingOnFailure(Class<T> messages, StoreStatus status, String actor) {
    super(messages);
    this.status = status;
    this.actor = actor;
  }

  /** The behavior, sealing the store when it fails. */
  public static <T> Behavior<T> around(
      Class<T> messages, Behavior<T> behavior, StoreStatus status, String actor) {
    return Behaviors.intercept(() -> new SealingOnFailure<>(messages, status, actor), behavior);
  }

  @Override
  public Behavior<T> aroundReceive(
      TypedActorContext<T> context, T message, ReceiveTarget<T> target) {
    try {
      return target.apply(context, message);
    } catch (RuntimeException | Error failure) {
      status.seal(actor + " failed: " + failure);
      throw failure;
    }
  }
}
