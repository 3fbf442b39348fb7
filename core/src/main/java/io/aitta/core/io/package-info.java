/**
 * The disk, clock and lock seams, and the only place that touches {@code java.nio.file.Files},
 * {@code FileChannel}, the system clock and randomness.
 *
 * <p>Files being written are touched by engine threads only. A file that is complete may be read by
 * any thread. Nothing above this package sees a {@code FileChannel}.
 */
@NullMarked
package io.aitta.core.io;

import org.jspecify.annotations.NullMarked;
