package dev.cistern.bench.crash;

import dev.cistern.bench.node.NodeLaunch;
import dev.cistern.bench.trial.Ran;
import dev.cistern.bench.trial.Trial;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Makes reads, writes and syncs of a process fail, while it runs, by a library that is preloaded into it and compiled when it is needed.
 * A sync that fails loses what was written since the last good one, as in a kernel. Used by one thread.
 */
final class FileFaults {
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    // As struct control in faults.c.
    private static final int PATH_BYTES = 256;
    private static final int RULES = 4;
    private static final int LOST_BYTES = Operation.values().length * Long.BYTES;
    private static final int ROOT = LOST_BYTES + Long.BYTES;
    private static final int FIRST_RULE = ROOT + PATH_BYTES;
    private static final int LEFT = 0;
    private static final int SPARED = 8;
    private static final int OPERATION = 16;
    private static final int ERROR = 24;
    private static final int FAILED = 32;
    private static final int PATH = 40;
    private static final int RULE_BYTES = PATH + PATH_BYTES;

    private final Path library;
    private final Path file;
    private final ByteBuffer control;

    /** What fails, by the library's numbers. */
    enum Operation {
        READ(0),
        WRITE(1),
        SYNC(2),
        ALLOCATE(3);

        private final int number;

        Operation(int number) {
            this.number = number;
        }
    }

    /** How it fails, by Linux's numbers. */
    enum Errno {
        EIO(5),
        ENOSPC(28),
        /** Of a sync: the second answer is given, after the first failed and lost what it was to write. */
        AGAIN(0);

        private final int number;

        Errno(int number) {
            this.number = number;
        }
    }

    /**
     * What is to fail from now on.
     *
     * @param under files and folders whose path begins with this one's
     * @param times below 0 without end
     * @param spared how many go well before the first
     */
    record Rule(Operation operation, Errno error, Path under, long times, long spared) {
        static Rule once(Operation operation, Errno error, Path under) {
            return new Rule(operation, error, under, 1, 0);
        }

        static Rule always(Operation operation, Errno error, Path under) {
            return new Rule(operation, error, under, -1, 0);
        }

        Rule after(long calls) {
            return new Rule(operation, error, under, times, calls);
        }
    }

    private FileFaults(Path library, Path file, ByteBuffer control) {
        this.library = library;
        this.file = file;
        this.control = control;
    }

    /**
     * Empty where there is no C compiler.
     *
     * @param root files elsewhere never fail
     */
    static Optional<FileFaults> make(Trial trial, Path root) throws IOException, InterruptedException {
        Optional<Path> library = compiled(trial, "faults.c", List.of("-shared", "-fPIC", "-lpthread"));
        if (library.isEmpty()) {
            return Optional.empty();
        }
        Path file = trial.folder().resolve("faults");
        int length = FIRST_RULE + RULES * RULE_BYTES;
        Files.write(file, new byte[length]);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer control = channel.map(FileChannel.MapMode.READ_WRITE, 0, length);
            FileFaults faults = new FileFaults(library.get(), file, control.order(ByteOrder.nativeOrder()));
            faults.putPath(ROOT, root);
            return Optional.of(faults);
        }
    }

    /** A program or library of this package's C; empty where there is no compiler, with a word why. */
    static Optional<Path> compiled(Trial trial, String source, List<String> flags)
            throws IOException, InterruptedException {
        Path copy = trial.folder().resolve(source);
        Path made = trial.folder().resolve(source.replace(".c", ".so"));
        try (InputStream in = Objects.requireNonNull(FileFaults.class.getResourceAsStream(source))) {
            Files.write(copy, in.readAllBytes());
        }
        List<String> command = new ArrayList<>(List.of("cc", "-O2", "-o", made.toString(), copy.toString()));
        command.addAll(flags);
        try {
            String unused = Ran.within(LONGEST, command).orThrow(command);
        } catch (IOException e) {
            trial.say("no C compiler: %s", e);
            return Optional.empty();
        }
        return Optional.of(made);
    }

    /** A node whose files these faults are of. */
    NodeLaunch under(NodeLaunch launch) {
        List<String> words = new ArrayList<>(List.of("env"));
        words.addAll(words());
        return launch.startedBy(words.toArray(String[]::new));
    }

    /** The environment of a process whose files these faults are of. */
    List<String> words() {
        return List.of("LD_PRELOAD=" + library, "FILE_FAULTS=" + file);
    }

    /** Fails from now on, beside what fails already. */
    void begin(Rule rule) throws IOException {
        int at = freeRule();
        control.putLong(at + SPARED, rule.spared);
        control.putLong(at + OPERATION, rule.operation.number);
        control.putLong(at + ERROR, rule.error.number);
        putPath(at + PATH, rule.under);
        LONGS.setRelease(control, at + LEFT, rule.times);
    }

    private int freeRule() {
        for (int at = FIRST_RULE; at < control.capacity(); at += RULE_BYTES) {
            if ((long) LONGS.getAcquire(control, at + LEFT) == 0) {
                return at;
            }
        }
        throw new IllegalStateException("there are " + RULES + " rules at most");
    }

    /** Nothing fails any more. */
    void end() {
        for (int at = FIRST_RULE; at < control.capacity(); at += RULE_BYTES) {
            LONGS.setRelease(control, at + LEFT, 0L);
        }
    }

    /** How often something failed until now. */
    long failed() {
        long all = 0;
        for (int at = FIRST_RULE; at < control.capacity(); at += RULE_BYTES) {
            all += (long) LONGS.getAcquire(control, at + FAILED);
        }
        return all;
    }

    /** Calls of a kind on files below the root until now, whether or not they failed. */
    long calls(Operation operation) {
        return (long) LONGS.getAcquire(control, operation.number * Long.BYTES);
    }

    /** Bytes that syncs lost as they failed. */
    long lostBytes() {
        return (long) LONGS.getAcquire(control, LOST_BYTES);
    }

    private void putPath(int at, Path path) throws IOException {
        byte[] bytes = path.toRealPath().toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length >= PATH_BYTES) {
            throw new IOException("too long a path: " + path);
        }
        byte[] field = new byte[PATH_BYTES];
        System.arraycopy(bytes, 0, field, 0, bytes.length);
        control.put(at, field);
    }
}
