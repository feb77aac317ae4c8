package io.medml.fairness;

/** What each group is compared with, where no reference group is stated. */
public enum ReferenceMode {
    /** The group with the most records; ties by name. */
    LARGEST_GROUP,
    /** For each metric, the group in which it is best; ties by name. Chosen on the data, so differences look larger. */
    BEST_GROUP,
    /** All records taken together, the group itself included. */
    OVERALL,
    /** Every other group: all pairs. */
    PAIRWISE
}
