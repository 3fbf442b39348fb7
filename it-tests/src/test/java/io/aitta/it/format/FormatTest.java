package io.aitta.it.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.actors.Store;
import io.aitta.core.Range;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Sink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promise P18: a release opens every directory that an earlier one wrote. */
class FormatTest {
  private static final Path FORMAT_1 = Path.of("data", "format-1");

  @TempDir Path directory;

  @Test
  void aDirectoryOfFormatOneIsOpenedAndHoldsWhatItHeld() throws IOException {
    copy(FORMAT_1, directory);
    ActorTestKit host = ActorTestKit.create();
    try {
      Store store = FormatOne.open(host.system(), directory, "format-1");
      assertThat(FormatOne.await(store.ready()).recoveredOperations()).isPositive();
      Map<String, String> found = new LinkedHashMap<>();
      FormatOne.await(
          store
              .scan(Range.all())
              .runWith(
                  Sink.foreach(entry -> found.put(entry.key().utf8(), entry.value().utf8())),
                  host.system()));
      assertThat(found).containsExactlyEntriesOf(FormatOne.content());
      FormatOne.await(store.close());
    } finally {
      host.shutdownTestKit();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(String.valueOf(file.getFileName())));
      }
    }
  }
}
