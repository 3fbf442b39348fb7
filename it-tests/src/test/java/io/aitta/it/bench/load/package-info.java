/** Ways to drive a store: closed loops, at a rate, beside other work. */
@NullMarked
package io.aitta.it.bench.load;

import org.jspecify.annotations.NullMarked;
