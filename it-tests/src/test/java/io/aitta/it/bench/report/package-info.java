/** What is shown of the results. */
@NullMarked
package io.aitta.it.bench.report;

import org.jspecify.annotations.NullMarked;
