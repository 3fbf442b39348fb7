/**
 * The door for embedders: {@link io.aitta.actors.Store}, its settings, its message protocol and
 * what it returns. The actors behind it live in the packages below.
 */
@NullMarked
package io.aitta.actors;

import org.jspecify.annotations.NullMarked;
