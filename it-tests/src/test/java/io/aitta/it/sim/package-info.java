/**
 * The simulator: the store's real actors on one seeded thread, with a disk in memory that forgets
 * what was not synced, a virtual clock, and an oracle that remembers every promise the store made.
 *
 * <p>How it works: every dispatcher is the one queue of a {@link io.aitta.it.sim.Simulation}, from
 * which the owner thread takes a task picked by the seed; time is a number that moves when a timer
 * is due. Whatever another thread hands in is a leak, recorded with its stack. One seed gives one
 * story, in this JVM and in the next: {@code mvn -pl it-tests -am test -Dtest=StoreSimulationTest
 * -Dseed=N}.
 */
@NullMarked
package io.aitta.it.sim;

import org.jspecify.annotations.NullMarked;
