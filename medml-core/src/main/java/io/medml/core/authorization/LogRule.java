package io.medml.core.authorization;

import io.medml.core.evidence.Finding;
import io.medml.core.evidence.Severity;

/** The rules that entries of the log are held against. A page lists them all, also those by which nothing was found. */
enum LogRule {
    MOVEMENT_WITHOUT_AGREEMENT(
            Severity.ERROR,
            "Data went to another party, and no agreement is named, or the one that is named is not in the register or"
                    + " does not cover the movement."),
    MOVEMENT_OUTSIDE_DECISION(
            Severity.ERROR,
            "The decision of the gate that a movement names is about another data set, purpose, place or day, permits"
                    + " nothing, or is no decision of the gate."),
    MOVEMENT_OPERATION_DIFFERS(
            Severity.ERROR,
            "The decision of the gate that a movement names permits another operation: to move is not to export, and"
                    + " to train is neither. A movement that does not state its operation counts here."),
    MOVEMENT_RECIPIENT_DIFFERS(
            Severity.ERROR,
            "The decision of the gate that a movement names is for another recipient, or rests on another statement of"
                    + " why no agreement is needed."),
    ACCESS_OUTSIDE_DECISION(
            Severity.ERROR,
            "The decision of the gate that an access names is about another data set, purpose, place or day, permits"
                    + " nothing, or is no decision of the gate."),
    ACCESS_OPERATION_DIFFERS(
            Severity.ERROR,
            "The decision of the gate that an access names permits another operation, or is one on a move or an export,"
                    + " which is no read and belongs among the movements. An access that does not state its operation"
                    + " counts here."),
    USE_AFTER_WITHDRAWAL(
            Severity.ERROR,
            "Data were moved or read after an impact of a withdrawal was recorded that says that they hold the subject,"
                    + " on a day on which the withdrawal was in force, and no newer decision of the gate permits it."
                    + " Reading them to make a version without the subject counts here too."),
    USE_AFTER_REFUSAL(
            Severity.ERROR,
            "Data were moved or read after the gate refused that use: its newest decision on the same data, operation,"
                    + " purpose and recipient that includes the place and the day is no permission. A decision on the"
                    + " same data that cannot be read counts as no permission."),
    DECISION_NOT_READ(
            Severity.ERROR,
            "An entry says that it is a decision of the gate, and its document is gone, damaged or of something else."
                    + " It permits nothing, and may be a refusal."),
    ENTRY_CONTRADICTS_ITSELF(
            Severity.ERROR,
            "An entry states two digests of the data, or a read two places, that differ, so that nobody can tell"
                    + " which data were moved or read, or where."),
    DECISION_AFTER_WITHDRAWAL(
            Severity.WARNING,
            "Data that hold a subject who withdrew were moved or read, and a decision of the gate that is newer than the"
                    + " withdrawal permits it. Whether its scopes knew of the withdrawal, people look up."),
    MOVEMENT_WITHOUT_DECISION(Severity.WARNING, "A movement names no decision of the gate."),
    MOVEMENT_CONDITION_NOT_STATED(
            Severity.WARNING,
            "The decision of the gate that a movement names rests on a condition that was stated as met when the gate"
                    + " was asked, and the movement does not state it."),
    ACCESS_WITHOUT_DECISION(
            Severity.WARNING,
            "An access names no decision of the gate. The opening of a sealed test set names none either: it is held"
                    + " against the budget of its seal, and not against consents."),
    MOVEMENT_NOT_ENCRYPTED(Severity.WARNING, "A movement is stated to have been without encryption."),
    AGREEMENTS_NOT_CHECKED(
            Severity.WARNING, "There are movements, and no register was handed in to hold them against."),
    ENTRY_NOT_READ(Severity.WARNING, "An entry of the log's types does not state what the lists need.");

    private final Severity severity;
    private final String rule;

    LogRule(Severity severity, String rule) {
        this.severity = severity;
        this.rule = rule;
    }

    Severity severity() {
        return severity;
    }

    String rule() {
        return rule;
    }

    Finding finding(String where, String message) {
        return Finding.of(name(), severity, where, message);
    }
}
