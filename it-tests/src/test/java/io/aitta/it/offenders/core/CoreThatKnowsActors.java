package io.aitta.it.offenders.core;

import io.aitta.it.offenders.actors.Asks;

/** Sees a layer above its own. */
public final class CoreThatKnowsActors {
  private CoreThatKnowsActors() {}

  static Class<?> above() {
    return Asks.class;
  }
}
