package io.aitta.it.architecture;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.stream.Collectors;

/** Finds every call, constructor call and method reference that one of the calls describes. */
final class CallOneOf extends ArchCondition<JavaClass> {
  private final List<Call> calls;

  private CallOneOf(List<Call> calls) {
    super("call one of " + calls.stream().map(Call::description).collect(Collectors.joining(", ")));
    this.calls = calls;
  }

  static CallOneOf callOneOf(Call... calls) {
    return new CallOneOf(List.of(calls));
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    for (JavaAccess<?> access : type.getAccessesFromSelf()) {
      if (calls.stream().anyMatch(call -> call.test().test(access))) {
        events.add(SimpleConditionEvent.satisfied(access, access.getDescription()));
      }
    }
  }
}
