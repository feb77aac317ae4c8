/**
 * One model at several sites that keep their records: what each site measured is combined, and no record leaves it.
 *
 * <p>Start at {@link io.medml.core.site.SiteAggregator}. Each site evaluates the model with
 * {@link io.medml.core.evaluation.ModelEvaluator} and hands out the evidence, a {@link io.medml.core.site.SiteReport}; the
 * {@link io.medml.core.site.SiteAggregation} holds every site's own figures beside the pooled counts, the average over sites with how much
 * they differ, and what may be expected at a new site.
 *
 * <p>This package measures; it knows no thresholds of acceptance. All types are immutable and thread-safe, except builders.
 */
@NullMarked
package io.medml.core.site;

import org.jspecify.annotations.NullMarked;
