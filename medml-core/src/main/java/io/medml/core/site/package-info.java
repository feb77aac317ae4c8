/**
 * One model at several sites that keep their tables of records: what each site measured is combined from its evaluation report.
 *
 * <p>Start at {@link io.medml.core.site.SiteAggregator}. Each site evaluates the model with
 * {@link io.medml.core.evaluation.ModelEvaluator} and hands out the evidence, a {@link io.medml.core.site.SiteReport}; the
 * {@link io.medml.core.site.SiteAggregation} holds every site's own figures beside the pooled counts, the average over sites with how much
 * they differ, and what may be expected at a new site.
 *
 * <p>A report holds counts and curves. With few records these can give single records away; how a site sees it, and what it can do,
 * is said at {@link io.medml.core.site.SiteReport}.
 *
 * <p>This package measures; it knows no thresholds of acceptance. All types are immutable and thread-safe, except builders.
 */
@NullMarked
package io.medml.core.site;

import org.jspecify.annotations.NullMarked;
