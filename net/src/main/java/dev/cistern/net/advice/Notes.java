package dev.cistern.net.advice;

import dev.cistern.net.CloseReason;
import dev.cistern.net.pool.PoolFigures.Figures;
import java.util.ArrayList;
import java.util.List;

/** What an adviser sees that no idle time or limit would change. */
final class Notes {
    /** How far the model may be from what was measured, in dials per 1,000 requests, and as a share. */
    private static final double NEAR = 2;

    private static final double NEAR_SHARE = 0.2;

    private Notes() {}

    static List<String> of(Observed seen, Forecast now) {
        List<String> notes = new ArrayList<>();
        now.loads().forEach(load -> ofHost(load, now, notes));
        Figures total = seen.figures().total();
        long closedByPeers = total.closes().getOrDefault(CloseReason.PEER_FIN_IDLE, 0L);
        if (closedByPeers > total.dials() / 10) {
            notes.add(closedByPeers + " idle connections were closed by their peers since the start, " + total.dials()
                    + " were dialled: peers that close before the idle time are not in the model, and a longer idle"
                    + " time does not help with them");
        }
        if (total.refused() > 0) {
            notes.add(total.refused() + " requests got no connection since the start; they are not in the recording, so"
                    + " the load is higher than it looks");
        }
        if (now.together()) {
            notes.add("the hosts would keep more idle connections than idle_conns allows, so their requests were played"
                    + " together, over the time that all the recordings cover");
        }
        return notes;
    }

    private static void ofHost(HostLoad load, Forecast now, List<String> notes) {
        double lost = 1_000.0 * load.recorded().losses() / load.recorded().count();
        if (lost >= 1) {
            notes.add(
                    load.host() + ": " + Needs.number(lost) + " of 1,000 requests cost their connection, closed by the"
                            + " peer or given up; no idle time saves these dials");
        }
        double measured = load.dialsPerThousand();
        double predicted = now.dialsPerThousand(load.host());
        if (Math.abs(measured - predicted) > Math.max(NEAR, NEAR_SHARE * measured)) {
            notes.add(load.host() + ": the model makes " + Needs.number(predicted) + " dials per 1,000 requests where "
                    + Needs.number(measured) + " were measured; it does not know of a pool's first dials, of settings"
                    + " that were changed meanwhile, of failed dials, or of peers that close by themselves");
        }
    }
}
