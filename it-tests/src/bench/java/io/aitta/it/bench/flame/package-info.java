/** Flame graphs by async-profiler. Compiled in the profile {@code bench} only; never shipped. */
@NullMarked
package io.aitta.it.bench.flame;

import org.jspecify.annotations.NullMarked;
