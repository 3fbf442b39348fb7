/** What is measured of a process and of a machine. */
@NullMarked
package io.aitta.it.bench.measure;

import org.jspecify.annotations.NullMarked;
