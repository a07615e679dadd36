package dev.cistern.bench.cluster;

import dev.cistern.bench.cluster.ContestClients.Bids;
import dev.cistern.bench.cluster.NameSet.Listing;
import dev.cistern.bench.trial.Trial;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** Many clients want the same objects, and others list, while the node that orders the changes of objects is killed. */
final class ContestFaults {
    private static final String BUCKET = "contest";

    private final Trial trial;
    private final Site site;
    private final Voice voice;
    private final Strike strike;
    private final ObjectFaults.Settled settled;

    ContestFaults(Trial trial, Site site, Voice voice, Strike strike, ObjectFaults.Settled settled) {
        this.trial = trial;
        this.site = site;
        this.voice = voice;
        this.strike = strike;
        this.settled = settled;
    }

    /** @param deaths of leaders */
    void run(int deaths) throws Exception {
        trial.beginPart(deaths + " × kill -9 of the leader while " + ContestClients.CLIENTS
                + " clients want the same objects, and others list");
        List<String> nodes = strike.nodes();
        Voice.Answer made =
                voice.ask(site.url(nodes.get(0)), "POST", "/v1/buckets/" + BUCKET, "{\"action\":\"create-bck\"}");
        trial.check("a bucket is made", made.status() / 100 == 2, made.status() + " " + made.body());
        SplittableRandom random = strike.random();
        ContestClients rivals = new ContestClients(site, nodes, BUCKET);
        rivals.start(random.split());
        NameClients listers = new NameClients(site, nodes, BUCKET);
        listers.start(random.split());
        for (int i = 0; i < deaths; i++) {
            Thread.sleep(2_000 + random.nextInt(1_000));
            String leader = leader();
            strike.kill(leader);
            settled.await();
            trial.say("%s, which led, was killed; another leads: %s", leader, leader());
            listers.turnThePage();
        }
        rivals.end();
        listers.end();
        judgeWinners(rivals);
        judgeCounter(rivals);
        judgeListings(listers);
    }

    /** Of the objects, as the first node knows that knows one. */
    private String leader() throws InterruptedException {
        List<String> nodes = strike.nodes();
        for (String name : nodes) {
            String leader = voice.view(site.url(name)).getString("objects_leader");
            if (leader != null && nodes.contains(leader)) {
                return leader;
            }
        }
        throw new IllegalStateException("nobody leads");
    }

    private void judgeWinners(ContestClients rivals) throws InterruptedException {
        List<String> wrong = new ArrayList<>();
        long lost = 0;
        long unknown = 0;
        for (Map.Entry<String, Bids> object : rivals.objects().entrySet()) {
            Bids bids = object.getValue();
            lost += bids.lost.get();
            unknown += bids.unknown.size();
            Set<String> held = new TreeSet<>();
            for (String node : strike.nodes()) {
                ObjectVoice.Answer answer = rivals.read(node, object.getKey());
                held.add(answer.status() == 404 ? "" : answer.status() == 200 ? answer.body() : answer.toString());
            }
            if (!isOnesOwn(bids, held)) {
                wrong.add(object.getKey() + " holds " + held + ", won by " + bids.won + ", perhaps " + bids.unknown);
            }
        }
        trial.check(
                "of all who create an object one wins, and it holds what that one wrote",
                wrong.isEmpty() && rivals.objects().size() > 10 && lost > 0,
                rivals.objects().size() + " objects, " + lost + " times somebody else was first, " + unknown
                        + " times nobody knows; wrong: " + wrong);
    }

    private static boolean isOnesOwn(Bids bids, Set<String> held) {
        if (held.size() != 1 || bids.won.size() > 1) {
            return false;
        }
        String holds = held.iterator().next();
        if (holds.isEmpty()) {
            return bids.won.isEmpty() && bids.lost.get() == 0;
        }
        return bids.won.isEmpty() ? bids.unknown.contains(holds) : bids.won.contains(holds);
    }

    private void judgeCounter(ContestClients rivals) throws InterruptedException {
        Bids counts = rivals.counts();
        Set<String> distinct = new HashSet<>(counts.won);
        Set<String> finals = new TreeSet<>();
        for (String node : strike.nodes()) {
            finals.add(rivals.count(node).body());
        }
        long last = finals.size() == 1 ? number(finals.iterator().next()) : -1;
        boolean explained = last >= 0;
        for (long count = 1; count <= last; count++) {
            String value = Long.toString(count);
            explained &= distinct.contains(value) || counts.unknown.contains(value);
        }
        trial.check(
                "no count is lost, and none is counted twice",
                explained
                        && last > 10
                        && distinct.size() == counts.won.size()
                        && distinct.stream().allMatch(value -> Long.parseLong(value) <= last),
                "the counter is at " + finals + "; " + counts.won.size() + " counted, " + counts.lost
                        + " times somebody else was faster, " + counts.unknown.size() + " times nobody knows");
    }

    /** Negative where a node gave something else than a count. */
    private static long number(String count) {
        return count.matches("\\d{1,18}") ? Long.parseLong(count) : -1;
    }

    private void judgeListings(NameClients listers) {
        NameSet names = listers.names();
        List<Listing> listings = listers.listings();
        List<String> faults = new ArrayList<>();
        int planted = 0;
        int found = 0;
        for (Listing listing : listings) {
            faults.addAll(names.faults(listing));
            String certain = names.certain(listing);
            String gone = names.gone(listing);
            planted += (certain.isEmpty() ? 0 : 1) + (gone.isEmpty() ? 0 : 1);
            found +=
                    certain.isEmpty() || names.faults(without(listing, certain)).isEmpty() ? 0 : 1;
            found += gone.isEmpty() || names.faults(with(listing, gone)).isEmpty() ? 0 : 1;
        }
        trial.check(
                "every list has all that was there, and nothing that was not",
                faults.isEmpty() && listings.size() > 10,
                listings.size() + " lists of " + names.size() + " names; wrong: "
                        + faults.stream().limit(5).toList());
        trial.check(
                "the checker finds what is left out of a list, and what is put in",
                planted > 0 && found == planted,
                found + " of " + planted + " found");
    }

    private static Listing without(Listing listing, String name) {
        Set<String> names = new TreeSet<>(listing.names());
        names.remove(name);
        return new Listing(listing.node(), listing.prefix(), listing.begun(), listing.ended(), names);
    }

    private static Listing with(Listing listing, String name) {
        Set<String> names = new TreeSet<>(listing.names());
        names.add(name);
        return new Listing(listing.node(), listing.prefix(), listing.begun(), listing.ended(), names);
    }
}
