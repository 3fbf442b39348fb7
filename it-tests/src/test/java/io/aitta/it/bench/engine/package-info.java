/** The seam between the rows and the engines they measure. */
@NullMarked
package io.aitta.it.bench.engine;

import org.jspecify.annotations.NullMarked;
