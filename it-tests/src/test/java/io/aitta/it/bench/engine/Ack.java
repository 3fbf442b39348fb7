package io.aitta.it.bench.engine;

/** Told once what became of a write, on any thread. Must not block. */
public interface Ack {
  void done();

  void failed(Throwable why);
}
