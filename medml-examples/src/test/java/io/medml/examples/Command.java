package io.medml.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** A command that was run in this process, and what came of it. */
record Command(int code, String out, String err) {

    static Command medml(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] texts = new String[arguments.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = String.valueOf(arguments[i]);
        }
        int code = Medml.execute(new PrintWriter(out, true), new PrintWriter(err, true), texts);
        return new Command(code, out.toString(), err.toString());
    }

    Command succeeds() {
        assertThat(code).as(err).isZero();
        return this;
    }

    /** What is on standard error besides the numbered steps of progress. */
    List<String> complaint() {
        return err.lines()
                .filter(line -> !line.matches("\\[ *[0-9]+\\] +[0-9.]+ s  .*"))
                .toList();
    }

    /** Exit code 2 with one paragraph, which it returns; no stack trace in any form. */
    String refusal() {
        assertThat(code).as(err).isEqualTo(2);
        assertThat(complaint()).hasSize(1);
        String paragraph = complaint().get(0);
        assertThat(paragraph).startsWith("medml: ");
        assertThat(paragraph.length()).as(paragraph).isBetween(30, 900);
        assertThat(err)
                .doesNotContain("Exception in thread", "\tat ", "\n    at ")
                .doesNotContain("medml does not know"); // the message of last resort
        return paragraph;
    }
}
