package io.aitta.http.base;

import io.aitta.actors.Store;
import io.aitta.core.io.Randomness;
import io.aitta.core.io.TimeSource;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.stream.Materializer;

/**
 * What the handlers stand on: the store, the settings, and the seams that a simulator replaces.
 *
 * @param executor where work beyond a few microseconds runs
 * @param materializer of the streams behind scan and bulk
 * @param scheduler of deadlines
 */
public record HttpParts(
    Store store,
    HttpSettings settings,
    Executor executor,
    Materializer materializer,
    Scheduler scheduler,
    TimeSource time,
    RandomGenerator random,
    Drain drain,
    Budget bodies,
    Budget answers) {

  /** The parts of a server in its own ActorSystem. */
  public static HttpParts of(ActorSystem<?> system, Store store, HttpSettings settings) {
    return new HttpParts(
        store,
        settings,
        system.dispatchers().lookup(DispatcherSelector.fromConfig("aitta.dispatchers.http")),
        Materializer.createMaterializer(system),
        system.scheduler(),
        TimeSource.system(),
        Randomness.secure(),
        new Drain(),
        new Budget(settings.limits().bodiesInFlightBytesMax()),
        new Budget(settings.limits().answersInFlightBytesMax()));
  }
}
