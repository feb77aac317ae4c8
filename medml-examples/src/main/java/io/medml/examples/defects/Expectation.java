package io.medml.examples.defects;

import io.medml.core.error.DataException;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;
import io.medml.core.profile.DataProfile;
import io.medml.core.validation.ValidationReport;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * One sentence about a data set that holds or not: a defect that has to be found with its count, or a counter-example on which a
 * detector has to be silent.
 *
 * @param sentence what is expected, as a table and a test name it
 * @param run which look at the data it is about, by the name of {@link KnownData#runs()}; empty where no detector here looks
 * @param kind what kind of expectation
 * @param code code of the finding; of a judged warning too
 * @param where column of the finding; {@code *} for any, {@code *x} for any that ends with x; blanks around it are left out; of
 *     {@link Kind#EXACTLY} all columns, separated by commas
 * @param details details that the finding has to have, exactly
 */
public record Expectation(
        String sentence, String run, Kind kind, String code, String where, Map<String, String> details) {

    /** What is expected. */
    public enum Kind {
        /** The finding is there. */
        FOUND,
        /** Such findings are there for the named columns, and for no other. */
        EXACTLY,
        /** The rows of all such findings add up to the number in the details. */
        SUM,
        /** The file is refused, with this text in the message. */
        REFUSED,
        /** There is no such finding. */
        SILENT,
        /** What a column holds is told right. */
        CONTENT,
        /** The defect belongs to another detector; nothing here looks for it. */
        ELSEWHERE,
        /** A warning that no description lists and that is true. */
        TRUE_BESIDE,
        /** A warning that no description lists and that is false. */
        FALSE_ALARM
    }

    /** What came of it. */
    public enum Outcome {
        /** As expected. */
        HOLDS,
        /** Not as expected. */
        FAILS,
        /** Nothing looked. */
        NOT_LOOKED
    }

    /** Copies the details. */
    public Expectation {
        Objects.requireNonNull(sentence, "sentence");
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(where, "where");
        details = Map.copyOf(details);
    }

    static Expectation found(String sentence, String run, Enum<?> code, String where, Object... details) {
        return found(sentence, run, code.name(), where, details);
    }

    static Expectation found(String sentence, String run, String code, String where, Object... details) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (int i = 0; i + 1 < details.length; i += 2) {
            pairs.put(String.valueOf(details[i]), String.valueOf(details[i + 1]));
        }
        return new Expectation(sentence, run, Kind.FOUND, code, where, pairs);
    }

    static Expectation exactly(String sentence, String run, String code, String... columns) {
        return new Expectation(sentence, run, Kind.EXACTLY, code, String.join(",", columns), Map.of());
    }

    static Expectation sum(String sentence, String run, Enum<?> code, long rows) {
        return new Expectation(sentence, run, Kind.SUM, code.name(), "*", Map.of("rows", Long.toString(rows)));
    }

    static Expectation refused(String sentence, String run, String text) {
        return new Expectation(sentence, run, Kind.REFUSED, text, "", Map.of());
    }

    static Expectation silent(String sentence, String run, Enum<?> code, String where) {
        return silent(sentence, run, code.name(), where);
    }

    static Expectation silent(String sentence, String run, String code, String where) {
        return new Expectation(sentence, run, Kind.SILENT, code, where, Map.of());
    }

    static Expectation content(String sentence, String run, String column, String kind) {
        return new Expectation(sentence, run, Kind.CONTENT, kind, column, Map.of());
    }

    static Expectation elsewhere(String sentence, String detector) {
        return new Expectation(sentence, "", Kind.ELSEWHERE, detector, "", Map.of());
    }

    static Expectation trueBeside(String sentence, Enum<?> code, String where) {
        return trueBeside(sentence, code.name(), where);
    }

    static Expectation trueBeside(String sentence, String code, String where) {
        return new Expectation(sentence, "*", Kind.TRUE_BESIDE, code, where, Map.of());
    }

    static Expectation falseAlarm(String sentence, Enum<?> code, String where) {
        return falseAlarm(sentence, code.name(), where);
    }

    static Expectation falseAlarm(String sentence, String code, String where) {
        return new Expectation(sentence, "*", Kind.FALSE_ALARM, code, where, Map.of());
    }

    /** Whether a finding is what this sentence is about, in whichever look, blanks around a name apart. */
    boolean covers(Finding finding) {
        return kind != Kind.SILENT
                && kind != Kind.ELSEWHERE
                && code.equals(finding.code())
                && isAt(finding.where().strip());
    }

    private boolean isAt(String place) {
        if (kind == Kind.EXACTLY) {
            return columns().contains(place);
        }
        return where.startsWith("*")
                ? place.endsWith(where.substring(1))
                : where.strip().equals(place.strip());
    }

    private Set<String> columns() {
        return new TreeSet<>(Arrays.asList(where.split(",", -1)));
    }

    private boolean matches(Finding finding) {
        return code.equals(finding.code())
                && isAt(finding.where())
                && finding.details().entrySet().containsAll(details.entrySet());
    }

    /**
     * Looks whether it holds.
     *
     * @param runs the looks at the data by name
     * @return whether it holds
     */
    public Outcome outcome(Map<String, Supplier<Evidence>> runs) {
        return switch (kind) {
            case ELSEWHERE -> Outcome.NOT_LOOKED;
            case REFUSED -> of(refusal(runs).filter(said -> said.contains(code)).isPresent());
            case FOUND -> of(evidence(runs).findings().stream().anyMatch(this::matches));
            case EXACTLY ->
                of(evidence(runs).findings().stream()
                        .filter(f -> f.code().equals(code))
                        .map(Finding::where)
                        .collect(Collectors.toCollection(TreeSet::new))
                        .equals(columns()));
            case SUM ->
                of(Long.toString(evidence(runs).findings().stream()
                                .filter(f -> f.code().equals(code))
                                .mapToLong(f -> Long.parseLong(f.details().getOrDefault("rows", "0")))
                                .sum())
                        .equals(details.get("rows")));
            case SILENT ->
                of(asked(evidence(runs)) && evidence(runs).findings().stream().noneMatch(this::matches));
            case CONTENT ->
                of(evidence(runs) instanceof DataProfile profile
                        && profile.column(where)
                                .filter(c -> c.kind().name().equals(code))
                                .isPresent());
            // a judged warning has to occur, else the judgement is about nothing
            case TRUE_BESIDE, FALSE_ALARM ->
                of(runs.entrySet().stream()
                        .flatMap(run -> warnings(run.getValue()).stream())
                        .anyMatch(this::matches));
        };
    }

    /** A rule of a schema that was not asked says nothing by its silence. */
    private boolean asked(Evidence evidence) {
        return !(evidence instanceof ValidationReport report)
                || report.body().asFields().list("rules").stream()
                        .map(Content::asFields)
                        .anyMatch(rule -> rule.text("check").equals(code) && isAt(rule.text("where")));
    }

    private static Outcome of(boolean holds) {
        return holds ? Outcome.HOLDS : Outcome.FAILS;
    }

    private Evidence evidence(Map<String, Supplier<Evidence>> runs) {
        return Objects.requireNonNull(runs.get(run), run).get();
    }

    private Optional<String> refusal(Map<String, Supplier<Evidence>> runs) {
        try {
            evidence(runs);
            return Optional.empty();
        } catch (DataException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** The findings of a run at the severity of a warning and above; none where the file is refused. */
    static List<Finding> warnings(Supplier<Evidence> run) {
        try {
            return run.get().findings().stream()
                    .filter(f -> f.severity() != Severity.INFO)
                    .toList();
        } catch (DataException e) {
            return List.of(); // deliberate: a refusal is an expectation of its own
        }
    }
}
