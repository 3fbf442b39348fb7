/**
 * One sinner for each rule of {@code io.aitta.it.architecture}, in packages that mirror the real
 * ones. Nothing here is ever run.
 */
package io.aitta.it.offenders;
