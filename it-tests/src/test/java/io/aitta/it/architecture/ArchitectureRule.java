package io.aitta.it.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static io.aitta.it.architecture.Call.asyncWithoutExecutor;
import static io.aitta.it.architecture.Call.beginningWith;
import static io.aitta.it.architecture.Call.exactly;
import static io.aitta.it.architecture.Call.inPackage;
import static io.aitta.it.architecture.Call.to;
import static io.aitta.it.architecture.Call.unseeded;
import static io.aitta.it.architecture.CallOneOf.callOneOf;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * Each rule of the house: where it holds, its reason in plain words, and who is caught by it. A
 * rule is built for a root package, so that the same rule judges the code and the offenders.
 */
public enum ArchitectureRule {
  CORE_AND_SSTABLE_KNOW_NO_PEKKO(
      Where.MAIN,
      "formats, tables and the memtable are plain Java, to be used and tested without an actor",
      "KnowsPekko",
      root ->
          noClasses()
              .that()
              .resideInAnyPackage(root + ".core..", root + ".sstable..")
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage("org.apache.pekko..", "scala..", "org.slf4j..")),

  LAYERS_POINT_DOWN(
      Where.MAIN,
      "http → actors → wal and sstable → core: whoever reads a layer need not know those above",
      "CoreThatKnowsActors",
      root ->
          layeredArchitecture()
              .consideringOnlyDependenciesInLayers()
              .withOptionalLayers(true)
              .layer("http")
              .definedBy(root + ".http..")
              .layer("actors")
              .definedBy(root + ".actors..")
              .layer("wal")
              .definedBy(root + ".wal..")
              .layer("sstable")
              .definedBy(root + ".sstable..")
              .layer("core")
              .definedBy(root + ".core..")
              .whereLayer("http")
              .mayNotBeAccessedByAnyLayer()
              .whereLayer("actors")
              .mayOnlyBeAccessedByLayers("http")
              .whereLayer("wal")
              .mayOnlyBeAccessedByLayers("actors")
              .whereLayer("sstable")
              .mayOnlyBeAccessedByLayers("actors")),

  THE_LOG_AND_THE_TABLES_DO_NOT_SEE_EACH_OTHER(
      Where.MAIN,
      "they meet in actors, so that a replicated log can take the local one's place",
      "LogThatSeesTables",
      root ->
          noClasses()
              .that()
              .resideInAPackage(root + ".wal..")
              .should()
              .dependOnClassesThat()
              .resideInAPackage(root + ".sstable..")),

  THE_TABLES_DO_NOT_SEE_THE_LOG(
      Where.MAIN,
      "they meet in actors, so that a replicated log can take the local one's place",
      "TableThatSeesTheLog",
      root ->
          noClasses()
              .that()
              .resideInAPackage(root + ".sstable..")
              .should()
              .dependOnClassesThat()
              .resideInAPackage(root + ".wal..")),

  ONLY_CORE_IO_TOUCHES_FILES(
      Where.MAIN,
      "a simulator that forgets what was not synced can only stand in for a disk that has one door",
      "OpensAFile",
      root ->
          noClasses()
              .that()
              .resideOutsideOfPackage(root + ".core.io..")
              .should()
              .dependOnClassesThat()
              .haveNameMatching(
                  "java\\.io\\.(File.*|RandomAccessFile)|java\\.nio\\.file\\.Files"
                      + "|java\\.nio\\.channels\\.(Asynchronous)?FileChannel.*")),

  ONLY_CORE_IO_READS_A_CLOCK(
      Where.MAIN,
      "a test owns time through TimeSource, and a printed seed replays a failure",
      "ReadsTheClock",
      root ->
          noClasses()
              .that()
              .resideOutsideOfPackage(root + ".core.io..")
              .should(
                  callOneOf(
                      to(System.class, "currentTimeMillis", "nanoTime"),
                      to(Clock.class, "systemUTC", "systemDefaultZone", "system", "tickMillis"),
                      to(Instant.class, "now"),
                      to(LocalDate.class, "now"),
                      to(LocalDateTime.class, "now"),
                      to(OffsetDateTime.class, "now"),
                      to(ZonedDateTime.class, "now"),
                      unseeded(java.util.Date.class)))),

  ONLY_CORE_IO_DRAWS_CHANCE(
      Where.MAIN,
      "salts and ids come from a generator that is handed in, so that a seed replays a failure",
      "ThrowsDice",
      root ->
          noClasses()
              .that()
              .resideOutsideOfPackage(root + ".core.io..")
              .should(
                  callOneOf(
                      unseeded(Random.class),
                      unseeded(SplittableRandom.class),
                      to(SecureRandom.class, "<init>", "getInstanceStrong", "getInstance"),
                      to(Math.class, "random"),
                      to(StrictMath.class, "random"),
                      to(ThreadLocalRandom.class, "current"),
                      to(UUID.class, "randomUUID"),
                      to(RandomGenerator.class, "getDefault", "of"),
                      exactly(Collections.class, "shuffle", List.class)))),

