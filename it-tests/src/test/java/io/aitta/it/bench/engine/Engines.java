package io.aitta.it.bench.engine;

import io.aitta.it.bench.aitta.AittaEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** The engines of this class path. */
public final class Engines {
  private Engines() {}

  /** Aitta first, then the peers. */
  public static List<Engine> all() {
    List<Engine> engines = new ArrayList<>();
    engines.add(new AittaEngine());
    ServiceLoader.load(Engine.class).forEach(engines::add);
    return engines;
  }

  public static Engine named(String name) {
    if (name.equals(AittaEngine.NAME)) {
      return new AittaEngine(); // whatever peers the class path has or lacks
    }
    return all().stream()
        .filter(engine -> engine.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no such engine here: " + name));
  }
}
