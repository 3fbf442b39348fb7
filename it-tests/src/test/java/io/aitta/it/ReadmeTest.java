package io.aitta.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the README shows is what a test runs. */
class ReadmeTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  @Test
  void theEmbeddingExampleIsTheOneThatATestRuns() throws IOException {
    String source =
        Files.readString(ROOT.resolve("it-tests/src/test/java/io/aitta/it/EmbeddingExample.java"));
    String example = between(source, "// tag::example\n", "  // end::example");

    String readme = Files.readString(ROOT.resolve("README.md"));
    String shown = between(readme, "<!-- example -->\n```java\n", "```");

    assertThat(shown.stripTrailing()).isEqualTo(example.stripTrailing().stripIndent());
  }

  private static String between(String text, String start, String end) {
    int from = text.indexOf(start);
    assertThat(from).as("'%s' stands in the text", start.strip()).isNotNegative();
    int until = text.indexOf(end, from + start.length());
    assertThat(until).as("'%s' stands behind it", end.strip()).isNotNegative();
    return text.substring(from + start.length(), until);
  }
}
