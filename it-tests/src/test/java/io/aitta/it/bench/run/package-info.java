/** A run: rounds, engines, measuring JVMs, results. */
@NullMarked
package io.aitta.it.bench.run;

import org.jspecify.annotations.NullMarked;
