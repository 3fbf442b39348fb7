package io.aitta.it.bench.run;

import io.aitta.it.bench.row.Lab;

/**
 * What a measuring JVM is to do.
 *
 * @param group of rows
 * @param directory of its own, to be removed afterwards
 */
public record Task(String group, String engine, String directory, Lab.Plan plan) {}
