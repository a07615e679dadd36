package dev.cistern.node.engine.care;

import dev.cistern.node.engine.record.ContentsCount.Counted;
import dev.cistern.node.engine.record.ContentsCount.OfBucket;
import dev.cistern.node.engine.record.RecordFiles;
import dev.cistern.node.store.BucketInfo;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is stored, by bucket, and what the data folder takes on the disk. Blocks on the disk. */
final class Usage {
    private static final Logger LOG = LoggerFactory.getLogger(Usage.class);

    private final Stored stored;

    Usage(Stored stored) {
        this.stored = stored;
    }

    JsonObject json(Counted counted, SpaceFigures space) {
        RecordFiles.Space records = new RecordFiles(stored.records()).space();
        return new JsonObject()
                .put("buckets", buckets(counted))
                .put("disk", space.json())
                .put("blobs", new JsonObject().put("count", counted.blobs()).put("body_bytes", counted.blobBytes()))
                .put(
                        "records",
                        new JsonObject()
                                .put("file_bytes", records.fileBytes())
                                .put("dead_bytes", Math.max(0, records.fileBytes() - records.liveBytes()))
                                .put("unflushed_bytes", records.unflushedBytes())
                                .put("inline_bytes", counted.inlineBytes())
                                .put("damaged", counted.damaged()))
                .put("folder", folder());
    }

    private JsonArray buckets(Counted counted) {
        Map<Long, OfBucket> left = new HashMap<>(counted.buckets());
        JsonArray buckets = new JsonArray();
        for (BucketInfo bucket : stored.records().buckets()) {
            OfBucket own = left.remove(bucket.id());
            buckets.add(json(bucket.name().value(), own == null ? OfBucket.NOTHING : own));
        }
        new TreeMap<>(left)
                .values()
                .forEach(destroyed -> buckets.add(json("", destroyed).put("being_removed", true)));
        return buckets;
    }

    private static JsonObject json(String name, OfBucket bucket) {
        return new JsonObject()
                .put("bucket", name)
                .put("objects", bucket.objects())
                .put("bytes", bucket.bytes())
                .put("versions", bucket.versions())
                .put("version_bytes", bucket.versionBytes())
                .put("delete_markers", bucket.deleteMarkers())
                .put("uploads", bucket.uploads())
                .put("parts", bucket.parts())
                .put("part_bytes", bucket.partBytes());
    }

    /** Files and their bytes, by what lies in the data folder itself. */
    private JsonArray folder() {
        JsonArray folder = new JsonArray();
        measure(stored.folder())
                .forEach((name, size) -> folder.add(
                        new JsonObject().put("name", name).put("files", size[0]).put("bytes", size[1])));
        return folder;
    }

    /** Files of bodies, and their bytes, on each of the disks that are not that of the data folder. */
    static JsonArray disks(List<DiskFigures> further) {
        JsonArray disks = new JsonArray();
        for (DiskFigures disk : further) {
            long[] size = disk.trouble().isPresent()
                    ? new long[2]
                    : measure(Path.of(disk.path())).getOrDefault("blobs", new long[2]);
            disks.add(new JsonObject()
                    .put("path", disk.path())
                    .put("state", disk.state().word())
                    .put("files", size[0])
                    .put("bytes", size[1]));
        }
        return disks;
    }

    private static Map<String, long[]> measure(Path root) {
        Map<String, long[]> sizes = new TreeMap<>();
        try {
            Path unused = Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    String top = root.relativize(file).getName(0).toString();
                    long[] size = sizes.computeIfAbsent(top, first -> new long[2]);
                    size[0]++;
                    size[1] += attributes.size();
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException gone) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            LOG.warn("{} cannot be measured: {}", root, e.toString());
        }
        return sizes;
    }
}
