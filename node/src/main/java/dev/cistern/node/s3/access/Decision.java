package dev.cistern.node.s3.access;

import java.util.Optional;

/**
 * What a policy says to a question.
 *
 * @param by the statement that decided; empty where none says anything
 */
public record Decision(Answer answer, Optional<StatementName> by) {
    static final Decision SILENT = new Decision(Answer.NOTHING, Optional.empty());

    /** What a policy can say. A denial stands, whatever else allows. */
    public enum Answer {
        ALLOWED,
        DENIED,
        NOTHING
    }

    /**
     * Which statement of a policy.
     *
     * @param number from 1
     * @param sid as the policy names it; empty where it does not
     */
    public record StatementName(int number, String sid) {
        @Override
        public String toString() {
            return "statement " + number + (sid.isEmpty() ? "" : " (" + sid + ")");
        }
    }
}
