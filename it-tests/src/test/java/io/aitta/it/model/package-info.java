/**
 * Random operations, one after the other, against a map that keeps every version. What the store
 * answers must be what the map answers, whatever was flushed, compacted or reopened in between.
 * Replay: {@code mvn -pl it-tests -am test -Dtest=ModelTest -Dseed=N}.
 */
@NullMarked
package io.aitta.it.model;

import org.jspecify.annotations.NullMarked;
