package io.medml.core.annotation;

import io.medml.core.agreement.RatingScale;
import io.medml.core.annotation.AnnotationReport.BlindingCounts;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rules that each annotation is asked for by itself: who made it, when, under which protocol, knowing what, and in which reading.
 *
 * @param scale what labels are on
 * @param known the registered annotators by identifier
 * @param versions the registered versions of the protocol by their text
 * @param blindedTo to what the study is blinded
 * @param qualification what annotators have to have; null for nothing
 */
record AnnotationRules(
        RatingScale scale,
        Map<String, Annotator> known,
        Map<String, ProtocolVersion> versions,
        Set<BlindedTo> blindedTo,
        @Nullable String qualification) {

    private static final int LISTED = 10;

    /** Adds what breaks a rule to the findings, and counts by what annotators were blinded to. */
    List<BlindingCounts> check(AnnotationSet set, List<Finding> findings) {
        people(set, findings);
        underProtocol(set, findings);
        labels(set, findings);
        List<BlindingCounts> blinding = blinding(set, findings);
        readings(set, findings);
        return blinding;
    }

    /** Annotations that a check names: how many, and where the first of them are. */
    private static final class Hits {
        private long count;
        private final List<Integer> first = new ArrayList<>();

        void add(int index) {
            count++;
            if (first.size() < LISTED) {
                first.add(index + 1);
            }
        }

        void report(List<Finding> findings, String code, Severity severity, String where, String message) {
            if (count > 0) {
                findings.add(Finding.of(code, severity, where, message)
                        .with("annotations", count)
                        .with(
                                "first_positions",
                                first.stream().map(String::valueOf).collect(Collectors.joining(", "))));
            }
        }
    }

    private void people(AnnotationSet set, List<Finding> findings) {
        Hits unknown = new Hits();
        Hits unqualified = new Hits();
        Hits unchecked = new Hits();
        Hits withoutTime = new Hits();
        for (int i = 0; i < set.annotations().size(); i++) {
            Annotation annotation = set.annotations().get(i);
            if (annotation.time().isEmpty()) {
                withoutTime.add(i);
            }
            Annotator annotator = known.get(annotation.annotator());
            if (annotator == null) {
                unknown.add(i);
            } else if (qualification != null) {
                if (annotation.time().isEmpty()) {
                    unchecked.add(i);
                } else if (!annotator.qualifiedOn(
                        qualification, annotation.time().get().toLocalDate())) {
                    unqualified.add(i);
                }
            }
        }
        String where = set.reference().id();
        if (known.isEmpty()) {
            findings.add(Finding.of(
                    "ANNOTATORS_NOT_REGISTERED",
                    Severity.WARNING,
                    where,
                    "No annotator is registered, so roles and qualifications are not known."));
        } else {
            unknown.report(
                    findings,
                    "UNKNOWN_ANNOTATOR",
                    Severity.ERROR,
                    where,
                    "Some annotations are by somebody who is not registered. They do not count in figures of"
                            + " agreement.");
        }
        unqualified.report(
                findings,
                "QUALIFICATION_NOT_VALID",
                Severity.ERROR,
                where,
                "Some annotations are by an annotator without the required qualification on that day.");
        unchecked.report(
                findings,
                "QUALIFICATION_NOT_CHECKED",
                Severity.WARNING,
                where,
                "Some annotations have no time, so it is not known whether the annotator was qualified then.");
        withoutTime.report(
                findings, "TIME_NOT_SAID", Severity.WARNING, where, "Some annotations do not say when they were made.");
    }

    private void underProtocol(AnnotationSet set, List<Finding> findings) {
        String where = set.reference().id();
        Hits notSaid = new Hits();
        Hits unknown = new Hits();
        Hits before = new Hits();
        Hits after = new Hits();
        for (int i = 0; i < set.annotations().size(); i++) {
            Annotation annotation = set.annotations().get(i);
            if (annotation.protocol().isEmpty()) {
                notSaid.add(i);
                continue;
            }
            ProtocolVersion version = versions.get(annotation.protocol().get());
            if (version == null) {
                unknown.add(i);
            } else if (annotation.time().isPresent()) {
                LocalDate day = annotation.time().get().toLocalDate();
                if (day.isBefore(version.from())) {
                    before.add(i);
                } else if (version.until().isPresent()
                        && day.isAfter(version.until().get())) {
                    after.add(i);
                }
            }
        }
        notSaid.report(
                findings,
                "PROTOCOL_NOT_SAID",
                Severity.WARNING,
                where,
                "Some annotations do not say under which version of the protocol they were made.");
        if (versions.isEmpty()) {
            findings.add(Finding.of(
                    "PROTOCOLS_NOT_REGISTERED",
                    Severity.WARNING,
                    where,
                    "No protocol is registered, so what annotators were told is not known."));
        } else {
            unknown.report(
                    findings,
                    "UNKNOWN_PROTOCOL",
                    Severity.ERROR,
                    where,
                    "Some annotations name a version of the protocol that is not registered.");
        }
        before.report(
                findings,
                "BEFORE_PROTOCOL",
                Severity.ERROR,
                where,
                "Some annotations were made before the first day of the protocol version that they name.");
        after.report(
                findings,
                "AFTER_PROTOCOL",
                Severity.ERROR,
                where,
                "Some annotations were made after the last day of the protocol version that they name.");
    }

    private void labels(AnnotationSet set, List<Finding> findings) {
        Hits offScale = new Hits();
        SortedMap<String, Hits> offProtocol = new TreeMap<>();
        for (int i = 0; i < set.annotations().size(); i++) {
            Annotation annotation = set.annotations().get(i);
            if (!onScale(scale, annotation.label())) {
                offScale.add(i);
            }
            Optional<ProtocolVersion> version = annotation.protocol().map(versions::get);
            if (version.isPresent()
                    && !version.get().categories().isEmpty()
                    && !version.get().categories().contains(annotation.label())) {
                offProtocol
                        .computeIfAbsent(version.get().version(), v -> new Hits())
                        .add(i);
            }
        }
        offProtocol.forEach((version, hits) -> hits.report(
                findings,
                "LABEL_NOT_IN_PROTOCOL",
                Severity.ERROR,
                "protocol version " + version,
                "Some labels are none of those that the protocol version allows."));
        offScale.report(
                findings,
                "LABEL_NOT_ON_SCALE",
                Severity.WARNING,
                set.reference().id(),
                "Some labels are not on the scale of the study; in figures of agreement they count as missing.");
    }

    private List<BlindingCounts> blinding(AnnotationSet set, List<Finding> findings) {
        String where = set.reference().id();
        List<BlindingCounts> counts = new ArrayList<>();
        for (BlindedTo what : BlindedTo.values()) {
            Hits not = new Hits();
            Hits notSaid = new Hits();
            for (int i = 0; i < set.annotations().size(); i++) {
                switch (set.annotations().get(i).blinding(what)) {
                    case BLINDED -> {}
                    case NOT_BLINDED -> not.add(i);
                    case NOT_SAID -> notSaid.add(i);
                }
            }
            counts.add(new BlindingCounts(
                    what, set.annotations().size() - not.count - notSaid.count, not.count, notSaid.count));
            boolean required = blindedTo.contains(what);
            if (required) {
                not.report(
                        findings,
                        "NOT_BLINDED",
                        Severity.ERROR,
                        what.words(),
                        "The study is blinded to this, and some annotations were made knowing it.");
                notSaid.report(
                        findings,
                        "BLINDING_NOT_SAID",
                        Severity.WARNING,
                        what.words(),
                        "The study is blinded to this, and some annotations do not say whether they were.");
            } else if (what == BlindedTo.MODEL_OUTPUT) {
                not.report(
                        findings,
                        "SAW_MODEL_OUTPUT",
                        Severity.WARNING,
                        where,
                        "Some annotators saw what a model says of the item. Labels that follow a model make it, or one"
                                + " like it, look better than it is.");
            }
        }
        return counts;
    }

    private static void readings(AnnotationSet set, List<Finding> findings) {
        String where = set.reference().id();
        Hits repeated = new Hits();
        Hits differing = new Hits();
        Hits outOfOrder = new Hits();
        Map<List<String>, String> first = new HashMap<>();
        Map<List<String>, SortedMap<Integer, OffsetDateTime>> latest = new HashMap<>();
        for (int i = 0; i < set.annotations().size(); i++) {
            Annotation annotation = set.annotations().get(i);
            List<String> cell = List.of(annotation.item(), annotation.annotator());
            String before = first.putIfAbsent(
                    List.of(annotation.item(), annotation.annotator(), String.valueOf(annotation.reading())),
                    annotation.label());
            if (before != null) {
                repeated.add(i);
                if (!before.equals(annotation.label())) {
                    differing.add(i);
                }
            }
            if (annotation.time().isPresent()) {
                latest.computeIfAbsent(cell, c -> new TreeMap<>())
                        .merge(annotation.reading(), annotation.time().get(), (a, b) -> a.isAfter(b) ? a : b);
            }
        }
        for (int i = 0; i < set.annotations().size(); i++) {
            Annotation annotation = set.annotations().get(i);
            SortedMap<Integer, OffsetDateTime> times =
                    latest.getOrDefault(List.of(annotation.item(), annotation.annotator()), new TreeMap<>());
            if (annotation.time().isPresent()
                    && times.headMap(annotation.reading()).values().stream()
                            .anyMatch(
                                    earlier -> earlier.isAfter(annotation.time().get()))) {
                outOfOrder.add(i);
            }
        }
        repeated.report(
                findings,
                "REPEATED_WITHOUT_READING",
                Severity.WARNING,
                where,
                "Some annotators labelled an item again without saying that it is a further reading.");
        differing.report(
                findings,
                "CONTRADICTING_ANNOTATIONS",
                Severity.ERROR,
                where,
                "Some annotators gave two labels to an item in one reading; that reading counts as missing.");
        outOfOrder.report(
                findings,
                "TIMES_OUT_OF_ORDER",
                Severity.ERROR,
                where,
                "Some annotations are earlier than a reading of the same item by the same annotator with a lower"
                        + " number.");
    }

    /** Whether a label is one of the scale: a category, or a number. */
    static boolean onScale(RatingScale scale, String label) {
        return scale.kind() == RatingScale.Kind.CONTINUOUS
                ? !Double.isNaN(number(label))
                : scale.categories().contains(label);
    }

    /** The number that a label writes; NaN for none. */
    static double number(String label) {
        if (!label.matches("[+-]?(\\d{1,30}\\.?\\d{0,30}|\\.\\d{1,30})([eE][+-]?\\d{1,3})?")) {
            return Double.NaN;
        }
        double value = Double.parseDouble(label);
        return Double.isFinite(value) ? value : Double.NaN;
    }
}
