package io.aitta.actors;

import io.aitta.core.io.FileSystem;
import io.aitta.core.io.Randomness;
import io.aitta.core.io.TimeSource;
import java.util.random.RandomGenerator;

/**
 * What a store takes from the world: a disk, a clock, randomness. A test hands in its own and
 * replays a failure from one seed.
 */
public record StoreSeams(FileSystem fileSystem, TimeSource time, RandomGenerator random) {
  /** The machine's own. */
  public static StoreSeams system() {
    return new StoreSeams(FileSystem.disk(), TimeSource.system(), Randomness.secure());
  }
}
