/**
 * What a user of the store says: bytes, entries, ranges, mutations, conditions, levels of
 * durability, and the one vocabulary of errors that the Java API and HTTP share.
 *
 * <p>May use nothing but the JDK. Every type here is immutable and safe on any thread.
 */
@NullMarked
package io.aitta.core;

import org.jspecify.annotations.NullMarked;
