package io.medml.core.lineage;

import io.medml.core.cohort.CohortDescription;
import io.medml.core.evidence.Content;
import io.medml.core.leakage.CohortSplit;
import io.medml.core.ledger.Recorded;
import io.medml.core.lineage.Datasheet.Fact;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What recorded evidence says to the questions of a datasheet. Confined to one thread. */
final class DatasheetFacts {

    private final DatasheetLinks links;
    private final Map<DatasheetQuestion, List<Fact>> facts = new EnumMap<>(DatasheetQuestion.class);

    DatasheetFacts(DatasheetLinks links) {
        this.links = links;
    }

    /** What evidence says to a question, in the order in which it was taken. */
    List<Fact> of(DatasheetQuestion question) {
        return facts.getOrDefault(question, List.of());
    }

    private void add(DatasheetQuestion question, String text, Recorded<?> source) {
        facts.computeIfAbsent(question, q -> new ArrayList<>())
                .add(new Fact(text, source.digest(), links.isSame(source)));
    }

    void cohort(Recorded<CohortDescription> source) {
        new CohortFacts(source, this).add();
    }

    void files(Recorded<DatasetVersion> source) {
        Content.Fields body = source.evidence().body().asFields();
        add(
                DatasheetQuestion.NUMBER,
                plural(body.whole("files"), "file", "files") + ", " + plural(body.whole("bytes"), "byte", "bytes")
                        + (body.has("rows") ? "; rows as stated: " + plural(body.whole("rows"), "row", "rows") : ""),
                source);
        add(
                DatasheetQuestion.VERSIONS,
                "Name \"" + body.text("name") + "\", version \"" + body.text("version") + "\", files "
                        + source.evidence().about().get(0).digest(),
                source);
        if (body.has("collection")) {
            Content.Fields event = body.fields("collection");
            add(DatasheetQuestion.ACQUISITION, "As stated: " + event.text("how"), source);
            add(
                    DatasheetQuestion.PERIOD,
                    "As stated: " + event.text("from") + " to " + event.text("to") + ", at " + event.text("site"),
                    source);
        }
        if (!body.text("origin").equals(DataOrigin.COLLECTED.word())) {
            add(DatasheetQuestion.ACQUISITION, "As stated: the records are " + body.text("origin") + ".", source);
        }
    }

    void split(Recorded<CohortSplit> source) {
        String parts = source.evidence().body().asFields().list("parts").stream()
                .map(Content::asFields)
                .map(p -> p.text("name") + " with " + plural(p.whole("records"), "record", "records") + " of "
                        + plural(p.whole("subjects"), "subject", "subjects"))
                .collect(Collectors.joining("; "));
        add(DatasheetQuestion.SPLITS, "Split by subject: " + parts, source);
    }

    void preprocessing(Recorded<PreprocessingRecord> source) {
        PreprocessingRecord record = source.evidence();
        String steps = record.preprocessing().steps().stream()
                .map(PreprocessingStep::name)
                .collect(Collectors.joining(", then "));
        add(DatasheetQuestion.PREPARATION, "As stated: " + steps, source);
        add(
                DatasheetQuestion.RAW,
                "The data before are named with their digests: "
                        + record.from().stream()
                                .map(one -> one.id() + " " + one.version() + " ("
                                        + one.digest().abbreviated() + ")")
                                .collect(Collectors.joining("; "))
                        + ". Whether they are kept is not known from that.",
                source);
        String versions = record.preprocessing().steps().stream()
                .map(PreprocessingStep::codeVersion)
                .distinct()
                .collect(Collectors.joining(", "));
        add(DatasheetQuestion.SOFTWARE, "Versions of the code, as stated: " + versions, source);
    }

