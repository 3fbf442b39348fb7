package io.aitta.it.plant;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.aitta.it.plant.PlantedBug.Witness;
import io.aitta.it.support.Found;
import org.jspecify.annotations.Nullable;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs the tests of one class that are tagged with a scenario, in the loader that has the bug. */
final class TaggedTests {
  /** A test that waits for what the bug keeps from happening. */
  private static final String TIMEOUT = "60 s";

  private TaggedTests() {}

  /** The first of the tests that fails, or null. */
  static @Nullable Found failing(Witness witness) {
    TestExecutionSummary summary = run(witness);
    if (summary.getTestsFoundCount() == 0) {
      throw new IllegalStateException(witness.test() + " has no test tagged " + witness.scenario());
    }
    return summary.getFailures().stream()
        .findFirst()
        .map(
            failure ->
                new Found(
                    1,
                    failure.getTestIdentifier().getDisplayName() + ": " + failure.getException()))
        .orElse(null);
  }

  private static TestExecutionSummary run(Witness witness) {
    var listener = new SummaryGeneratingListener();
    // its failures are no failures of this build: neither its listeners nor its filters hear of it
    LauncherConfig alone =
        LauncherConfig.builder()
            .enableLauncherSessionListenerAutoRegistration(false)
            .enableLauncherDiscoveryListenerAutoRegistration(false)
            .enablePostDiscoveryFilterAutoRegistration(false)
            .enableTestExecutionListenerAutoRegistration(false)
            .build();
    LauncherFactory.create(alone)
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(planted(witness)))
                .filters(TagFilter.includeTags(witness.scenario()))
                .configurationParameter("junit.jupiter.execution.timeout.default", TIMEOUT)
                .configurationParameter(
                    "junit.jupiter.execution.timeout.thread.mode.default", "SEPARATE_THREAD")
                .build(),
            listener);
    return listener.getSummary();
  }

  private static Class<?> planted(Witness witness) {
    try {
      return Class.forName(witness.test(), true, TaggedTests.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("no such test: " + witness.test(), e);
    }
  }
}
