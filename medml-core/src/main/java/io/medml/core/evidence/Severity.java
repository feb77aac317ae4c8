package io.medml.core.evidence;

/** How much a finding weighs, as configured by whoever asked. Ordered: {@code INFO < WARNING < ERROR}. */
public enum Severity {
    /** Worth knowing. */
    INFO,
    /** Worth a look before relying on the result. */
    WARNING,
    /** Against a rule that was set. */
    ERROR
}