  ONLY_MAIN_CREATES_AN_ACTOR_SYSTEM(
      Where.MAIN,
      "the library lives in its host's ActorSystem and never makes one of its own",
      "MakesAnActorSystem",
      root ->
          noClasses()
              .that()
              .haveNameNotMatching(root.replace(".", "\\.") + "\\.http\\.Main(\\$.*)?")
              .should(
                  callOneOf(
                      to(ActorSystem.class, "create", "apply"),
                      to(org.apache.pekko.actor.ActorSystem.class, "create", "apply")))),

  NOBODY_ASKS(
      Where.MAIN,
      "what ask returns runs its dependents on the common pool, or on a new thread each; facts come"
          + " back by tell",
      "Asks",
      root -> noClasses().should(callOneOf(beginningWith("org.apache.pekko", "ask")))),

  NO_ASYNC_STAGE_WITHOUT_AN_EXECUTOR(
      Where.MAIN,
      "without one the work goes to the common pool, out of reach of dispatchers and simulator",
      "GoesAsyncAnywhere",
      root ->
          noClasses()
              .should(
                  callOneOf(
                      asyncWithoutExecutor(CompletableFuture.class),
                      asyncWithoutExecutor(CompletionStage.class)))),

  NO_HIDDEN_TIMER(
      Where.MAIN,
      "these run on a thread and a clock of the JDK's own; deadlines are kept by actors",
      "LetsTheJdkKeepTime",
      root ->
          noClasses()
              .should(
                  callOneOf(
                      to(
                          CompletableFuture.class,
                          "orTimeout",
                          "completeOnTimeout",
                          "delayedExecutor")))),

  NO_PARALLEL_STREAM(
      Where.MAIN,
      "it takes threads of the common pool, which belongs to the host",
      "StreamsInParallel",
      root ->
          noClasses()
              .should(
                  callOneOf(
                      to(Collection.class, "parallelStream"),
                      to(java.util.stream.BaseStream.class, "parallel")))),

  NOBODY_INTERRUPTS(
      Where.MAIN,
      "an interrupt closes a FileChannel for everyone; only core.io may set a reader's flag again",
      "Interrupts",
      root ->
          noClasses()
              .that()
              .resideOutsideOfPackage(root + ".core.io..")
              .should(
                  callOneOf(
                      to(Thread.class, "interrupt", "stop", "suspend", "resume"),
                      to(ExecutorService.class, "shutdownNow"),
                      to(Future.class, "cancel")))),

  NO_STREAM_OPERATOR_WITH_A_CLOCK_OF_ITS_OWN(
      Where.MAIN,
      "these read real nanoTime, so a simulated run would differ from its replay",
      "ThrottlesAStream",
      root ->
          noClasses()
              .that()
              .resideInAnyPackage(root + ".actors..", root + ".wal..")
              .should(
                  callOneOf(
                      inPackage(
                          "org.apache.pekko.stream",
                          "idleTimeout",
                          "backpressureTimeout",
                          "backpressureTimeoutTo",
                          "initialTimeout",
                          "completionTimeout",
                          "keepAlive",
                          "throttle",
                          "delay",
                          "delayWith",
                          "initialDelay",
                          "groupedWithin",
                          "groupedWeightedWithin",
                          "takeWithin",
                          "dropWithin",
                          "tick"),
                      beginningWith("org.apache.pekko.pattern", "withCircuitBreaker"),
                      inPackage("org.apache.pekko.pattern", "callWithCircuitBreakerCS")))),

  NO_JAVA_UTIL_LOGGING(
      Where.MAIN,
      "the log goes through slf4j, above core and sstable, which have none",
      "LogsTheOldWay",
      root -> noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging..")),

  NOBODY_SLEEPS(
      Where.EVERYWHERE,
      "wait for a fact, not for a time: a sleep is too long on a good day and too short on a bad"
          + " one",
      "Sleeps",
      root ->
          noClasses()
              .should(
                  callOneOf(
                      to(Thread.class, "sleep"),
                      to(TimeUnit.class, "sleep"),
                      to(LockSupport.class, "parkNanos", "parkUntil"),
                      exactly(Object.class, "wait", long.class),
                      exactly(Object.class, "wait", long.class, int.class)))),

  NO_TEST_WAITS_FOR_SILENCE(
      Where.TESTS,
      "silence for a while proves nothing; hold back the answer and look at hasMessages()",
      "WaitsForSilence",
      root ->
          noClasses()
              .should(callOneOf(exactly(TestProbe.class, "expectNoMessage", Duration.class))));

  /** Which classes a rule judges. */
  public enum Where {
    MAIN,
    TESTS,
    EVERYWHERE
  }

  private final Where where;
  private final String reason;
  private final String offender;

  @SuppressWarnings("ImmutableEnumChecker") // the functions capture nothing
  private final Function<String, ArchRule> rule;

  ArchitectureRule(Where where, String reason, String offender, Function<String, ArchRule> rule) {
    this.where = where;
    this.reason = reason;
    this.offender = offender;
    this.rule = rule;
  }

  public Where where() {
    return where;
  }

  /** The class below {@code io.aitta.it.offenders} that breaks this rule. */
  public String offender() {
    return offender;
  }

  /** What the rule finds wrong in these classes; empty if they keep it. */
  public List<String> violations(String root, JavaClasses classes) {
    return rule.apply(root)
        .because(reason)
        .allowEmptyShould(true)
        .evaluate(classes)
        .getFailureReport()
        .getDetails();
  }

  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ') + ", because " + reason;
  }
}
