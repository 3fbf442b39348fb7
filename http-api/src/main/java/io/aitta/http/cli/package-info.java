/**
 * The command line: {@code aitta serve|get|put|del|scan|load|stats|config}, which run or ask a
 * server, and {@code verify|dump|repair}, which work on a data directory while none runs. Data on
 * stdout, everything else on stderr; exit codes 0 done, 1 failure (damage, for {@code verify} and
 * {@code dump}), 2 usage, 3 not found.
 */
@NullMarked
package io.aitta.http.cli;

import org.jspecify.annotations.NullMarked;
