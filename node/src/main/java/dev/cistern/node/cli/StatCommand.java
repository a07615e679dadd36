package dev.cistern.node.cli;

import dev.cistern.node.cli.remote.Json;
import dev.cistern.node.cli.remote.NodeClient;
import dev.cistern.node.cli.remote.ObjectHead;
import dev.cistern.node.cli.remote.RemoteObjects;
import dev.cistern.node.cli.remote.Target;
import dev.cistern.node.cli.transfer.Quantities;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cistern stat}: what a node knows of one object. */
@Command(
        name = "stat",
        description = "Show an object: size, MD5, version, time, type.%n",
        footerHeading = "%nExamples:%n",
        footer = {"  cistern stat photos/pets/tom.jpg", "  cistern stat photos/pets/tom.jpg --json"})
final class StatCommand extends ClientCommand {
    @Parameters(paramLabel = "BUCKET/KEY", description = "The object.")
    private String word = "";

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    StatCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(NodeClient node) {
        Target object = object(word);
        ObjectHead head = new RemoteObjects(node).head(object);
        if (json) {
            Map<String, Json> members = new LinkedHashMap<>();
            members.put("bucket", Json.of(object.bucket()));
            members.put("name", Json.of(object.key()));
            members.put("size", Json.of(head.sizeBytes()));
            members.put("md5", Json.of(head.md5()));
            members.put("etag", Json.of(head.etag()));
            members.put("version", Json.of(head.version()));
            members.put("modified", Json.of(head.modified()));
            members.put("content_type", Json.of(head.contentType()));
            terminal().out().println(Json.of(members).pretty());
            return ExitCode.OK;
        }
        Table table = new Table("OBJECT", Terminal.printable(object.toString()));
        table.row("size", Quantities.bytes(head.sizeBytes()) + " (" + Quantities.count(head.sizeBytes(), "byte") + ")");
        table.row("MD5", head.md5());
        table.row("ETag", head.etag());
        table.row("version", head.version());
        table.row("modified", head.modified());
        table.row("content type", head.contentType());
        table.print(terminal().out());
        return ExitCode.OK;
    }
}
