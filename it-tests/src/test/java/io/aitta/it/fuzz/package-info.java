/**
 * Bytes nobody sane wrote, for every decoder of the store.
 *
 * <p>A {@link io.aitta.it.fuzz.Target} is a decoder with valid samples. {@code DecoderFuzzTest}
 * mutates the samples by a seed, in every build; {@code JazzerRun} lets a coverage-guided fuzzer
 * look for longer ({@code mvn -Pfuzz}). {@link io.aitta.it.fuzz.Oracle} judges both: a decoder
 * answers or refuses with a typed exception, in little memory and time. Targets that reach what is
 * package-private stand in the package they are for.
 */
@NullMarked
package io.aitta.it.fuzz;

import org.jspecify.annotations.NullMarked;
