/**
 * Patients, their records and the roles of the columns: which identifies the record, which the patient, which is the label,
 * which are the attributes to look at groups by.
 *
 * <p>Start at {@link io.medml.core.cohort.Cohort}: make one from a table, get labels, subjects, groups and a reference that
 * pins the content. Who was left out and why is counted step by step ({@link io.medml.core.cohort.FlowStep}), and
 * {@link io.medml.core.cohort.CohortDescription} puts it in evidence.
 *
 * <p>All types are immutable and thread-safe, except builders.
 */
@NullMarked
package io.medml.core.cohort;

import org.jspecify.annotations.NullMarked;
