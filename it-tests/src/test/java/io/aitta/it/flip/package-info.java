/**
 * Every bit of a small directory flipped in turn. Each flip must be told by a typed error, or do no
 * harm: never a wrong answer, never another exception.
 *
 * <p>The directory is read as the store reads it, but on one thread and without actors: {@link
 * io.aitta.it.flip.PlainStore} recovers it, {@link io.aitta.it.flip.TableFacts} is all that a table
 * can be asked.
 */
@NullMarked
package io.aitta.it.flip;

import org.jspecify.annotations.NullMarked;
