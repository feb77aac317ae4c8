package io.medml.examples.jmh;

import io.medml.core.validation.ColumnRule;
import io.medml.core.validation.Condition;
import io.medml.core.validation.DataSchema;
import io.medml.core.validation.InputValidation;
import io.medml.core.validation.InputValidator;
import io.medml.core.validation.ValueRange;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost to hold one record of 40 columns (20 of numbers, 15 of texts, 5 of dates, three rules between them) against its schema
 * before a model sees it? Add {@code -prof gc} for the bytes allocated by a call.
 *
 * <pre>{@code
 * java -jar medml-examples/target/jmh/jmh.jar InputValidationBenchmark -prof gc
 * }</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class InputValidationBenchmark {

    private final InputValidator inputs;
    private final Map<String, Object> typed = new HashMap<>();
    private final Map<String, Object> texts = new HashMap<>();
    private final Map<String, Object> broken = new HashMap<>();
    private final InputValidator ordered;
    private final List<Object> cells;

    /** Makes the schema and the records. */
    public InputValidationBenchmark() {
        DataSchema.Builder schema = DataSchema.named("input", "1").sentinels("?");
        String[] order = new String[40];
        for (int i = 0; i < 40; i++) {
            String name = "c" + i;
            order[i] = name;
            if (i < 20) {
                schema.column(ColumnRule.number(name)
                        .range(ValueRange.closed(0, 1000))
                        .plausible(ValueRange.closed(1, 900))
                        .missingAtMost(0));
                typed.put(name, 12.25 + i);
                texts.put(name, Double.toString(12.25 + i));
            } else if (i < 35) {
                schema.column(ColumnRule.text(name).allowed("low", "middle", "high"));
                typed.put(name, "middle");
                texts.put(name, "middle");
            } else {
                schema.column(ColumnRule.date(name));
                typed.put(name, "2026-03-0" + (i - 34));
                texts.put(name, "2026-03-0" + (i - 34));
            }
        }
        schema.require("numbers in order", Condition.column("c0").lessThan("c1"))
                .require("dates in order", Condition.column("c36").atLeast("c35"))
                .requireIf(
                        "low",
                        Condition.column("c20").in("low"),
                        Condition.column("c2").within(ValueRange.atLeast(5)));
        broken.putAll(typed);
        broken.put("c3", -1);
        broken.put("c21", "other");
        broken.put("c35", "2026-03-09");
        inputs = InputValidator.of(schema.build());
        ordered = inputs.withOrder(order);
        cells = Arrays.stream(order).map(typed::get).toList();
    }

    /** A sound record whose numbers are numbers. */
    @Benchmark
    public InputValidation typed() {
        return inputs.validate(typed);
    }

    /** The same as a list. */
    @Benchmark
    public InputValidation ordered() {
        return ordered.validate(cells);
    }

    /** The same as texts. */
    @Benchmark
    public InputValidation texts() {
        return inputs.validate(texts);
    }

    /** A record that breaks three rules. */
    @Benchmark
    public InputValidation broken() {
        return inputs.validate(broken);
    }
}
