package io.aitta.core.io;

import java.security.SecureRandom;
import java.util.random.RandomGenerator;

/** Where salts and store ids come from, when no test hands in a seeded generator. */
public final class Randomness {
  private Randomness() {}

  /** Unpredictable numbers. Safe on any thread. */
  public static RandomGenerator secure() {
    return new SecureRandom();
  }
}
