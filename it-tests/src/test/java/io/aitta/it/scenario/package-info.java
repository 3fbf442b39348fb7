/**
 * The list of failure scenarios, that each has a test or a reason, and the tests of those that no
 * module's own tests could show: they need a whole store.
 */
@NullMarked
package io.aitta.it.scenario;

import org.jspecify.annotations.NullMarked;
