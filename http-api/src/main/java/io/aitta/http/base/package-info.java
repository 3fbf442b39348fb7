/** What every handler stands on: settings, seams, budgets, the drain. */
@NullMarked
package io.aitta.http.base;

import org.jspecify.annotations.NullMarked;
