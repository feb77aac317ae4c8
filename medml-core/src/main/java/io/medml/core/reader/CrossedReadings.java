package io.medml.core.reader;

import io.medml.core.error.DataException;
import io.medml.core.reader.ReaderReadings.Reading;
import io.medml.core.stats.ReaderRatings;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The part of the readings in which every reader read every case in every modality that is asked for. */
final class CrossedReadings {

    private final List<String> readers;
    private final Reading[][][] readings;
    private final int[] truth;
    private final int[] advice;
    private final long excludedCases;
    private final long missingReadings;
    private final boolean decided;
    private final OptionalDouble threshold;
    private final List<String> otherModalities;

    private CrossedReadings(
            List<String> readers,
            Reading[][][] readings,
            int[] truth,
            int[] advice,
            long excludedCases,
            long missingReadings,
            boolean decided,
            OptionalDouble threshold,
            List<String> otherModalities) {
        this.readers = readers;
        this.readings = readings;
        this.truth = truth;
        this.advice = advice;
        this.excludedCases = excludedCases;
        this.missingReadings = missingReadings;
        this.decided = decided;
        this.threshold = threshold;
        this.otherModalities = otherModalities;
    }

    static CrossedReadings of(ReaderReadings all, List<String> modalities, OptionalDouble threshold) {
        List<Reading> used = all.readings().stream()
                .filter(r -> modalities.contains(r.modality()))
                .toList();
        TreeSet<String> others = new TreeSet<>();
        all.readings().forEach(r -> others.add(r.modality()));
        List<String> held = List.copyOf(others);
        for (String modality : modalities) {
            if (!others.remove(modality)) {
                throw new IllegalArgumentException(
                        "the readings hold no modality \"" + modality + "\"; they hold " + held);
            }
        }
        List<String> readers =
                List.copyOf(new TreeSet<>(used.stream().map(Reading::reader).toList()));
        List<String> cases =
                List.copyOf(new TreeSet<>(used.stream().map(Reading::number).toList()));
        requireOnePatientEach(used);
        int[] truth = new int[cases.size()];
        int[] advice = new int[cases.size()];
        Arrays.fill(truth, -1);
        Arrays.fill(advice, -1);
        Map<String, Integer> caseCode = codes(cases);
        Map<String, Integer> readerCode = codes(readers);
        @Nullable Reading[][][] cells = new @Nullable Reading[modalities.size()][readers.size()][cases.size()];
        for (Reading reading : used) {
            int k = caseCode.getOrDefault(reading.number(), -1);
            @Nullable
            Reading[] row =
                    cells[modalities.indexOf(reading.modality())][readerCode.getOrDefault(reading.reader(), -1)];
            Reading earlier = row[k];
            if (earlier != null) {
                throw new DataException(
                        reading.place() + ": expected one reading of a case by a reader in a modality, found"
                                + " the one of " + earlier.place()
                                + " again; keep one of them, or compare the two with AgreementAnalyzer");
            }
            row[k] = reading;
            truth[k] = same(truth[k], reading.truth(), "truth", reading);
            advice[k] = same(advice[k], reading.advice(), "advice", reading);
        }
        boolean decisions = all.has("decision");
        boolean withAdvice = all.has("advice") && modalities.size() == 2 && (decisions || threshold.isPresent());
        long missing = 0;
        boolean[] complete = new boolean[cases.size()];
        Arrays.fill(complete, true);
        for (@Nullable Reading[][] ofModality : cells) {
            for (@Nullable Reading[] ofReader : ofModality) {
                for (int k = 0; k < complete.length; k++) {
                    Reading reading = ofReader[k];
                    boolean whole = reading != null
                            && !Double.isNaN(reading.rating())
                            && (!decisions || reading.decision() >= 0);
                    missing += whole ? 0 : 1;
                    complete[k] &= whole && (!withAdvice || advice[k] >= 0);
                }
            }
        }
        int[] kept =
                IntStream.range(0, complete.length).filter(k -> complete[k]).toArray();
        if (kept.length == 0) {
            throw notCrossed(cells, modalities, readers.size(), cases.size());
        }
        Reading[][][] crossed = new Reading[modalities.size()][readers.size()][];
        for (int i = 0; i < crossed.length; i++) {
            for (int j = 0; j < readers.size(); j++) {
                @Nullable Reading[] row = cells[i][j];
                crossed[i][j] = IntStream.of(kept)
                        .mapToObj(k -> Objects.requireNonNull(row[k]))
                        .toArray(Reading[]::new);
            }
        }
        return new CrossedReadings(
                readers,
                crossed,
                IntStream.of(kept).map(k -> truth[k]).toArray(),
                IntStream.of(kept).map(k -> advice[k]).toArray(),
                (long) cases.size() - kept.length,
                missing,
                decisions || threshold.isPresent(),
                threshold,
                List.copyOf(others));
    }

