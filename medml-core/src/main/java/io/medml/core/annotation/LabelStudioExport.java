package io.medml.core.annotation;

import java.util.List;
import java.util.Optional;

/**
 * What was read from an export of Label Studio. Only {@link LabelStudioReader} makes one. Immutable.
 *
 * @param annotations the labels, or empty where no label control was asked for or none was used
 * @param regions the boxes and masks of the region controls that were asked for
 * @param tasks number of tasks
 * @param cancelled number of annotations that were cancelled, which are not read
 */
public record LabelStudioExport(
        Optional<AnnotationSet> annotations, List<AnnotatedRegion> regions, long tasks, long cancelled) {

    /** Copies the regions. */
    public LabelStudioExport {
        java.util.Objects.requireNonNull(annotations, "annotations");
        regions = List.copyOf(regions);
    }

    @Override
    public String toString() {
        return "export of " + tasks + " tasks";
    }
}
