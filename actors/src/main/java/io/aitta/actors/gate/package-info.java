/**
 * Messages that are answered on their sender's thread. Two actors that take turns cost a thread
 * wake-up a message, several times what a get in memory costs; a {@link io.aitta.actors.gate.Gate}
 * sees a message before it enters the mailbox, and may answer it there and then. What it does not
 * answer goes the ordinary way.
 *
 * <p>Works for an actor that runs on a {@link io.aitta.actors.gate.GatedDispatcherConfigurator
 * dispatcher} and has a {@link io.aitta.actors.gate.GatedMailbox mailbox} of this package; for any
 * other, nothing changes. The only package that leans on what Pekko does not promise: that a
 * message goes through {@code Dispatcher.dispatch}, and that the classic context of an actor is its
 * cell.
 */
@NullMarked
package io.aitta.actors.gate;

import org.jspecify.annotations.NullMarked;
