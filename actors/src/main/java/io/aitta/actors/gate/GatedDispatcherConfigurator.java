package io.aitta.actors.gate;

import com.typesafe.config.Config;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.MessageDispatcher;
import org.apache.pekko.dispatch.MessageDispatcherConfigurator;
import scala.concurrent.duration.FiniteDuration;

/** Pekko's {@code Dispatcher} with gates; takes the same settings. Named in configuration. */
public final class GatedDispatcherConfigurator extends MessageDispatcherConfigurator {
  private final MessageDispatcher dispatcher;

  /** As Pekko makes it. */
  public GatedDispatcherConfigurator(Config config, DispatcherPrerequisites prerequisites) {
    super(config, prerequisites);
    dispatcher =
        new GatedDispatcher(
            this,
            config.getString("id"),
            config.getInt("throughput"),
            duration(config, "throughput-deadline-time"),
            configureExecutor(),
            duration(config, "shutdown-timeout"));
  }

  private static FiniteDuration duration(Config config, String key) {
    return FiniteDuration.apply(
        config.getDuration(key, TimeUnit.NANOSECONDS), TimeUnit.NANOSECONDS);
  }

  @Override
  public MessageDispatcher dispatcher() {
    return dispatcher;
  }
}
