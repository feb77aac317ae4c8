package io.medml.core.drift;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.EvidenceDocument;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.Measurement;
import io.medml.core.stats.Multiplicity;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How far data lie from those that they are compared with, column by column. Only {@link ReferenceComparison} makes one. Immutable.
 *
 * <p>Measurements by column: those that {@link ReferenceComparison} names. Findings: {@code COLUMN_ABSENT}, {@code COLUMN_TYPE_CHANGED} and
 * {@code NO_ROWS} are errors; {@code VALUES_SHIFTED}, {@code MISSING_SHARE_CHANGED}, {@code NEW_CATEGORIES}, {@code CATEGORIES_VANISHED},
 * {@code COLUMN_UNEXPECTED} and {@code CELLS_NOT_NUMBERS} are warnings; {@code COLUMN_UNDECIDED} and {@code COLUMN_NOT_COMPARED} tell
 * where the absence of a finding means nothing, and {@code ROWS_LEFT_OUT} that only the first row of each subject counts.
 */
public final class DriftReport implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "drift-report";

    /** What can be said of a difference at the stated limit. */
    public enum Answer {
        /** The difference is at least the limit, and more than chance explains. */
        BEYOND_LIMIT("beyond the limit"),
        /** The upper limit of the difference is below the stated limit. */
        WITHIN_LIMIT("within the limit"),
        /** Neither: there are too few rows to tell, or none, or the interval and the test of categories disagree. */
        UNDECIDED("undecided");

        private final String text;

        Answer(String text) {
            this.text = text;
        }

        /**
         * The answer in words.
         *
         * @return the words
         */
        public String text() {
            return text;
        }
    }

    /** How a column was compared. */
    public enum Form {
        /** As numbers. */
        NUMBERS,
        /** As categories. */
        CATEGORIES
    }

    /**
     * A difference with its test.
     *
     * @param effect the difference, in shares of rows
     * @param test the test that nothing changed, by its identifier
     * @param pValue its p-value
     * @param adjusted the same adjusted over all tests of the report
     * @param answer what can be said at the stated limit
     */
    public record Difference(Estimate effect, String test, Estimate pValue, Estimate adjusted, Answer answer) {
        /** Checks that all are there. */
        public Difference {
            Objects.requireNonNull(effect, "effect");
            Objects.requireNonNull(test, "test");
            Objects.requireNonNull(pValue, "pValue");
            Objects.requireNonNull(adjusted, "adjusted");
            Objects.requireNonNull(answer, "answer");
        }

        Content content() {
            return Content.fields()
                    .put("effect", EvidenceDocument.estimate(effect))
                    .put("test", test)
                    .put("p_value", EvidenceDocument.estimate(pValue))
                    .put("p_value_adjusted", EvidenceDocument.estimate(adjusted))
                    .put("answer", answer.name())
                    .build();
        }
    }

    /**
     * Rows with a category.
     *
     * @param category the category; at least {@value Comparing#FEWEST_NAMED} rows of the reference or of the data have it
     * @param reference rows of the reference with it
     * @param current rows of the data with it
     */
    public record CategoryCount(String category, long reference, long current) {
        /** Checks that all are there. */
        public CategoryCount {
            Objects.requireNonNull(category, "category");
        }

        Content content() {
            return Content.fields()
                    .put("category", category)
                    .put("reference", reference)
                    .put("current", current)
                    .build();
        }
    }

    /**
     * Categories that are counted and not named, since a rare one may be the value of one patient.
     *
     * @param categories how many, new ones of them counted up to a thousand
     * @param reference rows of the reference with one of them
     * @param current rows of the data with one of them
     */
    public record FurtherCategories(long categories, long reference, long current) {

        Content content() {
            return Content.fields()
                    .put("categories", categories)
                    .put("reference", reference)
                    .put("current", current)
                    .build();
        }
    }

    /**
     * A column in both sets.
     *
     * @param column the column
     * @param form how it was compared
     * @param referenceValues cells of the reference with a value
     * @param referenceMissing cells of the reference without one, unreadable ones too
     * @param values cells of the data with a value
     * @param missing cells of the data without one, unreadable ones too
     * @param unreadable cells of the data with something that is no number
     * @param valuesDiffer the difference of the values
     * @param missingDiffers the difference of the shares of missing cells
     * @param stabilityByChance the stability index that is exceeded with 1 minus the level where nothing changed; empty
     *     without values, and where a bin is expected to hold fewer than
     *     {@link io.medml.core.stats.StabilityIndex#LEAST_PER_BIN} rows of the smaller data
     * @param newRows rows with a category that the reference does not have
     * @param newCategories how many such categories there are, counted up to a thousand
     * @param categories the categories that at least {@value Comparing#FEWEST_NAMED} rows of one set have, those of the reference first;
     *     empty for numbers
     * @param further all others, so that the counts add up to the values
     */
    public record ColumnComparison(
            String column,
            Form form,
            long referenceValues,
            long referenceMissing,
            long values,
            long missing,
            long unreadable,
            Difference valuesDiffer,
            Difference missingDiffers,
            OptionalDouble stabilityByChance,
            long newRows,
            long newCategories,
            List<CategoryCount> categories,
            FurtherCategories further) {
        /** Copies the list. */
        public ColumnComparison {
            Objects.requireNonNull(column, "column");
            Objects.requireNonNull(form, "form");
            Objects.requireNonNull(valuesDiffer, "valuesDiffer");
            Objects.requireNonNull(missingDiffers, "missingDiffers");
            Objects.requireNonNull(stabilityByChance, "stabilityByChance");
            Objects.requireNonNull(further, "further");
            categories = List.copyOf(categories);
        }

        /** The interval joins new categories as one and has no 0 in it, the test keeps them apart and sees only chance. */
        boolean testDisagrees(double level) {
            return newRows > 0
                    && valuesDiffer.answer() == Answer.UNDECIDED
                    && valuesDiffer.effect().interval().isPresent()
                    && valuesDiffer.effect().interval().get().lower() > 0
                    && valuesDiffer.adjusted().point().orElse(1) > 1 - level;
        }

        Content content() {
            Content.Builder fields = Content.fields()
                    .put("column", column)
                    .put("form", form.name())
                    .put("reference_values", referenceValues)
                    .put("reference_missing", referenceMissing)
                    .put("values", values)
                    .put("missing", missing)
                    .put("unreadable", unreadable)
                    .put("values_differ", valuesDiffer.content())
                    .put("missing_differs", missingDiffers.content())
                    .put("new_rows", newRows)
                    .put("new_categories", newCategories)
                    .put("categories", Content.items(categories, CategoryCount::content))
                    .put("further_categories", further.content());
            stabilityByChance.ifPresent(value -> fields.put("stability_index_by_chance", value));
            return fields.build();
        }
    }

    private final ArtifactRef dataset;
    private final Optional<ArtifactRef> model;
    private final Provenance provenance;
    private final ReferenceComparison settings;
    private final long rows;
    private final long left;
    private final List<String> absent;
    private final List<String> unexpected;
    private final List<String> notCompared;
    private final List<ColumnComparison> columns;
    private final List<Measurement> measurements;
    private final List<Finding> findings;

    DriftReport(
            ArtifactRef dataset,
            Provenance provenance,
            ReferenceComparison settings,
            long rows,
            long left,
            List<String> absent,
            List<String> unexpected,
            List<String> notCompared,
            List<ColumnComparison> columns,
            List<Measurement> measurements,
            List<Finding> findings) {
        this.dataset = dataset;
        this.model = Optional.ofNullable(settings.model);
        this.provenance = provenance;
        this.settings = settings;
        this.rows = rows;
        this.left = left;
        this.absent = List.copyOf(absent);
        this.unexpected = List.copyOf(unexpected);
        this.notCompared = List.copyOf(notCompared);
        this.columns = List.copyOf(columns);
        this.measurements = List.copyOf(measurements);
        this.findings = List.copyOf(findings);
    }

    /**
     * The data set that was compared.
     *
     * @return its reference
     */
    public ArtifactRef dataset() {
        return dataset;
    }

    /**
     * What it was compared with.
     *
     * @return the profile
     */
    public ReferenceProfile profile() {
        return settings.profile;
    }

    /**
     * The smallest difference of shares that matters, as the caller stated it.
     *
     * @return a share in (0, 1)
     */
    public double limit() {
        return settings.limit;
    }

    /**
     * The confidence level of all intervals; findings are made at 1 minus it.
     *
     * @return a fraction in (0, 1)
     */
    public double level() {
        return settings.level;
    }

    /**
     * How p-values were adjusted.
     *
     * @return the way
     */
    public Multiplicity multiplicity() {
        return settings.multiplicity;
    }

    /**
     * The rows that count: where the profile names subjects one a subject, else all.
     *
     * @return at least 0
     */
    public long rows() {
        return rows;
    }

    /**
     * The rows of subjects that were counted before.
     *
     * @return at least 0
     */
    public long rowsLeftOut() {
        return left;
    }

    /**
     * The columns of the reference that the data do not have.
     *
     * @return the names in the order of the reference
     */
    public List<String> absent() {
        return absent;
    }

    /**
     * The columns that the reference does not have.
     *
     * @return the names, sorted
     */
    public List<String> unexpected() {
        return unexpected;
    }

    /**
     * The columns in both sets that are not compared, since they have too many categories.
     *
     * @return the names in the order of the reference
     */
    public List<String> notCompared() {
        return notCompared;
    }

    /**
     * The columns that are compared.
     *
     * @return the columns in the order of the reference
     */
    public List<ColumnComparison> columns() {
        return columns;
    }

    @Override
    public String schema() {
        return SCHEMA + "/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return model.map(m -> List.of(dataset, m)).orElse(List.of(dataset));
    }

    @Override
    public String entryType() {
        return model.isPresent() ? "drift.recorded" : "evidence.recorded";
    }

    @Override
    public Provenance provenance() {
        return provenance;
    }

    @Override
    public List<Measurement> measurements() {
        return measurements;
    }

    @Override
    public List<Finding> findings() {
        return findings;
    }

    @Override
    public Content body() {
        Content.Builder fields = Content.fields()
                .put("level", settings.level)
                .put("limit", settings.limit)
                .put("multiplicity", settings.multiplicity.name())
                .put("reference_rows", settings.profile.rows())
                .put("reference_rows_left_out", settings.profile.rowsLeftOut())
                .put("rows", rows)
                .put("rows_left_out", left)
                .put("absent", Content.texts(absent))
                .put("unexpected", Content.texts(unexpected))
                .put("not_compared", Content.texts(notCompared))
                .put("columns", Content.items(columns, ColumnComparison::content));
        settings.profile.subject().ifPresent(column -> fields.put("subject", column));
        return fields.build();
    }

    /** Gives the data set and the numbers of columns and findings. */
    @Override
    public String toString() {
        return "drift of " + dataset + ": " + columns.size() + " columns, " + findings.size() + " findings";
    }
}
