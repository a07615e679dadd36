package dev.cistern.bench.crash;

import dev.cistern.bench.node.NodeLaunch;
import dev.cistern.bench.node.NodeProcess;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Something that happens to the disks of a node, and what clients are to be told meanwhile.
 *
 * @param name of the part of the trial
 * @param launch of the node that it happens to
 * @param happening what it is
 * @param expected answers
 */
record Trouble(String name, NodeLaunch launch, Happening happening, Expected expected) {

    /** How it begins and ends. */
    interface Happening {
        /** @return false where it cannot be done on this machine */
        boolean begin(NodeProcess node) throws IOException, InterruptedException;

        void end() throws IOException, InterruptedException;

        /** Whether anybody felt it. */
        default boolean isFelt(long refusals) {
            return refusals > 0;
        }

        /** Whether the node is started anew before, so that it has nothing of the records in memory. */
        default boolean isForColdNode() {
            return false;
        }

        /** Called when the objects are there that are read meanwhile, and before anything else is. */
        default void stocked() throws IOException {}

        /** How many of these cannot be read meanwhile; empty where that is not known. */
        default OptionalLong unreadable() {
            return OptionalLong.empty();
        }

        /** What is wrong with what the node did meanwhile, beside its answers; empty where nothing is. */
        default String misdeed() throws IOException {
            return "";
        }
    }

    /** What becomes of writes. */
    enum Writes {
        STOP,
        GO_ON,
        EITHER
    }

    /**
     * What is answered meanwhile.
     *
     * @param refusals all that may be said but what was asked for
     * @param writes what becomes of them once something was refused
     * @param readsGoOn whether every object is read
     */
    record Expected(Pattern refusals, Writes writes, boolean readsGoOn) {
        /** Its head was sent when the rest could not be read any more: no other word is left then. */
        private static final String READ_IN_PART = "|GET " + Look.BROKE_OFF;

        private static final Pattern HONEST = Pattern.compile("[A-Z]+ (503|507) [A-Z_]+" + READ_IN_PART);

        /** Writes are refused, with this. */
        static Expected noWrites(String refusal) {
            return new Expected(Pattern.compile("(PUT|DELETE) " + refusal), Writes.STOP, true);
        }

        /** Writes and reads are refused, with this. */
        static Expected nothing(String refusal) {
            return new Expected(Pattern.compile("(PUT|DELETE|GET) " + refusal + READ_IN_PART), Writes.STOP, false);
        }

        /** Some writes are refused, with this; all others go on. */
        static Expected someWrites(String refusal) {
            return new Expected(Pattern.compile("(PUT|DELETE) " + refusal), Writes.GO_ON, true);
        }

        /** Some reads, and some writes too, are refused, with this; all others go on. */
        static Expected some(String refusal) {
            return new Expected(Pattern.compile("(PUT|DELETE|GET) " + refusal + READ_IN_PART), Writes.GO_ON, false);
        }

        /** Any reads and writes are refused, with this. */
        static Expected any(String refusal) {
            return new Expected(Pattern.compile("(PUT|DELETE|GET) " + refusal + READ_IN_PART), Writes.EITHER, false);
        }

        /** Whether it is what was asked for, or a refusal with a reason; also while the trouble is being ended. */
        static boolean isHonest(String answer) {
            return Traffic.isGood(answer) || HONEST.matcher(answer).matches();
        }

        boolean allows(String answer) {
            return Traffic.isGood(answer) || refusals.matcher(answer).matches();
        }
    }
}
