package io.aitta.actors;

import io.aitta.core.io.FileSystem;
import io.aitta.core.io.Randomness;
import io.aitta.core.io.TimeSource;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a store takes from the world: a disk, a clock, randomness, and a log for what happens to it.
 * A test hands in its own and replays a failure from one seed.
 */
public record StoreSeams(
    FileSystem fileSystem, TimeSource time, RandomGenerator random, Logger log) {
  /** With the log that every store has, {@code io.aitta.store}. */
  public StoreSeams(FileSystem fileSystem, TimeSource time, RandomGenerator random) {
    this(fileSystem, time, random, LoggerFactory.getLogger("io.aitta.store"));
  }

  /** The machine's own. */
  public static StoreSeams system() {
    return new StoreSeams(FileSystem.disk(), TimeSource.system(), Randomness.secure());
  }
}
