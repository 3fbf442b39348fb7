package io.aitta.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents say is what the project has. */
class DocumentsTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(#[^)]*)?\\)");

  @Test
  void everyLinkLeadsToAFile() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path document : documents()) {
      Matcher link = LINK.matcher(Files.readString(document));
      while (link.find()) {
        String target = link.group(1);
        if (!target.contains("://") && !Files.exists(document.resolveSibling(target))) {
          broken.add(ROOT.relativize(document) + " → " + target);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void everyTestNamedIsThere() throws IOException {
    Pattern named = Pattern.compile("`(\\w+Test)`: ((?:`\\w+`(?:, )?)+)");
    Pattern word = Pattern.compile("\\w+");
    List<String> missing = new ArrayList<>();
    int found = 0;
    for (Path document : documents()) {
      Matcher tests = named.matcher(Files.readString(document));
      while (tests.find()) {
        String source = sourceOf(tests.group(1));
        Matcher methods = word.matcher(tests.group(2));
        while (methods.find()) {
          found++;
          if (!source.contains("void " + methods.group() + "(")) {
            missing.add(ROOT.relativize(document) + " → " + tests.group(1) + "." + methods.group());
          }
        }
      }
    }
    assertThat(missing).isEmpty();
    assertThat(found).isGreaterThan(50);
  }

  /** Of a test class, wherever it is; empty if there is none of that name. */
  private static String sourceOf(String test) throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      for (Path file : files.filter(it -> it.endsWith(test + ".java")).toList()) {
        return Files.readString(file);
      }
    }
    return "";
  }

  @Test
  void theTableOfErrorsHasEveryCodeInOrder() throws IOException {
    Pattern row = Pattern.compile("^\\| `([a-z0-9-]+)` \\| [^|]+ \\| [^|]+ \\| (yes|no) \\|$");
    List<String> shown =
        Files.readAllLines(ROOT.resolve("docs/errors.md")).stream()
            .map(row::matcher)
            .filter(Matcher::matches)
            .map(code -> code.group(1) + " " + code.group(2))
            .toList();

    List<String> codes =
        Arrays.stream(ErrorCode.values())
            .map(code -> code.text() + (code.retryable() ? " yes" : " no"))
            .toList();
    assertThat(shown).isEqualTo(codes);
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> docs = Files.list(ROOT.resolve("docs"));
        Stream<Path> data = Files.list(ROOT.resolve("it-tests/data"))) {
      return Stream.of(top, docs, data)
          .flatMap(paths -> paths)
          .filter(path -> path.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }
}
