package dev.cistern.node.backed;

import dev.cistern.node.store.ListCommand;
import dev.cistern.node.store.ListPage;
import dev.cistern.node.store.ListVersions;
import dev.cistern.node.store.VersionPage;
import java.util.Optional;

/** A listing of versions where each object is the one version there is. */
final class OnlyVersions {
    private OnlyVersions() {}

    /** The listing of objects that it is made of. */
    static ListCommand objects(ListVersions command) {
        return new ListCommand(
                command.bucket(),
                command.prefix(),
                command.delimiter(),
                command.after().map(ListVersions.Place::key),
                command.atMost());
    }

    static VersionPage page(ListPage page) {
        return new VersionPage(
                page.objects().stream()
                        .map(object -> new VersionPage.Entry(object, true))
                        .toList(),
                page.commonPrefixes(),
                page.next().map(key -> new ListVersions.Place(key, Optional.empty())));
    }
}
