/**
 * The command line: {@code aitta serve|get|put|del|scan|load|stats|config}. Data on stdout,
 * everything else on stderr; exit codes 0 done, 1 failure, 2 usage, 3 not found.
 */
@NullMarked
package io.aitta.http.cli;

import org.jspecify.annotations.NullMarked;
