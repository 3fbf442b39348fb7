package io.aitta.actors.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PressureTest {
  private static Pressure of(int sealed, int l0Tables) {
    return Pressure.of(sealed, 3, l0Tables, 20, 36);
  }

  @Test
  void nothingIsBehindUpToTheBounds() {
    assertThat(of(2, 19)).isEqualTo(Pressure.NONE);
    assertThat(of(2, 19).isNone()).isTrue();
  }

  @Test
  void eachTableBeyondTheFirstBoundTakesAsMuchOfTheRate() {
    double before = 1;
    for (int tables = 20; tables < 36; tables++) {
      Pressure pressure = of(0, tables);
      assertThat(pressure.stopped()).isFalse();
      assertThat(pressure.share()).isStrictlyBetween(0.0, before);
      before = pressure.share();
    }
    assertThat(of(0, 20).share()).isGreaterThan(0.9);
    assertThat(of(0, 28).share()).isBetween(0.4, 0.5);
  }

  @Test
  void atTheLastBoundNothingIsTaken() {
    assertThat(of(0, 36).stopped()).isTrue();
    assertThat(of(0, 36).reason()).isEqualTo("36 tables in level 0 wait to be compacted");
    assertThat(of(3, 0).stopped()).isTrue();
    assertThat(of(3, 0).reason()).isEqualTo("3 memtables wait to be flushed");
  }
}
