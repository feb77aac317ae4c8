package io.medml.core.lineage;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.Content;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Where a subject is in a lineage: which versions of data sets hold the subject, who read them and where they went, which models saw
 * it, and where these are in use. It names the subject by its keyed digest. Immutable.
 *
 * <p>A data set whose subjects the graph does not know leaves a question open, and is listed; nobody is taken to be absent from it.
 *
 * @param pseudonym the keyed digest of the subject
 * @param dataSets the versions of data sets that hold the subject
 * @param unknownDataSets the versions of data sets of which it is not known whether they hold the subject
 * @param accesses the reads and movements of these versions, as the ledger holds them
 * @param models the models that learned from the subject, may have, or were tested on it
 */
public record SubjectTrace(
        String pseudonym,
        List<ArtifactRef> dataSets,
        List<ArtifactRef> unknownDataSets,
        List<DatasetAccess> accesses,
        List<TracedModel> models) {

    /** Whether a model learned from the records of a subject. */
    public enum Learned {
        /** From at least one data set that holds the subject. */
        YES,
        /** From no data set that holds the subject; all data sets that it learned from, and their subjects, are known. */
        NO,
        /** From no data set that is known to hold the subject; some of them, or their subjects, are not known. */
        UNKNOWN
    }

    /**
     * A model that a subject is concerned by.
     *
     * @param model the version of the model
     * @param learned whether it learned from the subject
     * @param through the data sets that hold the subject, or may, from which it learned
     * @param tested whether it was tested on data that hold the subject
     * @param released whether it was released
     * @param inUse whether it was released and not taken out of use since
     * @param sites the sites that it was deployed at, as the host names them
     */
    public record TracedModel(
            ArtifactRef model,
            Learned learned,
            List<ArtifactRef> through,
            boolean tested,
            boolean released,
            boolean inUse,
            List<String> sites) {
        /** Copies the lists. */
        public TracedModel {
            Objects.requireNonNull(model, "model");
            Objects.requireNonNull(learned, "learned");
            through = List.copyOf(through);
            sites = List.copyOf(sites);
        }
    }

    /** Copies the lists. */
    public SubjectTrace {
        Objects.requireNonNull(pseudonym, "pseudonym");
        dataSets = List.copyOf(dataSets);
        unknownDataSets = List.copyOf(unknownDataSets);
        accesses = List.copyOf(accesses);
        models = List.copyOf(models);
    }

    /**
     * The sites at which a model is in use that learned from the subject, or may have.
     *
     * @return the sites, each once
     */
    public List<String> sites() {
        return models.stream()
                .filter(m -> m.learned() != Learned.NO && m.inUse())
                .flatMap(m -> m.sites().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * Who received data that hold the subject, or may, and where.
     *
     * @return the recipients and places, each once
     */
    public List<String> destinations() {
        return accesses.stream()
                .flatMap(access -> access.destination().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * The trace as a JSON value, for evidence that is made of it.
     *
     * @return the content
     */
    public Content content() {
        return Content.fields()
                .put("pseudonym", pseudonym)
                .put("data_sets", Content.items(dataSets, ArtifactRef::content))
                .put("unknown_data_sets", Content.items(unknownDataSets, ArtifactRef::content))
                .put(
                        "accesses",
                        Content.items(
                                accesses,
                                access -> LineageReport.access(
                                        Content.fields()
                                                .put("dataset", access.dataset().content()),
                                        access)))
                .put(
                        "models",
                        Content.items(
                                models,
                                m -> Content.fields()
                                        .put("model", m.model().content())
                                        .put("learned", m.learned().name().toLowerCase(Locale.ROOT))
                                        .put("through", Content.items(m.through(), ArtifactRef::content))
                                        .put("tested", m.tested())
                                        .put("released", m.released())
                                        .put("in_use", m.inUse())
                                        .put("sites", Content.texts(m.sites()))
                                        .build()))
                .build();
    }
}
