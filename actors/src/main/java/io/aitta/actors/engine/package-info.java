/**
 * What the actors of one store share: settings and seams, executors, the published read view, the
 * budget of what is in flight, watermarks, counters and events. Everything here is safe on any
 * thread and never blocks.
 *
 * <p>A read view is published by the memtable actor alone. Whoever reads pins it first, unless
 * memory alone can tell, and takes the visible number from it afterwards; see {@link
 * io.aitta.actors.engine.Views}.
 */
@NullMarked
package io.aitta.actors.engine;

import org.jspecify.annotations.NullMarked;
