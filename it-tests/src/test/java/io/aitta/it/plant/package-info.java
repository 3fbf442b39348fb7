/**
 * Bugs planted on purpose, to see whether the alarms ring: each row of {@link
 * io.aitta.it.plant.PlantedBugs} is a bug that some store once had, put into ours, and the harness
 * that must find it.
 *
 * <p>A bug is a change of a few words of a source file, compiled in memory and loaded in the place
 * of the class as built; or a disk that leaves something out. The code as it is shipped knows
 * nothing of it.
 */
@NullMarked
package io.aitta.it.plant;

import org.jspecify.annotations.NullMarked;
