package dev.cistern.bench.speed;

import dev.cistern.bench.trial.Ran;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What lies on the disk below a folder. */
final class DiskUse {
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private DiskUse() {}

    /** Bytes in blocks of the disk, so that what was reserved counts and what was never written does not. */
    static long bytes(Path folder) throws IOException, InterruptedException {
        // Files come and go meanwhile, of which it complains.
        String said = Ran.within(LONGEST, List.of("du", "-s", "--block-size=1", folder.toString()))
                .said();
        return parse(said);
    }

    static long parse(String said) throws IOException {
        String[] lines = said.strip().split("\n", -1);
        String[] last = lines[lines.length - 1].split("\t", 2);
        if (last.length < 2 || !last[0].matches("\\d+")) {
            throw new IOException("du said: " + said.strip());
        }
        return Long.parseLong(last[0]);
    }
}