    private static String plural(long count, String one, String many) {
        return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? one : many);
    }

    /** What the description of a cohort says. */
    private static final class CohortFacts {
        private final Recorded<CohortDescription> source;
        private final DatasheetFacts facts;
        private final Content.Fields body;

        CohortFacts(Recorded<CohortDescription> source, DatasheetFacts facts) {
            this.source = source;
            this.facts = facts;
            this.body = source.evidence().body().asFields();
        }

        private void put(DatasheetQuestion question, String text) {
            facts.add(question, text, source);
        }

        void add() {
            Content.Fields roles = body.fields("roles");
            long records = body.whole("records");
            long subjects = body.whole("subjects");
            put(
                    DatasheetQuestion.NUMBER,
                    plural(records, "record", "records")
                            + (roles.has("subject") ? " of " + plural(subjects, "subject", "subjects") : ""));
            flow();
            put(DatasheetQuestion.CONTENT, plural(body.list("columns").size(), "column", "columns") + ": " + kinds());
            put(
                    DatasheetQuestion.LABEL,
                    "Column \"" + roles.text("label") + "\"; positive is \"" + roles.text("positive") + "\", in "
                            + plural(body.whole("positives"), "record", "records"));
            missing(records);
            put(
                    DatasheetQuestion.RELATIONS,
                    !roles.has("subject")
                            ? "No subject column is declared, so it is not known which records are of one patient."
                            : records == subjects
                                    ? "Every record is of a subject of its own."
                                    : "Records share subjects: " + plural(records, "record", "records") + " of "
                                            + plural(subjects, "subject", "subjects"));
            groups();
            put(
                    DatasheetQuestion.VERSIONS,
                    "Name \"" + body.text("name") + "\", version \"" + body.text("version") + "\", content "
                            + source.evidence().about().get(0).digest());
        }

        private void flow() {
            List<Content.Fields> steps =
                    body.list("flow").stream().map(Content::asFields).toList();
            String left = steps.stream()
                    .filter(s -> s.whole("records_in") > s.whole("records_out"))
                    .map(s -> plural(s.whole("records_in") - s.whole("records_out"), "record", "records")
                            + " left out: " + s.text("reason"))
                    .collect(Collectors.joining("; "));
            put(
                    DatasheetQuestion.SAMPLE,
                    left.isEmpty() ? "No record of the source was left out when the cohort was made." : left);
        }

        private String kinds() {
            Map<String, Long> kinds = body.list("columns").stream()
                    .map(c -> c.asFields().text("kind").toLowerCase(Locale.ROOT).replace('_', ' '))
                    .collect(Collectors.groupingBy(k -> k, TreeMap::new, Collectors.counting()));
            return kinds.entrySet().stream()
                    .map(e -> e.getValue() + " " + e.getKey())
                    .collect(Collectors.joining(", "));
        }

        private void missing(long records) {
            List<Content.Fields> gaps = body.list("columns").stream()
                    .map(Content::asFields)
                    .filter(c -> c.whole("missing") > 0)
                    .sorted((a, b) -> Long.compare(b.whole("missing"), a.whole("missing")))
                    .toList();
            put(
                    DatasheetQuestion.MISSING,
                    gaps.isEmpty()
                            ? "No cell is missing."
                            : plural(gaps.size(), "column has", "columns have") + " missing cells; most in \""
                                    + gaps.get(0).text("name") + "\", "
                                    + plural(gaps.get(0).whole("missing"), "cell", "cells") + " of "
                                    + plural(records, "record", "records"));
        }

        private void groups() {
            Content.Fields groups = body.fields("groups");
            groups.values().keySet().forEach(attribute -> {
                List<Content> values = groups.list(attribute);
                String text = values.stream()
                        .limit(12)
                        .map(Content::asFields)
                        .map(g -> g.text("value") + ": " + plural(g.whole("records"), "record", "records"))
                        .collect(Collectors.joining("; "));
                put(
                        DatasheetQuestion.GROUPS,
                        "By " + attribute + ": " + text
                                + (values.size() > 12 ? "; and " + (values.size() - 12) + " further groups" : ""));
            });
        }
    }
}
