package io.aitta.core.iterator;

import static io.aitta.core.iterator.TestKeys.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitta.core.Bytes;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.format.Kind;
import io.aitta.core.format.Trailer;
import org.junit.jupiter.api.Test;

class LookupTest {
  private final Lookup lookup = new Lookup(utf8("k"), 0, 10, 1_000);

  @Test
  void aPutDecidesAndItsValueIsCopied() {
    byte[] value = utf8("xvaluex");
    lookup.offer(Trailer.of(7, Kind.PUT), value, 1, 5);
    value[1] = 'X';

    assertThat(lookup.sourceDone()).isTrue();
    assertThat(lookup.value()).isEqualTo(Bytes.utf8("value"));
    assertThat(lookup.version()).isEqualTo(7);
    assertThat(lookup.deletedBy()).isZero();
  }

  @Test
  void aDeleteDecidesThatThereIsNothing() {
    lookup.offer(Trailer.of(7, Kind.DELETE), new byte[0], 0, 0);

    assertThat(lookup.sourceDone()).isTrue();
    assertThat(lookup.value()).isNull();
    assertThat(lookup.version()).isZero();
    assertThat(lookup.deletedBy()).isEqualTo(7);
  }

  @Test
  void aSourceThatKnowsNothingLeavesItOpen() {
    assertThat(lookup.sourceDone()).isFalse();
    assertThat(lookup.decided()).isFalse();
  }

  @Test
  void aRangeDeleteHidesOlderVersionsAndNotNewerOnes() {
    lookup.cover(5);
    lookup.offer(Trailer.of(6, Kind.PUT), utf8("v"), 0, 1);
    assertThat(lookup.version()).isEqualTo(6);

    Lookup older = new Lookup(utf8("k"), 0, 10, 1_000);
    older.cover(5);
    older.offer(Trailer.of(4, Kind.PUT), utf8("v"), 0, 1);
    assertThat(older.version()).isZero();
    assertThat(older.deletedBy()).isEqualTo(5);
  }

  @Test
  void aRangeDeleteDecidesAtTheEndOfItsSource() {
    lookup.cover(5);

    assertThat(lookup.decided()).isFalse();
    assertThat(lookup.sourceDone()).isTrue();
    assertThat(lookup.deletedBy()).isEqualTo(5);
  }

  @Test
  void aRangeDeleteTooNewForTheReaderCoversNothing() {
    lookup.cover(11);

    assertThat(lookup.sourceDone()).isFalse();
  }

  @Test
  void aValueExpiresAtItsDeadline() {
    byte[] alive = VersionModel.expiring(1_001, utf8("v"));
    lookup.offer(Trailer.of(7, Kind.EXPIRING_PUT), alive, 0, alive.length);
    assertThat(lookup.value()).isEqualTo(Bytes.utf8("v"));

    Lookup late = new Lookup(utf8("k"), 0, 10, 1_001);
    late.offer(Trailer.of(7, Kind.EXPIRING_PUT), alive, 0, alive.length);
    assertThat(late.value()).isNull();
    assertThat(late.deletedBy()).isEqualTo(7);
  }

  @Test
  void aKindFromTheFutureIsAnError() {
    assertThatThrownBy(() -> lookup.offer(Trailer.of(7, Kind.MERGE), utf8("v"), 0, 1))
        .isInstanceOfSatisfying(
            StoreException.class,
            failure -> assertThat(failure.errorCode()).isEqualTo(ErrorCode.FORMAT_TOO_NEW));
  }
}
