package io.aitta.it.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.it.support.Figures;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every decoder answers or refuses, whatever it is given, in little memory and time. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DecoderFuzzTest {
  private static final int MUTATIONS = Integer.getInteger("fuzz.mutations", 6_000);
  private static final long SEED = Long.getLong("seed", 20_260_501);
  private static final List<Target> TARGETS = Targets.all();

  private long executions;
  private int targets;

  @AfterAll
  void print() {
    if (targets == TARGETS.size()) {
      Figures.print("fuzz.targets", targets);
      Figures.print("fuzz.executions", executions);
    }
  }

  static List<Target> targets() {
    return TARGETS;
  }

  @ParameterizedTest
  @MethodSource("targets")
  void aValidSampleIsTaken(Target target) {
    assertThat(target.samples())
        .isNotEmpty()
        .noneMatch(sample -> Oracle.isRefused(target, sample.clone()));
  }

  @ParameterizedTest
  @MethodSource("targets")
  void mutatedSamplesAreTakenOrRefused(Target target) {
    Mutator mutator = new Mutator(target, SEED + target.name().hashCode());
    int refused = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      refused += Oracle.isRefused(target, mutator.next()) ? 1 : 0;
    }
    executions += MUTATIONS;
    targets++;
    System.out.println(
        "fuzz " + target + ": " + MUTATIONS + " executions, " + refused + " refused");
    if (!target.name().equals("file-name")) { // which answers by null
      assertThat(refused).isPositive();
    }
  }

  /** What once broke a decoder, a line of hexadecimal digits each: {@code target bytes}. */
  static Stream<String> corpus() {
    try (InputStream lines = DecoderFuzzTest.class.getResourceAsStream("/fuzz-corpus.txt")) {
      return new String(lines.readAllBytes(), StandardCharsets.US_ASCII)
          .lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void whatOnceBrokeADecoderDoesSoNoMore(String line) {
    int space = line.indexOf(' ');
    Target target = Targets.named(line.substring(0, space));
    Oracle.isRefused(target, HexFormat.of().parseHex(line.substring(space + 1).trim()));
  }

  /** The oracle itself: it must notice what it is there for. */
  @Test
  void theOracleNoticesABrokenDecoder() {
    assertBroken(bytes -> checkThat(bytes[bytes.length] == 0));
    assertBroken(bytes -> checkThat(Integer.parseInt("x") == 0));
    assertBroken(bytes -> checkThat(new byte[2 << 20].length > 0));
    assertBroken(bytes -> checkThat(false));
  }

  private static Target.Check checkThat(boolean holds) {
    return () -> assertThat(holds).isTrue();
  }

  private static void assertBroken(Target.Direct decoder) {
    Target target = Target.of("broken", List.of(), Target.MALFORMED, decoder);
    org.assertj.core.api.Assertions.assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> Oracle.isRefused(target, new byte[3]));
  }
}
