/**
 * What the parts of a store cost alone, by JMH: {@code ./aitta bench micro}. Compiled in the
 * profile {@code bench} only.
 */
@NullMarked
package io.aitta.it.micro;

import org.jspecify.annotations.NullMarked;
