package io.aitta.http.cli;

import io.aitta.core.Durability;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options that commands share. */
final class Target {
  private Target() {}

  /** Which server is spoken to. */
  static final class Url {
    private static final String DEFAULT = "http://127.0.0.1:8080";

    @Option(
        names = "--url",
        paramLabel = "URL",
        description = "The server (or AITTA_URL; default " + DEFAULT + ").")
    @Nullable String url;

    Api api(Terminal terminal) {
      String given = url == null ? terminal.environment().get("AITTA_URL") : url;
      return new Api(given == null || given.isEmpty() ? DEFAULT : given);
    }
  }

  /** What a write has to survive before the command ends. */
  static final class Level {
    @Option(
        names = "--durability",
        paramLabel = "LEVEL",
        converter = LevelConverter.class,
        description = "What has to be survived: disk, os or memory (default: the server's).")
    @Nullable Durability durability;

    void addTo(ApiQuery query) {
      if (durability != null) {
        query.with("durability", durability.text());
      }
    }
  }

  /** From the names that settings and HTTP use. */
  static final class LevelConverter implements ITypeConverter<Durability> {
    @Override
    public Durability convert(String text) {
      try {
        return Durability.parse(text);
      } catch (IllegalArgumentException unknown) {
        throw new TypeConversionException(Failure.words(unknown));
      }
    }
  }
}
