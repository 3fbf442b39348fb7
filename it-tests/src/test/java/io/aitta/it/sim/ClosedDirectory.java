package io.aitta.it.sim;

import io.aitta.core.io.memory.MemoryFileSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** What a store that was closed in good order leaves behind: the live set of files, no other. */
final class ClosedDirectory {
  private static final Pattern NAME =
      Pattern.compile("CURRENT|LOCK|OWNER|BALLAST|MANIFEST-\\d{6,}|\\d{6,}\\.(log|sst)");

  private ClosedDirectory() {}

  static void check(MemoryFileSystem memory, Path directory, Ledger ledger) throws IOException {
    List<String> names = memory.list(directory);
    for (String name : names) {
      if (!NAME.matcher(name).matches()) {
        ledger.violated("left behind: " + name + " among " + names);
      }
    }
    List<String> manifests = names.stream().filter(name -> name.startsWith("MANIFEST")).toList();
    String current = text(memory, directory.resolve("CURRENT")).strip();
    if (!manifests.equals(List.of(current))) {
      ledger.violated("CURRENT names " + current + " and the directory holds " + manifests);
    }
  }

  private static String text(MemoryFileSystem memory, Path file) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(memory.size(file)));
    try (var opened = memory.openRead(file)) {
      opened.readAt(0, content);
    }
    return new String(content.array(), StandardCharsets.UTF_8);
  }
}
