/** Aitta behind the seam. */
@NullMarked
package io.aitta.it.bench.aitta;

import org.jspecify.annotations.NullMarked;
