/** The rows, in groups that share data and a JVM. */
@NullMarked
package io.aitta.it.bench.row;

import org.jspecify.annotations.NullMarked;
