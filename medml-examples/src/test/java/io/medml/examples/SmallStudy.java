package io.medml.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * A small study in files: a generated table, the embedded demonstration's configuration and plan with criteria that so few
 * patients can meet. A test changes what it is about.
 */
final class SmallStudy {

    private static final Path EMBEDDED =
            Path.of(System.getProperty("medml.root"), "medml-examples/src/main/resources/io/medml/examples/run");
    private static final int PATIENTS = 1500;

    final Path folder;
    String table;
    String config;
    String plan;

    SmallStudy(Path folder) {
        this.folder = folder;
        table = generate();
        config = read(EMBEDDED.resolve("demonstration.yaml"));
        plan = read(EMBEDDED.resolve("demonstration-plan.yaml"));
        config("replicates: 2000", "replicates: 200");
        config("epochs: 10", "epochs: 3");
        config("plan: demonstration-plan.yaml", "plan: plan.yaml");
        config("imprecision_bound: 0.15", "imprecision_bound: 0.45");
        plan("lower_limit_at_least: -0.02\n", "lower_limit_at_least: -0.20\n");
        plan = plan.replace("lower_limit_at_least: -0.05", "lower_limit_at_least: -0.50");
        plan("lower_limit_at_least: -0.15", "lower_limit_at_least: -0.90");
    }

    private static String generate() {
        SplittableRandom random = new SplittableRandom(20260101);
        StringBuilder csv = new StringBuilder("encounter,patient,site,sex,age_group,admission,disposition,heart_rate,"
                + "systolic_pressure,lactate,creatinine,prior_admissions,deterioration\n");
        int encounter = 0;
        for (int patient = 0; patient < PATIENTS; patient++) {
            int encounters = 1 + random.nextInt(2);
            String site = pick(random, "north", "south", "west");
            String sex = patient % 60 == 0 ? "" : pick(random, "female", "male");
            String age = pick(random, "18-39", "40-59", "60-79", "80+");
            for (int e = 0; e < encounters; e++) {
                double rate = 60 + 60 * random.nextDouble();
                double pressure = 90 + 70 * random.nextDouble();
                double lactate = 0.5 + 4 * random.nextDouble();
                double logit = 0.08 * (rate - 90) - 0.05 * (pressure - 125) + 1.2 * (lactate - 2.5) - 1;
                csv.append(String.format(
                        Locale.ROOT,
                        "E-%05d,P-%05d,%s,%s,%s,%s,%s,%.0f,%.0f,%.2f,%.2f,%d,%d%n",
                        ++encounter,
                        patient,
                        site,
                        sex,
                        age,
                        pick(random, "elective", "emergency", "transfer"),
                        random.nextInt(40) == 0 ? "hospice" : "home",
                        rate,
                        pressure,
                        lactate,
                        0.5 + random.nextDouble(),
                        random.nextInt(4),
                        random.nextDouble() < 1 / (1 + StrictMath.exp(-logit)) ? 1 : 0));
            }
        }
        return csv.toString().replace("\r\n", "\n");
    }

    private static String pick(SplittableRandom random, String... values) {
        return values[random.nextInt(values.length)];
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    SmallStudy config(String from, String to) {
        config = replaced(config, from, to);
        return this;
    }

    SmallStudy plan(String from, String to) {
        plan = replaced(plan, from, to);
        return this;
    }

    SmallStudy table(String from, String to) {
        table = replaced(table, from, to);
        return this;
    }

    /** Replaces the first occurrence, which has to exist: a change that changes nothing tests nothing. */
    private static String replaced(String text, String from, String to) {
        assertThat(text).contains(from);
        int at = text.indexOf(from);
        return text.substring(0, at) + to + text.substring(at + from.length());
    }

    /** The record of the given line of the file, the header being line 1. */
    String line(int number) {
        return table.lines().skip(number - 1L).findFirst().orElseThrow();
    }

    /** Sets a cell of the table. */
    SmallStudy cell(int line, String column, String value) {
        String[] header = line(1).split(",", -1);
        String before = line(line);
        String[] cells = before.split(",", -1);
        cells[Arrays.asList(header).indexOf(column)] = value;
        return table(before, String.join(",", cells));
    }

    Path data() {
        return folder.resolve("cohort.csv");
    }

    Path configuration() {
        return folder.resolve("study.yaml");
    }

    Path out() {
        return folder.resolve("out");
    }

    SmallStudy write() {
        try {
            Files.createDirectories(folder);
            Files.writeString(data(), table);
            Files.writeString(configuration(), config);
            Files.writeString(folder.resolve("plan.yaml"), plan);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs it as it stands in the files. */
    Command run(Object... more) {
        Object[] arguments = new Object[more.length + 7];
        System.arraycopy(
                new Object[] {"run", "--data", data(), "--config", configuration(), "--out", out()},
                0,
                arguments,
                0,
                7);
        System.arraycopy(more, 0, arguments, 7, more.length);
        return Command.medml(arguments);
    }
}
