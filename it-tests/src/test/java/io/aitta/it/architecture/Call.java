package io.aitta.it.architecture;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitReferenceTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/**
 * What a rule forbids to call. Calls, constructor calls and method references count alike: {@code
 * System::nanoTime} is a call too.
 *
 * @param description as it stands in a failure
 * @param test whether an access is such a call
 */
record Call(String description, Predicate<JavaAccess<?>> test) {
  /** Methods of {@code owner}, its subtypes included, by name. */
  static Call to(Class<?> owner, String... names) {
    Set<String> forbidden = Set.of(names);
    return new Call(
        owner.getSimpleName() + "." + String.join("/", names),
        access ->
            forbidden.contains(access.getTarget().getName())
                && access.getTargetOwner().isAssignableTo(owner));
  }

  /** Constructors of {@code owner} without parameters, hence without a seed. */
  static Call unseeded(Class<?> owner) {
    return new Call(
        "new " + owner.getSimpleName() + "()",
        access ->
            access.getTarget().getName().equals("<init>")
                && access.getTargetOwner().isEquivalentTo(owner)
                && parameters(access).isEmpty());
  }

  /** Methods of types below a package, by name. */
  static Call inPackage(String prefix, String... names) {
    Set<String> forbidden = Set.of(names);
    return new Call(
        prefix + "…" + String.join("/", names),
        access ->
            forbidden.contains(access.getTarget().getName())
                && access.getTargetOwner().getPackageName().startsWith(prefix));
  }

  /** Methods of types below a package whose name begins with {@code start}. */
  static Call beginningWith(String prefix, String start) {
    return new Call(
        prefix + "…" + start + "*",
        access ->
            access.getTarget().getName().startsWith(start)
                && access.getTargetOwner().getPackageName().startsWith(prefix));
  }

  /** Methods of {@code owner} called {@code …Async} that are given no executor. */
  static Call asyncWithoutExecutor(Class<?> owner) {
    return new Call(
        owner.getSimpleName() + ".…Async without an executor",
        access ->
            access.getTarget().getName().endsWith("Async")
                && access.getTargetOwner().isAssignableTo(owner)
                && parameters(access).stream().noneMatch(Call::isExecutor));
  }

  /** Methods of {@code owner}, its subtypes included, whose parameters are these. */
  static Call exactly(Class<?> owner, String name, Class<?>... parameters) {
    List<String> wanted = List.of(parameters).stream().map(Class::getName).toList();
    return new Call(
        owner.getSimpleName() + "." + name + wanted,
        access ->
            access.getTarget().getName().equals(name)
                && access.getTargetOwner().isAssignableTo(owner)
                && parameters(access).stream().map(JavaClass::getName).toList().equals(wanted));
  }

  private static boolean isExecutor(JavaClass type) {
    return type.isAssignableTo(Executor.class);
  }

  private static List<JavaClass> parameters(JavaAccess<?> access) {
    if (access.getTarget() instanceof CodeUnitCallTarget call) {
      return call.getRawParameterTypes();
    }
    if (access.getTarget() instanceof CodeUnitReferenceTarget reference) {
      return reference.getRawParameterTypes();
    }
    return List.of();
  }
}