    private static Map<String, Integer> codes(List<String> sorted) {
        Map<String, Integer> codes = new HashMap<>();
        for (String each : sorted) {
            codes.put(each, codes.size());
        }
        return codes;
    }

    private static int same(int known, int stated, String what, Reading reading) {
        if (known >= 0 && stated >= 0 && known != stated) {
            throw new DataException(reading.place() + ": expected the " + what
                    + " that other readings of the case state, found the other; correct the source");
        }
        return stated >= 0 ? stated : known;
    }

    private static void requireOnePatientEach(List<Reading> used) {
        Map<String, String> caseOf = new HashMap<>();
        Map<String, String> patientOf = new HashMap<>();
        for (Reading reading : used) {
            if (!patientOf.getOrDefault(reading.number(), reading.patient()).equals(reading.patient())) {
                throw new DataException(
                        reading.place()
                                + ": expected the patient that other readings of the case state, found another; correct the source");
            }
            patientOf.put(reading.number(), reading.patient());
            caseOf.putIfAbsent(reading.patient(), reading.number());
        }
        if (caseOf.size() < patientOf.size()) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "expected cases of different patients, found %d cases of %d patients; the method of Obuchowski and Rockette"
                            + " has no variance for cases that share a patient, so keep one case of each, chosen by a rule that"
                            + " does not look at the readings",
                    patientOf.size(),
                    caseOf.size()));
        }
    }

    private static DataException notCrossed(
            @Nullable Reading[][][] cells, List<String> modalities, int readers, int cases) {
        StringBuilder found = new StringBuilder();
        for (int i = 0; i < modalities.size(); i++) {
            @Nullable Reading[][] rows = cells[i];
            long reading = Arrays.stream(rows)
                    .filter(r -> Arrays.stream(r).anyMatch(c -> c != null))
                    .count();
            long read = IntStream.range(0, cases)
                    .filter(k -> Arrays.stream(rows).anyMatch(r -> r[k] != null))
                    .count();
            found.append(i == 0 ? "" : "; ")
                    .append("in \"")
                    .append(modalities.get(i))
                    .append("\" ")
                    .append(reading)
                    .append(" readers on ")
                    .append(read)
                    .append(" cases");
        }
        return new DataException(
                "expected a crossed study, in which every reader reads every case in every modality, with rating"
                        + " and, where they are declared, decision and advice; found " + readers + " readers and "
                        + cases
                        + " cases, and no case that was read throughout (" + found
                        + "). A study with other cases or other readers in each modality cannot be compared in pairs; evaluate each"
                        + " modality by itself with ReaderStudyEvaluator.of(modality)");
    }

    List<String> readers() {
        return readers;
    }

    int cases() {
        return truth.length;
    }

    long positives() {
        return Arrays.stream(truth).sum();
    }

    long excludedCases() {
        return excludedCases;
    }

    long missingReadings() {
        return missingReadings;
    }

    boolean decided() {
        return decided;
    }

    List<String> otherModalities() {
        return otherModalities;
    }

    int truth(int number) {
        return truth[number];
    }

    int advice(int number) {
        return advice[number];
    }

    int decision(int modality, int reader, int number) {
        Reading reading = readings[modality][reader][number];
        return threshold.isPresent() ? (reading.rating() >= threshold.getAsDouble() ? 1 : 0) : reading.decision();
    }

    double seconds(int modality, int reader, int number) {
        return readings[modality][reader][number].seconds();
    }

    int[] casesOf(int which) {
        return IntStream.range(0, truth.length).filter(k -> truth[k] == which).toArray();
    }

    boolean binaryRatings() {
        return Arrays.stream(readings)
                        .flatMap(Arrays::stream)
                        .flatMap(Arrays::stream)
                        .mapToDouble(Reading::rating)
                        .distinct()
                        .limit(3)
                        .count()
                <= 2;
    }

    ReaderRatings ratings() {
        int r = readers.size();
        int n = truth.length;
        int cells = Math.multiplyExact(Math.multiplyExact(readings.length, r), n);
        return ReaderRatings.of(
                IntStream.range(0, cells).map(c -> c / n / r).toArray(),
                IntStream.range(0, cells).map(c -> c / n % r).toArray(),
                IntStream.range(0, cells).map(c -> c % n).toArray(),
                IntStream.range(0, cells).map(c -> truth[c % n]).toArray(),
                Arrays.stream(readings)
                        .flatMap(Arrays::stream)
                        .flatMapToDouble(row -> Arrays.stream(row).mapToDouble(Reading::rating))
                        .toArray());
    }
}
