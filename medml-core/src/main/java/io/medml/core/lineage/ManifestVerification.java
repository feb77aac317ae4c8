package io.medml.core.lineage;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import io.medml.core.evidence.Digest;
import io.medml.core.evidence.Evidence;
import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Provenance;
import io.medml.core.evidence.Severity;
import io.medml.core.measure.Measurement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a folder differs from the manifest of a data set. Only {@link DatasetManifest#verify} makes one. Immutable.
 *
 * <p>The evidence names files by their number in the manifest, from 1, and never by their path, which may hold an identifier; what is
 * not in the manifest is named by the number after which it would stand. {@link #paths} gives the paths to the host.
 */
public final class ManifestVerification implements Evidence {

    /** Name of the evidence schema. */
    public static final String SCHEMA = "manifest-verification";

    /** The most numbers of files that the evidence lists for each difference; the count is of all. */
    public static final int MOST_LISTED = 1000;

    private final DatasetManifest manifest;
    private final long foundFiles;
    private final long bytesRead;
    private final Map<Difference, List<Place>> places;

    /** How a file may differ. */
    public enum Difference {
        /** In the manifest, and no file in the folder. */
        MISSING("FILES_MISSING", Severity.ERROR, "Files of the manifest are not in the folder."),
        /** Of another size. */
        SIZE("FILE_SIZES_DIFFER", Severity.ERROR, "Files have another size than the manifest says."),
        /** Of the same size, with another digest. */
        CONTENT(
                "FILE_CONTENTS_DIFFER",
                Severity.ERROR,
                "Files have the size that the manifest says and other content."),
        /** In the folder and not in the manifest. */
        ADDED("FILES_ADDED", Severity.ERROR, "Files are in the folder that the manifest does not have."),
        /** A symbolic link, which was not followed. */
        LINK(
                "SYMBOLIC_LINKS",
                Severity.WARNING,
                "Symbolic links are in the folder. They were not followed, so what they lead to is not known."),
        /** A device, socket or pipe. */
        SPECIAL(
                "SPECIAL_FILES",
                Severity.WARNING,
                "Devices, sockets or pipes are in the folder; they were not opened."),
        /** A name that no manifest takes. */
        NAME("NAMES_REFUSED", Severity.ERROR, "Names are in the folder that no manifest takes; they were not read."),
        /** Not readable for this process. */
        UNREADABLE("FILES_UNREADABLE", Severity.ERROR, "Files or folders could not be read; nothing is known of them.");

        private final String code;
        private final Severity severity;
        private final String message;

        Difference(String code, Severity severity, String message) {
            this.code = code;
            this.severity = severity;
            this.message = message;
        }

        /** What the finding says. */
        String message() {
            return message;
        }

        /**
         * The code of the finding.
         *
         * @return the code
         */
        public String code() {
            return code;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private record Place(int number, String path) {}

    private ManifestVerification(
            DatasetManifest manifest, long foundFiles, long bytesRead, Map<Difference, List<Place>> places) {
        this.manifest = manifest;
        this.foundFiles = foundFiles;
        this.bytesRead = bytesRead;
        this.places = places;
    }

    static ManifestVerification of(DatasetManifest manifest, Path folder) {
        FolderFiles below = FolderFiles.below(folder);
        Map<Difference, List<Place>> places = new EnumMap<>(Difference.class);
        for (Difference difference : Difference.values()) {
            places.put(difference, new ArrayList<>());
        }
        Set<String> seen = new HashSet<>();
        long files = 0;
        long bytes = 0;
        for (FolderFiles.Found found : below.found()) {
            Place place = new Place(manifest.placeOf(found.path()), found.path());
            Optional<ManifestFile> expected = manifest.file(found.path());
            files += found.kind() == FolderFiles.Kind.FILE ? 1 : 0;
            Optional<Difference> difference;
            if (RelativePath.fault(found.path()).isPresent()) {
                difference = Optional.of(Difference.NAME);
            } else {
                difference = switch (found.kind()) {
                    case LINK -> Optional.of(Difference.LINK);
                    case SPECIAL -> Optional.of(Difference.SPECIAL);
                    case UNREADABLE -> Optional.of(Difference.UNREADABLE);
                    case FILE ->
                        expected.isEmpty() ? Optional.of(Difference.ADDED) : compare(below, found, expected.get());
                };
            }
            if (expected.isPresent()
                    && (found.kind() == FolderFiles.Kind.FILE || found.kind() == FolderFiles.Kind.UNREADABLE)) {
                seen.add(found.path());
            }
            if (expected.isPresent() && (difference.isEmpty() || difference.get() == Difference.CONTENT)) {
                bytes += expected.get().size();
            }
            difference.ifPresent(is -> listOf(places, is).add(place));
        }
        int number = 0;
        for (ManifestFile file : manifest.files()) {
            number++;
            if (!seen.contains(file.path())) {
                listOf(places, Difference.MISSING).add(new Place(number, file.path()));
            }
        }
        return new ManifestVerification(manifest, files, bytes, places);
    }

    private static List<Place> listOf(Map<Difference, List<Place>> places, Difference difference) {
        return places.getOrDefault(difference, List.of());
    }

    private static Optional<Difference> compare(FolderFiles below, FolderFiles.Found found, ManifestFile expected) {
        try {
            Optional<FolderFiles.Stamp> stamp = below.stamp(found);
            if (stamp.isEmpty()) {
                return Optional.of(Difference.UNREADABLE);
            }
            if (stamp.get().size() != expected.size()) {
                return Optional.of(Difference.SIZE);
            }
            Digest digest = below.sha256(found);
            return digest.equals(expected.sha256()) ? Optional.empty() : Optional.of(Difference.CONTENT);
        } catch (IOException e) {
            // deliberate: one file that cannot be read is a finding, so that all others are still compared
            return Optional.of(Difference.UNREADABLE);
        }
    }

    /**
     * How many files differ in some way.
     *
     * @param difference the way
     * @return the number
     */
    public int count(Difference difference) {
        return listOf(places, difference).size();
    }

    /**
     * How many differences there are in all.
     *
     * @return the number; 0 when the folder holds exactly the files of the manifest
     */
    public int differences() {
        return places.values().stream().mapToInt(List::size).sum();
    }

    /**
     * The paths that differ in some way, for the host. They may hold identifiers, and are in no finding, page or document.
     *
     * @param difference the way
     * @return the paths, in order
     */
    public List<String> paths(Difference difference) {
        return listOf(places, difference).stream().map(Place::path).toList();
    }

    /**
     * The numbers of the files that differ in some way.
     *
     * @param difference the way
     * @return the numbers in the manifest, from 1, in order; of what is not in it the number after which it would stand
     */
    public List<Integer> numbers(Difference difference) {
        return listOf(places, difference).stream().map(Place::number).toList();
    }

    /**
     * What was verified.
     *
     * @return the reference of the data set
     */
    public ArtifactRef dataset() {
        return manifest.reference();
    }

    /**
     * The number of files that the manifest has.
     *
     * @return the number
     */
    public long expectedFiles() {
        return manifest.files().size();
    }

    /**
     * The number of files in the folder.
     *
     * @return the number, without links and special files
     */
    public long foundFiles() {
        return foundFiles;
    }

    @Override
    public String schema() {
        return SCHEMA + "/1";
    }

    @Override
    public List<ArtifactRef> about() {
        return List.of(manifest.reference());
    }

    @Override
    public Provenance provenance() {
        return Provenance.of(DatasetManifest.class)
                .from(manifest.reference())
                .with("manifest_document_sha256", manifest.documentDigest().hex())
                .synthetic(manifest.origin() == DataOrigin.SYNTHETIC);
    }

    @Override
    public List<Measurement> measurements() {
        return List.of();
    }

    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        places.forEach((difference, list) -> {
            if (!list.isEmpty()) {
                findings.add(Finding.of(difference.code, difference.severity, manifest.name(), difference.message)
                        .with("files", list.size())
                        .with("first_numbers_in_the_manifest", first(list)));
            }
        });
        if (manifest.origin() == DataOrigin.SYNTHETIC) {
            findings.add(Finding.syntheticData(manifest.name()));
        }
        return List.copyOf(findings);
    }

    private static String first(List<Place> list) {
        List<String> numbers = list.stream()
                .limit(10)
                .map(place -> String.valueOf(place.number()))
                .toList();
        return String.join(", ", numbers) + (list.size() > 10 ? ", ..." : "");
    }

    @Override
    public Content body() {
        Content.Builder differences = Content.fields();
        places.forEach((difference, list) -> differences.put(
                difference.word(),
                Content.fields()
                        .put("files", list.size())
                        .put(
                                "numbers",
                                Content.items(
                                        list.subList(0, Math.min(MOST_LISTED, list.size())),
                                        place -> new Content.Whole(place.number())))
                        .build()));
        return Content.fields()
                .put("expected_files", expectedFiles())
                .put("expected_bytes", manifest.bytes())
                .put("found_files", foundFiles)
                .put("bytes_compared", bytesRead)
                .put("differences", differences.build())
                .build();
    }

    /** Gives counts only. */
    @Override
    public String toString() {
        return "verification of " + manifest.reference() + ": " + differences() + " differences";
    }
}
