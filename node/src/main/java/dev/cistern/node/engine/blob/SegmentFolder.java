package dev.cistern.node.engine.blob;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The folder of segments: {@code NUMBER.segment}, eight hexadecimal digits, and the index. */
record SegmentFolder(Path root) {
    private static final String ENDING = ".segment";
    private static final Pattern NAME = Pattern.compile("[0-7][0-9a-f]{7}\\.segment");

    static SegmentFolder make(Path root) throws IOException {
        SegmentFolder folder = new SegmentFolder(root);
        Files.createDirectories(folder.index());
        folder.sync();
        return folder;
    }

    Path index() {
        return root.resolve("index");
    }

    Path path(int number) {
        return root.resolve(String.format("%08x", number) + ENDING);
    }

    /** The numbers of all segments that have a file, in order. */
    List<Integer> numbers() throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> NAME.matcher(name).matches())
                    .map(name -> Integer.parseInt(name.substring(0, name.length() - ENDING.length()), 16))
                    .sorted()
                    .toList();
        }
    }

    /** Makes the names of files durable. */
    void sync() throws IOException {
        try (FileChannel channel = FileChannel.open(root, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
