package dev.cistern.bench.crash;

import dev.cistern.bench.crash.Trouble.Expected;
import dev.cistern.bench.crash.Trouble.Happening;
import dev.cistern.bench.node.NodeLaunch;
import dev.cistern.bench.node.NodeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What happens to the only disk of a node, or to the further one of two.
 *
 * @param words its name
 * @param which disk
 * @param expected answers
 * @param happening to that disk
 */
record DiskTrouble(String words, Which which, Expected expected, Function<SickDisk, Happening> happening) {
    private static final String NO_SPACE = "507 NO_SPACE";
    private static final String FAILED = "503 DISK_FAILED";

    enum Which {
        ONLY,
        /** Where bodies share segments. */
        ONLY_WITH_SEGMENTS,
        FURTHER
    }

    static List<DiskTrouble> all() {
        Expected full = Expected.noWrites(NO_SPACE);
        Expected fullFurther = Expected.someWrites(NO_SPACE);
        return List.of(
                new DiskTrouble("only disk full", Which.ONLY, full, disk -> new Full(disk, true)),
                new DiskTrouble("only disk read-only", Which.ONLY, Expected.noWrites(FAILED), ReadOnly::new),
                new DiskTrouble("only disk away", Which.ONLY, Expected.nothing(FAILED), Away::new),
                new DiskTrouble(
                        "only disk, with segments, full", Which.ONLY_WITH_SEGMENTS, full, disk -> new Full(disk, true)),
                new DiskTrouble(
                        "only disk, with segments, read-only",
                        Which.ONLY_WITH_SEGMENTS,
                        Expected.noWrites(FAILED),
                        ReadOnly::new),
                new DiskTrouble(
                        "only disk, with segments, away",
                        Which.ONLY_WITH_SEGMENTS,
                        Expected.nothing(FAILED),
                        Away::new),
                new DiskTrouble("further disk full", Which.FURTHER, fullFurther, disk -> new Full(disk, false)),
                new DiskTrouble("further disk read-only", Which.FURTHER, Expected.someWrites(FAILED), ReadOnly::new),
                new DiskTrouble("further disk away", Which.FURTHER, Expected.some(FAILED), FurtherAway::new));
    }

    /**
     * Of a node on these disks.
     *
     * @param healthy where the data folder is, where the other is a further one
     */
    Trouble of(SickDisk disk, SickDisk healthy) {
        NodeLaunch launch =
                switch (which) {
                    case ONLY -> NodeLaunch.in(disk.folder());
                    case ONLY_WITH_SEGMENTS -> NodeLaunch.in(disk.folder()).with(InjectedTroubles.IN_SEGMENTS);
                    case FURTHER -> NodeLaunch.in(healthy.folder()).with("store.disks=" + disk.folder());
                };
        return new Trouble(words, launch, happening.apply(disk), expected);
    }

    private record Full(SickDisk disk, boolean isFeltByAll) implements Happening {
        @Override
        public boolean begin(NodeProcess node) throws IOException, InterruptedException {
            disk.fill();
            return true;
        }

        @Override
        public void end() throws IOException {
            disk.makeRoom();
        }

        @Override
        public boolean isFelt(long refusals) {
            return refusals > 0 || !isFeltByAll;
        }
    }

    private record ReadOnly(SickDisk disk) implements Happening {
        @Override
        public boolean begin(NodeProcess node) throws IOException, InterruptedException {
            if (!disk.canTurnReadOnly()) {
                return false;
            }
            BetweenCalls.of(node, disk::turnReadOnly);
            return true;
        }

        @Override
        public void end() throws IOException, InterruptedException {
            disk.plugIn();
        }
    }

    private record Away(SickDisk disk) implements Happening {
        @Override
        public boolean begin(NodeProcess node) throws IOException, InterruptedException {
            BetweenCalls.of(node, disk::pullOut);
            return true;
        }

        @Override
        public void end() throws IOException, InterruptedException {
            disk.plugIn();
        }

        @Override
        public String misdeed() throws IOException {
            List<Path> beside = disk.writtenBeside();
            return beside.isEmpty() ? "" : "written into the empty folder: " + beside;
        }
    }

    /** What lies on it is known before. */
    private static final class FurtherAway implements Happening {
        private final Away away;
        private long bodies;

        FurtherAway(SickDisk disk) {
            this.away = new Away(disk);
        }

        @Override
        public void stocked() throws IOException {
            try (Stream<Path> files = Files.walk(away.disk().folder().resolve("blobs"))) {
                bodies = files.filter(Files::isRegularFile).count();
            }
        }

        @Override
        public OptionalLong unreadable() {
            return OptionalLong.of(bodies);
        }

        @Override
        public boolean begin(NodeProcess node) throws IOException, InterruptedException {
            return away.begin(node);
        }

        @Override
        public void end() throws IOException, InterruptedException {
            away.end();
        }

        @Override
        public String misdeed() throws IOException {
            return away.misdeed();
        }
    }
}
