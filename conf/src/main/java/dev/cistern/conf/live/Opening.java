package dev.cistern.conf.live;

import dev.cistern.conf.load.FilesRead;
import dev.cistern.conf.load.InvalidSettingsException;
import dev.cistern.conf.load.ResolvedSettings;
import dev.cistern.conf.load.Resolver;
import dev.cistern.conf.load.SettingsFiles;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What the service finds when it starts. Blocking to make.
 *
 * @param resolver for this and all later resolutions
 * @param state the files of the state folder
 * @param inForce what they and the sources make together
 */
record Opening(Resolver resolver, StateFiles state, InForce inForce) {

    /** Reads everything; a change that was on probation when the process ended is put back first. */
    static Opening open(SettingsOptions options, Instant when) throws IOException, InvalidSettingsException {
        Resolver resolver = new Resolver(options.sources(), options.fileDescriptors());
        FilesRead files = SettingsFiles.read(options.sources().files());
        StateFiles state = StateFiles.open(options.stateDir());
        Probation probation = state.stored().probation();
        StoredOverrides stored = state.stored();
        Overrides overrides = probation == null ? stored.overrides() : stored.restored(probation.before());
        ResolvedSettings resolved = resolver.resolve(files, overrides.rawValues(), null);
        if (probation != null) {
            List<KeyChange> changes = KeyChange.between(unconfirmed(resolver, files, state, resolved), resolved);
            long revision = stored.revision() + 1;
            String who = "the node stopped before change " + probation.revision() + " was confirmed";
            HistoryEntry shown = new HistoryEntry(revision, when, ChangeSource.REVERT, who, changes, Map.of(), 0);
            state.accept(
                    new AuditEntry(shown, overrides, probation.restores()),
                    new StoredOverrides(revision, overrides, null, stored.clusterVersion()));
        }
        return new Opening(resolver, state, new InForce(files.with(resolved.pems()), state.stored(), resolved));
    }

    /** What the change on probation would make today; as good as no change when the files have moved on against it. */
    private static ResolvedSettings unconfirmed(
            Resolver resolver, FilesRead files, StateFiles state, ResolvedSettings otherwise) {
        try {
            return resolver.resolve(files, state.stored().overrides().rawValues(), null);
        } catch (InvalidSettingsException e) {
            return otherwise;
        }
    }
}
