package io.medml.core.authorization;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Direction;
import io.medml.core.measure.Estimate;
import io.medml.core.measure.IntervalEstimate;
import io.medml.core.measure.Measurement;
import io.medml.core.measure.Metric;
import io.medml.core.measure.Reason;
import io.medml.core.measure.Slice;
import io.medml.core.measure.Support;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Whether the scopes of a data set's records cover a request, as evidence. It holds counts and positions, never an identifier. Only
 * {@link DataUseGate} makes one.
 *
 * <p>Positions are those of the rows as they were handed in, from 1; the first {@value #LISTED} are listed. A record may have several
 * reasons and counts under each.
 *
 * <p>Measurement: {@code data_use_covered_share}, where records were looked at. Findings: {@code RECORDS_NOT_COVERED},
 * {@code UNKNOWN_PURPOSE} and {@code UNKNOWN_PLACE} for what was refused and no scope names,
 * {@code NO_COVERING_AGREEMENT} and {@code NOTHING_CAN_BE_SAID} are errors, {@code SYNTHETIC_DATA} is a warning,
 * {@code CONDITIONS_STATED} is for information. Immutable.
 */
public final class DataUseDecision implements Evidence {

    /** Share of the records that are covered. */
    public static final Metric COVERED_SHARE = new Metric(
            "data_use_covered_share",
            "share of covered records",
            Direction.HIGHER,
            0,
            1,
            "records whose scopes cover all of the request / records");

    /** How many positions the evidence lists: 1,000. The rows themselves are all in {@link #rowsToLeaveOut()}. */
    public static final int LISTED = 1000;

    /** What was decided. */
    public enum Outcome {
        /** Every record is covered, and a transfer to another party by an agreement. */
        COVERED,
        /** A record is not covered, or a transfer to another party by no agreement. */
        NOT_COVERED,
        /** Nothing can be said. */
        UNDECIDED;

        /**
         * The word used in records.
         *
         * @return the name in lower case with blanks
         */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** Why nothing can be said. */
    public enum Unanswered {
        /** No scope of any record was given. */
        NO_SCOPES("no scopes of the records were given", "hand in the scopes of the records"),
        /** The request has no day, and the gate no clock. */
        NO_DAY("the request has no day and the gate has no clock", "state the days, or give the gate a clock"),
        /** The request is a transfer to another party, and the gate has no register of agreements. */
        NO_AGREEMENT_REGISTER(
                "the data would go to another party and the gate has no register of agreements",
                "give the gate the register of agreements");

        private final String words;
        private final String remedy;

        Unanswered(String words, String remedy) {
            this.words = words;
            this.remedy = remedy;
        }

        /**
         * The reason in words.
         *
         * @return a clause
         */
        public String words() {
            return words;
        }

        String remedy() {
            return remedy;
        }
    }

    private final ArtifactRef dataset;
    private final int records;
    private final boolean looked;
    private final boolean synthetic;
    private final DataUseRequest request;
    private final Provenance provenance;
    private final Outcome outcome;
    private final Map<Uncovered, Integer> counts;
    private final List<UnknownName> unknownNames;
    private final int[] out;
    private final Set<Unanswered> unanswered;
    private final Optional<String> agreement;
    private final Optional<String> agreementMissing;

    DataUseDecision(
            RecordScopes scopes,
            DataUseRequest request,
            Provenance provenance,
            Outcome outcome,
            Map<Uncovered, Integer> counts,
            List<UnknownName> unknownNames,
            int[] out,
            Set<Unanswered> unanswered,
            Optional<String> agreement,
            Optional<String> agreementMissing) {
        this.dataset = scopes.dataset();
        this.records = scopes.size();
        this.synthetic = scopes.synthetic();
        this.looked = !unanswered.contains(Unanswered.NO_DAY) && !unanswered.contains(Unanswered.NO_SCOPES);
        this.request = request;
        this.provenance = provenance;
        this.outcome = outcome;
        this.counts = counts.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(counts));
        this.unknownNames = List.copyOf(unknownNames);
        this.out = out.clone();
        this.unanswered = unanswered.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(unanswered));
        this.agreement = agreement;
        this.agreementMissing = agreementMissing;
    }

    /**
     * What was decided.
     *
     * @return the outcome
     */
    public Outcome outcome() {
        return outcome;
    }

    /**
     * What was asked for, with its days where they are known.
     *
     * @return the request
     */
    public DataUseRequest request() {
        return request;
    }

    /**
     * The data set.
     *
     * @return its reference
     */
    public ArtifactRef dataset() {
        return dataset;
    }

    /**
     * The number of records.
     *
     * @return at least 1
     */
    public int records() {
        return records;
    }

    /**
     * How many records are not covered for each reason.
     *
     * @return counts of the reasons that occur; empty when every record is covered or none was looked at
     */
    public Map<Uncovered, Integer> counts() {
        return counts;
    }

    /**
     * The rows that are not covered. Where nothing can be said about the records it is every row.
     *
     * @return a fresh array of rows from 0, ascending, as {@link io.medml.core.table.Table#without} takes them
     */
    public int[] rowsToLeaveOut() {
        return out.clone();
    }

    /**
     * The rows that are covered.
     *
     * @return a fresh array of rows from 0, ascending, as {@link io.medml.core.cohort.Cohort#subset} takes them
     */
    public int[] rowsCovered() {
        boolean[] left = new boolean[records];
        Arrays.fill(left, true);
        for (int row : out) {
            left[row] = false;
        }
        return IntStream.range(0, records).filter(row -> left[row]).toArray();
    }

    /**
     * Why nothing can be said.
     *
     * @return the reasons; empty when something can
     */
    public Set<Unanswered> unanswered() {
        return unanswered;
    }

    /**
     * The agreement that covers a transfer.
     *
     * @return its identifier; empty when there is none or none is needed
     */
    public Optional<String> agreement() {
        return agreement;
    }

    /**
     * Why no agreement covers a transfer.
     *
     * @return the reason; empty when one does or none is needed
     */
    public Optional<String> agreementMissing() {
        return agreementMissing;
    }

    List<UnknownName> unknownNames() {
        return unknownNames;
    }

    /** What speaks against it, with counts. */
    List<String> grounds() {
        List<String> grounds = new ArrayList<>();
        if (!counts.isEmpty()) {
            grounds.add(out.length + " of " + records + " records are not covered");
        }
        counts.forEach((reason, count) -> grounds.add(count + ": " + reason.words()));
        unknownNames.forEach(unknown -> grounds.add(unknown.words()));
        agreementMissing.ifPresent(grounds::add);
        unanswered.forEach(one -> grounds.add(one.words()));
        return grounds;
    }

    @Override
    public String schema() {
        return "data-use-decision/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return List.of(dataset);
    }

    @Override
    public Provenance provenance() {
        return provenance;
    }

    @Override
    public List<Measurement> measurements() {
        return looked
                ? List.of(new Measurement(
                        COVERED_SHARE,
                        Slice.overall(),
                        Estimate.of(
                                (double) (records - out.length) / records,
                                new IntervalEstimate.Unknown(Reason.NOT_OFFERED, "none"),
                                Support.ofProportion(records - out.length, records))))
                : List.of();
    }

    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        String where = dataset.id() + " " + dataset.version();
        if (!counts.isEmpty()) {
            Finding finding = Finding.of(
                            "RECORDS_NOT_COVERED",
                            Severity.ERROR,
                            where,
                            out.length + " of " + records
                                    + " records are not covered by their scopes for what is asked.")
                    .with("records", records)
                    .with("not_covered", out.length);
            for (Map.Entry<Uncovered, Integer> entry : counts.entrySet()) {
                finding = finding.with(entry.getKey().name().toLowerCase(Locale.ROOT), entry.getValue());
            }
            findings.add(finding);
        }
        unknownNames.forEach(unknown -> findings.add(unknown.finding(where)));
        agreementMissing.ifPresent(why -> findings.add(Finding.of(
                "NO_COVERING_AGREEMENT",
                Severity.ERROR,
                request.recipient().orElse(""),
                "The data would go to another party and " + why + ".")));
        for (Unanswered one : unanswered) {
            findings.add(Finding.of(
                            "NOTHING_CAN_BE_SAID",
                            Severity.ERROR,
                            where,
                            "Nothing can be said: " + one.words() + "; that is no permission.")
                    .with("reason", one));
        }
        if (!request.conditionsMet().isEmpty()) {
            findings.add(Finding.of(
                            "CONDITIONS_STATED",
                            Severity.INFO,
                            where,
                            "Conditions are taken as met because whoever asks states so; nothing here checked them.")
                    .with("conditions", request.conditionsMet().size()));
        }
        if (synthetic) {
            findings.add(Finding.of(
                    "SYNTHETIC_DATA",
                    Severity.WARNING,
                    where,
                    "The data or the scopes are generated; no consent of a patient is behind this decision."));
        }
        return List.copyOf(findings);
    }

    @Override
    public Content body() {
        List<Content> items = new ArrayList<>();
        counts.forEach((reason, count) -> items.add(Content.fields()
                .put("reason", reason.name())
                .put("records", count)
                .build()));
        Content.Builder body = Content.fields()
                .put("request", request.content())
                .put("outcome", outcome.name())
                .put("records", records)
                .put("not_covered", out.length)
                .put("reasons", new Content.Items(items))
                .put(
                        "positions",
                        looked
                                ? new Content.Items(IntStream.of(out)
                                        .limit(LISTED)
                                        .<Content>mapToObj(row -> new Content.Whole(row + 1L))
                                        .toList())
                                : new Content.Items(List.of()))
                .put(
                        "unanswered",
                        Content.texts(unanswered.stream().map(Enum::name).toList()));
        agreement.ifPresent(id -> body.put("agreement", id));
        agreementMissing.ifPresent(why -> body.put("agreement_missing", why));
        return body.build();
    }

    @Override
    public String toString() {
        return outcome.word() + ": " + request + ", of " + dataset;
    }
}
