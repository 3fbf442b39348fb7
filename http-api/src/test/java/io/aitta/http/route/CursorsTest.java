package io.aitta.http.route;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aitta.core.ErrorCode;
import io.aitta.http.request.RequestRefused;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cursor whose seal holds is still read with care: an older release may have sealed it. */
class CursorsTest {
  private static final Seal SEAL =
      new Seal("a secret of the tests".getBytes(StandardCharsets.US_ASCII), "cursor");

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "0100" + "00000064" + "7fffffff", // a first key of 2 GiB less one byte
        "0100" + "00000064" + "80000000", // one of a negative length
        "0100" + "00000064" + "00000002" + "61" // one that is cut
      })
  void aLengthThatCannotBeIsRefused(String payload) {
    String cursor = SEAL.seal(HexFormat.of().parseHex(payload));
    assertThatExceptionOfType(RequestRefused.class)
        .isThrownBy(() -> new Cursors(SEAL).read(cursor))
        .extracting(RequestRefused::errorCode)
        .isEqualTo(ErrorCode.BAD_CURSOR);
  }
}
