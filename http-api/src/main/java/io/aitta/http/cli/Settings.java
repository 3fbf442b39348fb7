package io.aitta.http.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValueFactory;
import io.aitta.actors.StoreSettings;
import io.aitta.core.StoreException;
import io.aitta.http.base.HttpSettings;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings of {@code serve}, put together: a flag wins over the environment, that over a system
 * property, that over the file, that over the default. Immutable.
 */
final class Settings {
  static final String DATA = "aitta.data-dir";
  static final String PORT = "aitta.http.port";
  static final String HOST = "aitta.http.host";
  private static final String INSECURE_LISTEN = "aitta.http.insecure-listen";
  private static final Set<String> FILE_ROOTS = Set.of("aitta", "pekko");
  private static final int PORT_MAX = 65_535;

  /** One place that settings come from; the first that has a setting decides. */
  private record Layer(String name, Config config) {}

  private final List<Layer> layers;
  private final Config config;
  private final StoreSettings store;
  private final HttpSettings http;

  private Settings(List<Layer> layers) {
    this.layers = layers;
    Config all = ConfigFactory.empty();
    for (Layer layer : layers) {
      all = all.withFallback(layer.config());
    }
    this.config =
        all.withFallback(ConfigFactory.parseResources(Settings.class, "/server.conf"))
            .withFallback(ConfigFactory.defaultReferenceUnresolved())
            .resolve();
    this.store = StoreSettings.of(config);
    this.http = HttpSettings.of(config);
  }

  /**
   * Puts the settings together and checks them.
   *
   * @throws Failure naming the setting that is unknown, missing or wrong
   */
  static Settings resolve(ServeOptions flags, Map<String, String> environment) {
    try {
      List<Layer> layers = new ArrayList<>();
      layers.add(new Layer("flag", flags(flags)));
      layers.add(new Layer("environment", environment(environment)));
      layers.add(new Layer("system property", systemProperties()));
      String file = flags.config;
      if (file != null) {
        layers.add(new Layer("file " + file, file(file)));
      }
      Settings settings = new Settings(layers);
      settings.check();
      return settings;
    } catch (StoreException | ConfigException | InvalidPathException wrong) {
      throw Failure.of(Failure.words(wrong));
    }
  }

  Config config() {
    return config;
  }

  StoreSettings store() {
    return store;
  }

  HttpSettings http() {
    return http;
  }

  /** The data directory as it was given, for people. */
  String dataAsGiven() {
    return config.getString(DATA);
  }

  /** Where a setting's value comes from, as in {@code flag} or {@code default}. */
  String origin(String path) {
    return layers.stream()
        .filter(layer -> layer.config().hasPath(path))
        .map(Layer::name)
        .findFirst()
        .orElse("default");
  }

  private void check() {
    if (http.port() < 0 || http.port() > PORT_MAX) {
      throw Failure.of(PORT + " must be from 0 to 65535: " + http.port());
    }
    if (dataAsGiven().isEmpty()) {
      throw Failure.of(DATA + " must name a directory");
    }
  }

  private static Config flags(ServeOptions flags) {
    Config config = ConfigFactory.empty();
    config = with(config, DATA, flags.data, "--data");
    config = with(config, PORT, flags.port, "--port");
    config = with(config, HOST, flags.host, "--host");
    return flags.insecureListen ? with(config, INSECURE_LISTEN, true, "--insecure-listen") : config;
  }

  private static Config environment(Map<String, String> environment) {
    Config config = ConfigFactory.empty();
    config = with(config, DATA, environment.get("AITTA_DATA"), "AITTA_DATA");
    config = with(config, PORT, environment.get("AITTA_PORT"), "AITTA_PORT");
    return with(config, HOST, environment.get("AITTA_HOST"), "AITTA_HOST");
  }

  private static Config with(Config config, String path, @Nullable Object value, String origin) {
    return value == null
        ? config
        : config.withValue(path, ConfigValueFactory.fromAnyRef(value, origin));
  }

  private static Config systemProperties() {
    ConfigFactory.invalidateCaches(); // the properties may have changed since they were first read
    Config all = ConfigFactory.systemProperties();
    return all.withOnlyPath("aitta").withFallback(all.withOnlyPath("pekko"));
  }

  private static Config file(String name) {
    try {
      Config config =
          ConfigFactory.parseString(
              LocalFile.text(name), ConfigParseOptions.defaults().setOriginDescription(name));
      config.root().keySet().stream()
          .filter(key -> !FILE_ROOTS.contains(key))
          .sorted()
          .findFirst()
          .ifPresent(
              key -> {
                throw Failure.of(
                    "unknown setting " + key + " in " + name + "; the nearest is aitta." + key);
              });
      return config;
    } catch (IOException unreadable) {
      throw Failure.of("cannot read the settings: " + Failure.words(unreadable));
    }
  }
}
