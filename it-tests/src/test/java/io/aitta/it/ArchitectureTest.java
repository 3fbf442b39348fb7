package io.aitta.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import io.aitta.it.architecture.ArchitectureRule;
import io.aitta.it.architecture.ArchitectureRule.Where;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every rule of {@link ArchitectureRule} holds in the code, and every rule can fail. */
class ArchitectureTest {
  private static final String OFFENDERS = "io.aitta.it.offenders";
  private static final List<String> MODULES =
      List.of("core", "sstable", "wal-stream", "actors", "http-api", "it-tests");

  private static JavaClasses main;
  private static JavaClasses tests;
  private static JavaClasses everything;
  private static JavaClasses offenders;

  @BeforeAll
  static void importClasses() {
    main = imported("classes");
    tests = imported("test-classes");
    everything = imported("classes", "test-classes");
    offenders = new ClassFileImporter().importPackages(OFFENDERS);
  }

  @ParameterizedTest
  @EnumSource
  void theCodeKeepsTheRule(ArchitectureRule rule) {
    assertThat(rule.violations("io.aitta", judgedBy(rule.where()))).as("%s", rule).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void theRuleBites(ArchitectureRule rule) {
    assertThat(rule.violations(OFFENDERS, offenders))
        .as("%s, broken on purpose", rule)
        .anyMatch(violation -> violation.contains(rule.offender()));
  }

  @Test
  void everySourceFileOfEveryModuleIsJudged() throws IOException {
    for (String module : MODULES) {
      assertThat(namesOf(main))
          .as("compiled sources of %s (build all modules first)", module)
          .containsAll(sources(module, "main"));
      assertThat(namesOf(tests))
          .as("compiled tests of %s (test all modules first)", module)
          .containsAll(sources(module, "test"));
    }
    assertThat(main).isNotEmpty();
    assertThat(tests).isNotEmpty();
  }

  private static JavaClasses judgedBy(Where where) {
    return switch (where) {
      case MAIN -> main;
      case TESTS -> tests;
      case EVERYWHERE -> everything;
    };
  }

  /** From the modules' own build folders, so that tests of every module are seen as well. */
  private static JavaClasses imported(String... folders) {
    List<Location> locations = new ArrayList<>();
    for (String module : MODULES) {
      for (String folder : folders) {
        Path classes = root().resolve(module).resolve("target").resolve(folder);
        if (Files.isDirectory(classes)) {
          locations.add(Location.of(classes));
        }
      }
    }
    return new ClassFileImporter()
        .withImportOption(location -> !location.contains(OFFENDERS.replace('.', '/')))
        .importLocations(locations);
  }

  private static List<String> namesOf(JavaClasses classes) {
    return classes.stream().map(JavaClass::getName).toList();
  }

  private static List<String> sources(String module, String kind) throws IOException {
    Path folder = root().resolve(module).resolve("src").resolve(kind).resolve("java");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .map(folder::relativize)
          .map(Path::toString)
          .filter(name -> name.endsWith(".java"))
          .map(name -> name.substring(0, name.length() - ".java".length()).replace('/', '.'))
          .filter(name -> !name.endsWith("package-info"))
          .filter(name -> !name.startsWith(OFFENDERS))
          .toList();
    }
  }

  private static Path root() {
    return Path.of("").toAbsolutePath().getParent();
  }
}
