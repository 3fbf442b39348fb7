package io.aitta.it.fuzz;

import io.aitta.http.route.HttpTargets;
import io.aitta.sstable.manifest.ManifestTargets;
import io.aitta.sstable.table.TableTargets;
import io.aitta.wal.LogTargets;
import java.util.List;
import java.util.stream.Stream;

/** Every decoder there is. */
final class Targets {
  private Targets() {}

  static List<Target> all() {
    return Stream.of(LogTargets.all(), ManifestTargets.all(), TableTargets.all(), HttpTargets.all())
        .flatMap(List::stream)
        .toList();
  }

  static Target named(String name) {
    return all().stream()
        .filter(target -> target.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no target " + name));
  }
}
