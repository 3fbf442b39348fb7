package io.aitta.it.fuzz;

import io.aitta.core.StoreException;
import java.util.List;
import java.util.function.Predicate;

/**
 * A decoder to be fuzzed.
 *
 * @param name as in figures, and the name of its corpus folder
 * @param samples bytes that it takes
 * @param words pieces that mutations put in, besides those of all targets
 * @param decoder decodes, and checks that what it decoded encodes to the same again
 * @param refusal which exceptions are an answer
 */
public record Target(
    String name,
    List<byte[]> samples,
    List<byte[]> words,
    Decoder decoder,
    Predicate<Throwable> refusal) {

  /** Decodes. */
  @FunctionalInterface
  public interface Decoder {
    /** What is done before the measuring begins. */
    Attempt prepare(byte[] input) throws Exception;
  }

  /** One decoding, measured. */
  @FunctionalInterface
  public interface Attempt {
    /** What is to be checked of the result, without being measured. */
    Check run() throws Exception;
  }

  /** Throws an AssertionError if what was decoded is wrong. */
  @FunctionalInterface
  public interface Check {
    /** There is nothing to check but that it was decoded. */
    Check NONE = () -> {};

    void check() throws Exception;
  }

  /** For bytes whose owner turns an IllegalArgumentException into a CorruptionException. */
  public static final Predicate<Throwable> MALFORMED =
      thrown ->
          thrown instanceof StoreException
              || (thrown instanceof IllegalArgumentException
                  && !(thrown instanceof NumberFormatException));

  /** For whole files and requests. */
  public static final Predicate<Throwable> TYPED = thrown -> thrown instanceof StoreException;

  /** A target whose decoder needs nothing prepared. */
  public static Target of(
      String name, List<byte[]> samples, Predicate<Throwable> refusal, Direct decoder) {
    return new Target(name, samples, List.of(), input -> () -> decoder.decode(input), refusal);
  }

  /** The same with words of its own. */
  public Target with(List<byte[]> more) {
    return new Target(name, samples, more, decoder, refusal);
  }

  /** A decoder of an array. */
  @FunctionalInterface
  public interface Direct {
    Check decode(byte[] input) throws Exception;
  }

  @Override
  public String toString() {
    return name;
  }
}
