package dev.cistern.bench.net;

import dev.cistern.net.client.HttpRequest;
import dev.cistern.net.client.Origin;
import java.util.SplittableRandom;

/** The pooled client. */
final class Ours implements Rival {
    private final NearEnd near;
    private final Origin origin;
    private final OpenLoop loop;

    Ours(NearEnd near, Origin origin, double perSecond, SplittableRandom random) {
        this.near = near;
        this.origin = origin;
        this.loop = new OpenLoop(perSecond, random);
    }

    @Override
    public Outcome send(double seconds) throws Exception {
        Answers answers = new Answers();
        loop.run(seconds, () -> near.fetch(HttpRequest.get(origin, "/")), answers);
        return Outcome.of(answers);
    }

    /** The client is another's to close. */
    @Override
    public void close() {}
}
