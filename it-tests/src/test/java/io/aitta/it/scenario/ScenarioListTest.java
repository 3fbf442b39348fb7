package io.aitta.it.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import io.aitta.it.plant.PlantedScenarios;
import io.aitta.it.support.Figures;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Tags;
import org.junit.jupiter.api.Test;

/**
 * Every scenario of {@code scenarios.txt} has a test tagged with its id, in whatever module, or a
 * reason why it needs none; and no test is tagged with an id that is not listed.
 */
class ScenarioListTest {
  private static final List<String> MODULES =
      List.of("core", "sstable", "wal-stream", "actors", "http-api", "it-tests");
  private static final Pattern ID = Pattern.compile("[A-Z][0-9]{2}");
  private static final String EXCLUDED = "excluded: ";
  private static final int SCENARIOS = 88;

  /** By id, what the list says of it. */
  private static final Map<String, String> LISTED = new TreeMap<>();

  /** By id, the tests that are tagged with it. */
  private static final Map<String, List<String>> TESTED = new TreeMap<>();

  @BeforeAll
  static void read() throws IOException {
    readList();
    List<Location> locations = new ArrayList<>();
    for (String module : MODULES) {
      Path classes = Path.of("").toAbsolutePath().resolveSibling(module + "/target/test-classes");
      assertThat(Files.isDirectory(classes)).as("compiled tests of %s", module).isTrue();
      locations.add(Location.of(classes));
    }
    for (JavaClass test : new ClassFileImporter().importLocations(locations)) {
      test.getAllMethods().forEach(method -> readTags(test, method));
    }
  }

  private static void readList() throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    ScenarioListTest.class.getResourceAsStream("/scenarios.txt")),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.startsWith("#")) {
          LISTED.put(line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1));
        }
      }
    }
  }

  private static void readTags(JavaClass test, JavaMethod method) {
    method.tryGetAnnotationOfType(Tag.class).ifPresent(tag -> readTag(test, method, tag));
    method
        .tryGetAnnotationOfType(Tags.class)
        .ifPresent(
            tags -> {
              for (Tag tag : tags.value()) {
                readTag(test, method, tag);
              }
            });
  }

  private static void readTag(JavaClass test, JavaMethod method, Tag tag) {
    TESTED
        .computeIfAbsent(tag.value(), id -> new ArrayList<>())
        .add(test.getName() + "." + method.getName() + "()");
  }

  private static boolean isExcluded(String id) {
    return LISTED.get(id).startsWith(EXCLUDED);
  }

  @Test
  void everyScenarioHasATestOrAReason() {
    Set<String> untested = new TreeSet<>(LISTED.keySet());
    untested.removeIf(ScenarioListTest::isExcluded);
    untested.removeAll(TESTED.keySet());
    assertThat(untested).as("scenarios without a test").isEmpty();
    assertThat(LISTED).hasSize(SCENARIOS);
    assertThat(LISTED.keySet()).allMatch(id -> ID.matcher(id).matches());
    long excluded = LISTED.keySet().stream().filter(ScenarioListTest::isExcluded).count();
    System.out.println(
        "scenarios "
            + SCENARIOS
            + ", with a test "
            + (SCENARIOS - excluded)
            + ", excluded "
            + excluded);
    Figures.print("scenarios.tested", SCENARIOS - excluded);
  }

  @Test
  void noTestIsTaggedWithAScenarioThatIsNotListed() {
    Set<String> unknown = new TreeSet<>(TESTED.keySet());
    unknown.removeIf(
        id -> !ID.matcher(id).matches() || (LISTED.containsKey(id) && !isExcluded(id)));
    assertThat(unknown).as("tags that are no scenario").isEmpty();
  }

  /** What a planted bug proves is in its row; that the row is right, {@code PlantedBugsTest}. */
  @Test
  void everyScenarioHasATestThatFailsUnderAPlantedBug() {
    Set<String> unproven = new TreeSet<>();
    LISTED.keySet().stream()
        .filter(id -> !isExcluded(id))
        .filter(id -> Collections.disjoint(testedBy(id), PlantedScenarios.testsThatFail(id)))
        .forEach(unproven::add);
    assertThat(unproven).as("scenarios whose tests no planted bug makes fail").isEmpty();
    Figures.print(
        "scenarios.proven", LISTED.keySet().stream().filter(id -> !isExcluded(id)).count());
  }

  private static Set<String> testedBy(String id) {
    Set<String> classes = new TreeSet<>();
    for (String method : TESTED.getOrDefault(id, List.of())) {
      classes.add(method.substring(0, method.lastIndexOf('.', method.indexOf('('))));
    }
    return classes;
  }

  @Test
  void plantedBugsAreInstancesOfListedScenarios() {
    assertThat(LISTED.keySet()).containsAll(PlantedScenarios.all());
  }
}
