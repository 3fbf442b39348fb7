/**
 * The benchmark: its command line. Rows are in {@code row}, engines behind the seam in {@code
 * engine}.
 */
@NullMarked
package io.aitta.it.bench;

import org.jspecify.annotations.NullMarked;
