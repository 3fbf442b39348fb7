/**
 * What a few threads see of the structures that they share without an actor between them: memtable,
 * cache of blocks, pinned views, admission, the queue of disk tasks. Lincheck tries the
 * interleavings of small scenarios and asks whether what was answered can be put in an order;
 * jcstress runs two or three threads against each other some million times, on the machine as it
 * is, and counts what was seen. Classes that end in {@code Model} are for the first, those in
 * {@code Stress} for the second. Built and run by {@code -Pconcurrency} only; see {@link
 * io.aitta.it.concurrency.ConcurrencyRun}.
 */
@NullMarked
package io.aitta.it.concurrency;

import org.jspecify.annotations.NullMarked;
