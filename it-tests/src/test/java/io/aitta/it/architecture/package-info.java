/**
 * The rules of the house as tests: who may use what, and what nobody may use. {@link
 * io.aitta.it.architecture.ArchitectureRule} lists them with their reasons; {@code
 * io.aitta.it.offenders} holds one sinner for each, so that every rule is seen to bite.
 */
package io.aitta.it.architecture;
