package io.aitta.http.route;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs what the server hands out and wants back unchanged: HMAC-SHA-256, cut to 128 bits, behind
 * the payload, in base64url. Immutable; safe on any thread.
 */
final class Seal {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int TAG_BYTES = 16;

  private final SecretKeySpec secret;

  /** {@code purpose} keeps a token of one kind from passing for one of another. */
  Seal(byte[] secret, String purpose) {
    SecretKeySpec root = new SecretKeySpec(secret, ALGORITHM);
    this.secret = new SecretKeySpec(mac(root, purpose.getBytes(StandardCharsets.UTF_8)), ALGORITHM);
  }

  String seal(byte[] payload) {
    byte[] sealed = Arrays.copyOf(payload, payload.length + TAG_BYTES);
    System.arraycopy(mac(secret, payload), 0, sealed, payload.length, TAG_BYTES);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
  }

  /** The payload, or null if this is not what {@link #seal} made of one. */
  byte @Nullable [] open(String text) {
    byte[] sealed;
    try {
      sealed = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
    if (sealed.length < TAG_BYTES) {
      return null;
    }
    byte[] payload = Arrays.copyOf(sealed, sealed.length - TAG_BYTES);
    byte[] tag = Arrays.copyOfRange(sealed, payload.length, sealed.length);
    byte[] expected = Arrays.copyOf(mac(secret, payload), TAG_BYTES);
    return MessageDigest.isEqual(tag, expected) ? payload : null;
  }

  private static byte[] mac(SecretKeySpec key, byte[] payload) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(payload);
    } catch (GeneralSecurityException everyJvmHasIt) {
      throw new IllegalStateException("this JVM has no " + ALGORITHM, everyJvmHasIt);
    }
  }
}
