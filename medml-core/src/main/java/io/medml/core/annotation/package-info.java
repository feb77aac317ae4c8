/**
 * Who labelled what, when, under which protocol and knowing what; how far the labels agree; and how a reference came of them.
 *
 * <p>Start at {@link io.medml.core.annotation.AnnotationStudy}: give it an {@link io.medml.core.annotation.AnnotationSet}, read from a
 * table or from Label Studio's export or built from {@link io.medml.core.annotation.Annotation}s, with the protocols and annotators,
 * and get an {@link io.medml.core.annotation.AnnotationReport}. {@link io.medml.core.annotation.Adjudication} turns the same set into
 * {@link io.medml.core.annotation.ReferenceLabels} with the way each came to be, {@link io.medml.core.annotation.ReferenceStandard} says
 * what they claim to be and binds them to a data set version, and {@link io.medml.core.annotation.LabelDelay} says how late labels come.
 * {@link io.medml.core.annotation.LabelNoiseDetector} holds labels against the probabilities of a model that did not see them.
 *
 * <p>This package measures; it has no threshold of agreement and never fills in a label that people did not give. Reports hold counts
 * and positions, no identifier of an item or a patient; annotators are named as the host names them. All types are immutable and
 * thread-safe, except builders.
 */
@NullMarked
package io.medml.core.annotation;

import org.jspecify.annotations.NullMarked;
