/**
 * The whole store on a real disk, over HTTP and embedded: kills under load, counters under
 * contention, damaged directories, the journeys of a user.
 */
@NullMarked
package io.aitta.it.kill;

import org.jspecify.annotations.NullMarked;
