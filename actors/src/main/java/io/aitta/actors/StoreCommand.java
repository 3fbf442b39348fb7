package io.aitta.actors;

import org.apache.pekko.actor.NoSerializationVerificationNeeded;

/**
 * The message form of {@link Store}: the same operations, the same order, the same answers. Local.
 */
public interface StoreCommand extends NoSerializationVerificationNeeded {}
