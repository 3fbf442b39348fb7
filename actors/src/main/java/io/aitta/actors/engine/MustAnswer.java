package io.aitta.actors.engine;

import io.aitta.core.StoreException;

/**
 * A message that somebody waits behind. If the actor it was sent to is gone, {@link LostMessages}
 * answers in its place.
 */
public interface MustAnswer {
  /** The message will never be read. Called on the reply dispatcher. */
  void neverRead(StoreException why);
}
