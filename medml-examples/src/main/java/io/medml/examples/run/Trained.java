package io.medml.examples.run;

import io.medml.core.evaluation.LockedOperatingPoint;
import io.medml.tribuo.LogisticModel;
import io.medml.tribuo.LogisticRegression;
import java.util.OptionalLong;

/** The two versions with their operating points, chosen on the tuning part. */
final class Trained {

    final LogisticModel first;
    final LogisticModel candidate;
    final LockedOperatingPoint firstPoint;
    final LockedOperatingPoint candidatePoint;

    Trained(RunConfig config, Prepared data, OptionalLong seed, Progress progress) {
        LogisticRegression trainer = LogisticRegression.builder(seed.orElse(config.modelSeed))
                .numbers(config.numbers.toArray(new String[0]))
                .categories(config.categories.toArray(new String[0]))
                .minimumCount(config.minimumCount)
                .epochs(config.epochs)
                .learningRate(config.learningRate)
                .minibatch(config.minibatch)
                .build();
        progress.step("training version " + config.firstVersion + " on " + data.firstTraining.size() + " records");
        first = trainer.train(config.modelId, config.firstVersion, data.firstTraining);
        progress.step("training version " + config.candidateVersion + " on " + data.training.size() + " records");
        candidate = trainer.train(config.modelId, config.candidateVersion, data.training);
        progress.step("choosing operating points on " + data.tuning.size() + " tuning records");
        firstPoint = config.rule.chooseOn(data.tuning, first.score(data.tuning));
        candidatePoint = config.rule.chooseOn(data.tuning, candidate.score(data.tuning));
    }
}
