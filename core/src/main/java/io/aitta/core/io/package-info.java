/**
 * The disk, clock and lock seams, and the only place that touches {@code java.nio.file.Files},
 * {@code FileChannel}, the system clock and randomness.
 *
 * <p>Files being written are touched by engine threads, and by threads that callers lend while they
 * wait for their own write. Those may be interrupted, so such a file stays open when the thread in
 * it is ({@code UninterruptibleChannel}). A file that is complete may be read by any thread; a
 * reader's interrupt costs a reopening of the file and nothing else. Nothing above this package
 * sees a channel, and this is the one place that sets an interrupt flag: the thread's own, taken
 * away meanwhile.
 *
 * <p>Direct memory: at most 8.4 MiB of staging buffers for bytes from the heap, and 264 KiB of
 * zeros. Direct buffers that callers give are used as they are.
 *
 * <p>{@code memory} holds the file system that crashes, {@code fault} those that fail on purpose
 * and that count.
 */
@NullMarked
package io.aitta.core.io;

import org.jspecify.annotations.NullMarked;
