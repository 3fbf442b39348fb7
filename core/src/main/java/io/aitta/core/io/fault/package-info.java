/**
 * File systems around another one: one that fails on purpose, and one that counts. For tests and
 * the simulator.
 *
 * <p>Uses {@code io.aitta.core.io} and nothing else.
 */
@NullMarked
package io.aitta.core.io.fault;

import org.jspecify.annotations.NullMarked;
