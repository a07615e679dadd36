package dev.cistern.node.engine.care;

import dev.cistern.conf.live.DurableFile;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code scrub} of a data folder: when it was scrubbed and what was found, and where a scrub is that the end of the node
 * broke off. Every method blocks on the disk; one call at a time.
 */
final class ScrubFile {
    private static final Logger LOG = LoggerFactory.getLogger(ScrubFile.class);

    private final Path path;
    private final DurableFile file;

    ScrubFile(Path folder) {
        this.path = folder.resolve("scrub");
        this.file = new DurableFile(path);
    }

    /**
     * What it holds.
     *
     * @param since when the last scrub ended, or when the file was first written
     * @param last the report of that scrub
     * @param unfinished the report of one that is under way
     * @param position where that one is
     */
    record Content(Instant since, Optional<JsonObject> last, Optional<JsonObject> unfinished, String position) {}

    /** Empty where there is none, or it is damaged: it tells nothing then that a scrub would not find out. */
    Optional<Content> read() {
        if (!file.exists()) {
            return Optional.empty();
        }
        try {
            JsonObject json = new JsonObject(file.read());
            return Optional.of(new Content(
                    json.getInstant("since", Instant.EPOCH),
                    Optional.ofNullable(json.getJsonObject("last")),
                    Optional.ofNullable(json.getJsonObject("unfinished")),
                    json.getString("position", "")));
        } catch (IOException | DecodeException | ClassCastException | DateTimeException e) {
            LOG.warn("{} cannot be read, and is written anew: {}", path, e.toString());
            return Optional.empty();
        }
    }

    void write(Content content) {
        JsonObject json = new JsonObject().put("format", 1).put("since", content.since);
        content.last.ifPresent(last -> json.put("last", last));
        content.unfinished.ifPresent(unfinished -> json.put("unfinished", unfinished));
        try {
            file.replace(json.put("position", content.position).encodePrettily() + "\n");
        } catch (IOException e) {
            LOG.warn("{} could not be written: {}", path, e.toString());
        }
    }
}
