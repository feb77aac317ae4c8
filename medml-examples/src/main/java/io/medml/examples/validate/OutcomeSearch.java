package io.medml.examples.validate;

import io.medml.core.leakage.FeatureLeakageReport;
import java.util.Objects;

/** Whether columns that reveal the outcome were looked for. Immutable. */
public sealed interface OutcomeSearch {

    /**
     * They were.
     *
     * @param report what was found
     * @param leftOut rows that were left out, since they have no outcome or no subject
     */
    record Assessed(FeatureLeakageReport report, long leftOut) implements OutcomeSearch {
        /** Checks that the report is there. */
        public Assessed {
            Objects.requireNonNull(report, "report");
        }
    }

    /**
     * They were not.
     *
     * @param reason why
     */
    record NotAssessed(String reason) implements OutcomeSearch {
        /** Checks that the reason is there. */
        public NotAssessed {
            Objects.requireNonNull(reason, "reason");
        }
    }
}
