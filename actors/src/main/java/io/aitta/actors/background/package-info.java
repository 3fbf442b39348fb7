/**
 * What happens behind the writers' back: flush, compaction, the manifest, the removal of files, the
 * scrub. Each is an actor that decides and waits, and a job that works on an executor which may
 * block, one bounded step a task, so that a stop is heard and a simulator can let other things
 * pass.
 */
@NullMarked
package io.aitta.actors.background;

import org.jspecify.annotations.NullMarked;
