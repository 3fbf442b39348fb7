/** What is written and read, the same for every engine; a seed replays it. */
@NullMarked
package io.aitta.it.bench.data;

import org.jspecify.annotations.NullMarked;
