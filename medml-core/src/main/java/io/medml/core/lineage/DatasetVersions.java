package io.medml.core.lineage;

import io.medml.core.error.IntegrityException;
import io.medml.core.evidence.ArtifactRef;
import io.medml.core.ledger.Ledger;
import io.medml.core.ledger.LedgerEntry;
import io.medml.core.ledger.Recorded;
import java.util.Objects;
import java.util.Optional;

/**
 * The versions of data sets that a ledger holds: a version, once recorded, never stands for other content. Thread-safe as far as the
 * ledger is; of two threads that record the same name and version at the same time, both may get through.
 */
public final class DatasetVersions {

    private final Ledger ledger;

    private DatasetVersions(Ledger ledger) {
        this.ledger = Objects.requireNonNull(ledger, "ledger");
    }

    /**
     * The versions that a ledger holds.
     *
     * @param ledger the ledger
     * @return its versions
     */
    public static DatasetVersions on(Ledger ledger) {
        return new DatasetVersions(ledger);
    }

    /**
     * Records a version. The same content again is recorded again, since each is an act of recording.
     *
     * @param version the version
     * @return the version with its place
     * @throws IllegalArgumentException when the ledger holds this name and version with other content
     */
    public synchronized Recorded<DatasetVersion> lock(DatasetVersion version) {
        ArtifactRef dataset = version.dataset();
        find(dataset.id(), dataset.version())
                .filter(held -> !held.equals(dataset))
                .ifPresent(held -> {
                    throw new IllegalArgumentException("data set " + dataset.id() + " " + dataset.version()
                            + " is registered already with other content ("
                            + held.digest().abbreviated() + ", got "
                            + dataset.digest().abbreviated()
                            + "); a version never changes, so give this one a new version");
                });
        return ledger.record(version);
    }

    /**
     * Finds a recorded version.
     *
     * @param name the name of the data set
     * @param version its version
     * @return what it pins, by its first entry; empty when the ledger has none
     * @throws IntegrityException when an entry of it states no digest
     */
    public Optional<ArtifactRef> find(String name, String version) {
        return ledger.entries()
                .filter(entry -> entry.type().equals("dataset.registered"))
                .filter(entry -> entry.subject()
                        .filter(s -> s.kind().equals("dataset")
                                && s.id().equals(name)
                                && s.version().equals(version))
                        .isPresent())
                .findFirst()
                .map(DatasetVersions::pinned);
    }

    private static ArtifactRef pinned(LedgerEntry entry) {
        return entry.artifact()
                .orElseThrow(() -> new IntegrityException("expected entry " + entry.index()
                        + ", which registers a data set, to state its digest, found none; record data sets with"
                        + " Ledger.record(..)"));
    }

    /**
     * Tells whether a ledger holds exactly this content under this name and version.
     *
     * @param dataset the reference
     * @return whether it does
     */
    public boolean holds(ArtifactRef dataset) {
        return find(dataset.id(), dataset.version()).filter(dataset::equals).isPresent();
    }
}
