/**
 * A file system in memory that forgets, when it crashes, what was not synced: for tests, for the
 * simulator, and for stores that need no disk.
 *
 * <p>A file is what the process wrote, a mark how much of it is durable, and the writes since in
 * their order. A directory is its durable names and the changes since in their order. {@code sync}
 * moves one file's mark, {@code syncDirectory} one directory's; nothing else does, which is
 * stricter than any real file system. What a crash leaves is drawn from what a real one may leave,
 * by a {@link io.aitta.core.io.memory.CrashPolicy} and a seeded generator; the same seed leaves the
 * same.
 *
 * <p>Uses {@code io.aitta.core.io} and nothing else.
 */
@NullMarked
package io.aitta.core.io.memory;

import org.jspecify.annotations.NullMarked;
