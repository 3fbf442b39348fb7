package io.aitta.http.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aitta.core.Bytes;
import io.aitta.core.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.junit.jupiter.api.Test;

/** The small parsers, at their edges. */
class RequestPartsTest {
  private static String chosen(String accept) {
    HttpRequest request = HttpRequest.GET("/").addHeader(RawHeader.create("Accept", accept));
    return Media.choose(request, List.of(Media.BYTES, Media.JSON));
  }

  @Test
  void theMostLikedMediaTypeIsChosenAndTheMostExactOfEquals() {
    assertThat(Media.choose(HttpRequest.GET("/"), List.of(Media.BYTES, Media.JSON)))
        .isEqualTo(Media.BYTES);
    assertThat(chosen("*/*")).isEqualTo(Media.BYTES);
    assertThat(chosen("application/*")).isEqualTo(Media.BYTES);
    assertThat(chosen("application/json")).isEqualTo(Media.JSON);
    assertThat(chosen("APPLICATION/JSON ; q=0.1")).isEqualTo(Media.JSON);
    assertThat(chosen("application/json, */*")).isEqualTo(Media.JSON);
    assertThat(chosen("application/json;q=0.5, */*;q=0.6")).isEqualTo(Media.BYTES);
    assertThat(chosen("application/octet-stream;q=0, */*")).isEqualTo(Media.JSON);
    for (String none : List.of("text/html", "application/json;q=0", "*/*;q=0", "*/*;q=x", "json")) {
      assertThatThrownBy(() -> chosen(none)).as(none).isInstanceOf(RequestRefused.class);
    }
  }

  @Test
  void aServerOnEveryAddressIsKnownByAddressesButByNoForeignName() {
    SafetyRules rules = new SafetyRules("0.0.0.0", List.of("Granary.Example"), List.of());
    RawTarget target = RawTarget.parse("/");
    for (String host : List.of("10.1.2.3:8080", "[fe80::1]:80", "granary.example", "localhost")) {
      rules.check(HttpRequest.GET("/").addHeader(RawHeader.create("Host", host)), target);
    }
    for (String host : List.of("evil.example", "1.2.3.4.evil", "", "a@10.1.2.3", "[::1")) {
      HttpRequest request = HttpRequest.GET("/").addHeader(RawHeader.create("Host", host));
      assertThatThrownBy(() -> rules.check(request, target))
          .as(host)
          .isInstanceOf(RequestRefused.class);
    }
    assertThatThrownBy(() -> rules.check(HttpRequest.GET("/"), target))
        .isInstanceOf(RequestRefused.class);
  }

  @Test
  void aServerOnOneAddressIsKnownByIt() {
    SafetyRules rules = new SafetyRules("192.0.2.7", List.of(), List.of());
    HttpRequest ours = HttpRequest.GET("/").addHeader(RawHeader.create("Host", "192.0.2.7:80"));
    rules.check(ours, RawTarget.parse("/"));
    HttpRequest other = HttpRequest.GET("/").addHeader(RawHeader.create("Host", "192.0.2.8:80"));
    assertThatThrownBy(() -> rules.check(other, RawTarget.parse("/")))
        .isInstanceOf(RequestRefused.class);
  }

  @Test
  void everyByteSurvivesPercentEncoding() {
    StringBuilder encoded = new StringBuilder();
    byte[] all = new byte[256];
    for (int i = 0; i < 256; i++) {
      all[i] = (byte) i;
      encoded.append(String.format(i % 2 == 0 ? "%%%02x" : "%%%02X", i));
    }
    assertThat(decode(encoded.toString(), false)).isEqualTo(Bytes.of(all));
    assertThat(decode("a+b%2B", false)).isEqualTo(Bytes.utf8("a+b+"));
    assertThat(decode("a+b%2B", true)).isEqualTo(Bytes.utf8("a b+"));
    assertThat(decode("%2541", false)).as("once").isEqualTo(Bytes.utf8("%41"));
    for (String bad : List.of("%", "%4", "%4x", "%x4", "é", "%٤١")) {
      assertThatThrownBy(() -> decode(bad, false)).as(bad).isInstanceOf(RequestRefused.class);
    }
  }

  private static Bytes decode(String raw, boolean plusIsSpace) {
    return Percent.decode(raw, 0, raw.length(), plusIsSpace, ErrorCode.BAD_KEY);
  }

  @Test
  void base64urlIsTakenWithAndWithoutPaddingButInOneFormOnly() {
    Random random = new Random(7);
    for (int length = 0; length < 40; length++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      String padded = Base64.getUrlEncoder().encodeToString(bytes);
      String bare = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
      assertThat(base64(padded)).isEqualTo(Bytes.of(bytes));
      assertThat(base64(bare)).isEqualTo(Bytes.of(bytes));
    }
    for (String bad :
        List.of("A", "QR", "QQ=", "QQ===", "Q=Q=", "Q Q", "+/", "QQ==\n", "=", "====")) {
      assertThatThrownBy(() -> base64(bad)).as(bad).isInstanceOf(RequestRefused.class);
    }
  }

  private static Bytes base64(String text) {
    return Base64Url.decode(text.getBytes(StandardCharsets.US_ASCII), ErrorCode.BAD_KEY);
  }

  @Test
  void aQueryIsTakenApartAtItsFirstEqualsSign() {
    Query query = Query.parse("a=b=c&&empty=&bare&sp%20ace=+x");
    assertThat(query.text("a")).isEqualTo("b=c");
    assertThat(query.text("empty")).isEmpty();
    assertThat(query.text("bare")).isEmpty();
    assertThat(query.text("sp ace")).isEqualTo(" x");
    assertThat(query.text("absent")).isNull();
    assertThat(Query.parse(null).isEmpty()).isTrue();
    assertThat(Query.parse("").isEmpty()).isTrue();
  }

  @Test
  void placesAreFoundOnTheRawPath() {
    assertThat(Place.of("/v1/ks/default/kv/a/b?").route()).isEqualTo(Route.KEY);
    assertThat(Place.of("/v1/ks/default/kv/a/b").tail()).isEqualTo("a/b");
    assertThat(Place.of("/v1/ks/default/kv//").tail()).isEqualTo("/");
    assertThat(Place.of("/v1/ks/default/kv").route()).isEqualTo(Route.KEYS);
    assertThat(Place.of("/v1/ks/x%2Fy/scan").keyspace()).isEqualTo("x/y");
    for (String nowhere :
        List.of("//", "/v1", "/v1/", "/v1/ks/default/", "/v1/ks/default/kvx", "/V1/ks", "/%76")) {
      assertThat(Place.of(nowhere).route()).as(nowhere).isEqualTo(Route.OTHER);
    }
  }
}
