/** Figures of the server and the store in the text format of Prometheus, written by hand. */
@NullMarked
package io.aitta.http.metrics;

import org.jspecify.annotations.NullMarked;
