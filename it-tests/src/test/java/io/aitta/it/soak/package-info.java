/**
 * A store at work for a long time: what it holds must not grow, and what it answers must not slow
 * down. A minute in every build, an hour by {@code -Dsoak.seconds=3600}.
 */
@NullMarked
package io.aitta.it.soak;

import org.jspecify.annotations.NullMarked;
