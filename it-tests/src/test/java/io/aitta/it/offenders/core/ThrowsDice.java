package io.aitta.it.offenders.core;

import java.util.Random;

/** Goes around the seam of chance. */
public final class ThrowsDice {
  private ThrowsDice() {}

  static int number() {
    return new Random().nextInt();
  }
}
