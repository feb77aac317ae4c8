package io.medml.core.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import io.medml.core.evidence.ArtifactRef;
import io.medml.core.evidence.ArtifactRef.Kind;
import io.medml.core.evidence.Digest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A chain without a break, and its artefacts. */
final class Chains {

    static final ArtifactRef EXPORT = ref(Kind.COLLECTION, "export");
    static final ArtifactRef RAW = ref(Kind.DATASET, "raw");
    static final ArtifactRef INPUT = ref(Kind.PREPROCESSING, "input");
    static final ArtifactRef RAW_TRAINING = ref(Kind.DATASET, "raw.training");
    static final ArtifactRef RAW_TEST = ref(Kind.DATASET, "raw.test");
    static final ArtifactRef TRAINING = ref(Kind.DATASET, "training");
    static final ArtifactRef TUNING = ref(Kind.DATASET, "training.tuning");
    static final ArtifactRef TEST = ref(Kind.DATASET, "test");
    static final ArtifactRef RUN = ref(Kind.RUN, "run-1");
    static final ArtifactRef MODEL = ref(Kind.MODEL, "model");
    static final ArtifactRef EVALUATION = ref(Kind.EVIDENCE, "evaluation-report");
    static final ArtifactRef DEPLOYMENT = ref(Kind.DEPLOYMENT, "north");

    private Chains() {}

    static ArtifactRef ref(Kind kind, String id) {
        return ref(kind, id, id);
    }

    static ArtifactRef ref(Kind kind, String id, String content) {
        return new ArtifactRef(kind, id, "1", Digest.sha256(kind + content));
    }

    /** The steps, by what a test calls them. */
    private static final Map<String, Consumer<LineageGraph.Builder>> STEPS = steps();

    private static Map<String, Consumer<LineageGraph.Builder>> steps() {
        Map<String, Consumer<LineageGraph.Builder>> steps = new LinkedHashMap<>();
        steps.put("collected", graph -> graph.collected(EXPORT, RAW));
        steps.put("split", graph -> graph.derived(RAW, RAW_TRAINING).derived(RAW, RAW_TEST));
        steps.put("fitted", graph -> graph.fitted(RAW_TRAINING, INPUT));
        steps.put("prepared training", graph -> graph.prepared(List.of(RAW_TRAINING), INPUT, TRAINING));
        steps.put("prepared test", graph -> graph.prepared(List.of(RAW_TEST), INPUT, TEST));
        steps.put("tuned", graph -> graph.derived(TRAINING, TUNING).tuned(TUNING, RUN));
        steps.put("trained", graph -> graph.step(TRAINING, LineageEdge.Relation.TRAINED, RUN));
        steps.put("produced", graph -> graph.step(RUN, LineageEdge.Relation.PRODUCED, MODEL));
        steps.put("evaluated", graph -> graph.step(MODEL, LineageEdge.Relation.EVALUATED, EVALUATION));
        steps.put("tested", graph -> graph.step(TEST, LineageEdge.Relation.TESTED, EVALUATION));
        steps.put("released", graph -> graph.released(MODEL));
        steps.put("deployed", graph -> graph.deployed(MODEL, DEPLOYMENT, "north"));
        return steps;
    }

    static LineageGraph.Builder whole() {
        return without();
    }

    /** All steps but some. */
    static LineageGraph.Builder without(String... left) {
        LineageGraph.Builder graph = LineageGraph.builder();
        assertThat(STEPS.keySet()).containsAll(List.of(left));
        STEPS.forEach((name, step) -> {
            if (!List.of(left).contains(name)) {
                step.accept(graph);
            }
        });
        return graph;
    }
}
