package dev.cistern.bench.kube;

import dev.cistern.bench.net.NameServer;
import dev.cistern.bench.node.ConfigMapMount;
import dev.cistern.bench.node.RepositoryRoot;
import dev.cistern.bench.node.Subnet;
import dev.cistern.bench.speed.Tools;
import dev.cistern.bench.trial.Await;
import dev.cistern.bench.trial.Trial;
import dev.cistern.bench.trial.TrialCommand;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The StatefulSet in {@code k8s/base}, without Kubernetes. */
@Command(
        name = "kubernetes",
        description = {
            "Pods as k8s/base describes them, without Kubernetes: each in a network namespace with an address of its own, another"
                    + " one after each start, found by a name server; on a file system that cannot be written to; as a user"
                    + " without rights; with the environment, mounts, probes and the end that the manifests name.",
            "While clients write and read, the ConfigMap changes, the pods are replaced one by one, all are ended and started"
                    + " at once, one loses its volume, and two more come. Linux, as root. Four minutes."
        })
public final class KubernetesCommand extends TrialCommand {
    private static final String ACCESS_KEY = "kubernetes-root";
    private static final String SECRET_KEY = "kubernetes-root-secret";
    private static final String FILE = "cistern.yaml";
    private static final String KEY = "net.http.idle_conns";
    private static final String IDLE_CONNS = "idle_conns: 2000";
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final List<String> THREE = List.of("cistern-0", "cistern-1", "cistern-2");

    @Option(names = "--clients", paramLabel = "N", defaultValue = "6", description = "Default: ${DEFAULT-VALUE}")
    private int clients;

    @Override
    protected void run(Trial trial) throws Exception {
        Optional<Subnet> made = Subnet.make(trial);
        if (made.isEmpty()) {
            trial.skip("pods do what the manifests say", "no network namespaces can be made here");
            return;
        }
        Subnet subnet = made.get();
        PodTemplate template = PodTemplate.read(RepositoryRoot.path().resolve("k8s/base"));
        Pods pods = trial.keep(new Pods(trial, template, subnet, secrets(trial)));
        NameServer names = trial.keep(NameServer.start(new InetSocketAddress(subnet.address(), 53), pods::addresses));
        trial.say("a name server on port %d", names.port());
        ConfigMapMount.write(pods.settings(), FILE, template.settings());
        PodVoice voice = found(trial, pods);
        ServiceClients load = new ServiceClients(pods, voice.token());
        load.start(clients, trial.random("clients"));
        Thread.sleep(5_000);
        Act act = new Act(trial, pods, voice, load);
        changeConfigMap(act, template.settings());
        replaceOneByOne(act);
        loseVolume(act);
        scaleUp(act);
        load.end();
        trial.beginPart("in the end");
        judge(act);
        restartAll(act);
    }

    /** With the commands of docs/kubernetes.md. */
    private static Pods.Secrets secrets(Trial trial) throws IOException, InterruptedException {
        Path folder = trial.newFolder("peers");
        List<String> command = new ArrayList<>(List.of(
                RepositoryRoot.path().resolve("cistern").toString(), "cluster", "certs", "--out", folder.toString()));
        for (int i = 0; i < 5; i++) {
            command.add("cistern-" + i + ".cistern-peers");
        }
        trial.say("%s", Tools.run(command));
        Files.delete(folder.resolve("ca.p12"));
        byte[] secret = new byte[32];
        SplittableRandom random = trial.random("secret");
        random.nextBytes(secret);
        Files.writeString(folder.resolve("secret"), Base64.getEncoder().encodeToString(secret));
        // As the group of the volume, which Kubernetes sets.
        trial.say("%s", Tools.run(List.of("chgrp", "-R", "10001", folder.toString())));
        trial.say("%s", Tools.run(List.of("chmod", "-R", "g+rX,o-rwx", folder.toString())));
        return new Pods.Secrets(
                Map.of("cistern-root/access-key", ACCESS_KEY, "cistern-root/secret-key", SECRET_KEY), folder);
    }

    private static PodVoice found(Trial trial, Pods pods) throws Exception {
        long begun = System.nanoTime();
        for (String name : THREE) {
            pods.begin(name);
        }
        boolean ready = awaitReady(pods);
        double seconds = (System.nanoTime() - begun) / 1e9;
        if (!ready) {
            trial.print(pods.logOf(THREE.get(0)));
        }
        PodVoice voice = PodVoice.of(pods, THREE.get(2), ACCESS_KEY, SECRET_KEY);
        boolean together = await(() -> voice.areMembers(THREE));
        trial.check(
                "three pods that start at once with empty volumes are one cluster",
                ready && together,
                String.format(Locale.ROOT, "ready after %.1f s: %s", seconds, voice.states(THREE.get(0))));
        PodVoice.Answer bucket =
                voice.ask(THREE.get(1), "POST", "/v1/buckets/" + ServiceClients.BUCKET, "{\"action\":\"create-bck\"}");
        trial.check(
                "the administrator of the secret is one on all of them",
                bucket.status() / 100 == 2,
                bucket.status() + " " + bucket.body());
        String log = pods.logOf(THREE.get(0));
        trial.check("no secret key is in a log", !log.contains(SECRET_KEY), log.length() + " characters");
        return voice;
    }

    /** Who takes part. */
    private record Act(Trial trial, Pods pods, PodVoice voice, ServiceClients load) {
        void said() {
            ServiceClients.Found found = load.found();
            trial.check(
                    "no client sees a failure that its own retries do not absorb", found.isGood(), found.toString());
        }

        boolean awaitWhole() throws Exception {
            return await(() -> voice.census(THREE.get(1)).getBoolean("whole", false));
        }

        boolean awaitMembers() throws Exception {
            return awaitReady(pods) && await(() -> voice.areMembers(pods.names()));
        }
    }

    private static void changeConfigMap(Act act, String settings) throws Exception {
        act.trial.beginPart("the ConfigMap changes");
        long begun = System.nanoTime();
        ConfigMapMount.write(act.pods.settings(), FILE, settings.replace(IDLE_CONNS, "idle_conns: 1000"));
        boolean inForce = await(() -> {
            for (String name : act.pods.names()) {
                if (!"1000".equals(act.voice.effective(name, KEY))) {
                    return false;
                }
            }
            return true;
        });
        act.trial.check(
                "it is in force on all pods, without a restart",
                inForce,
                String.format(Locale.ROOT, "%d ms after kubelet's swap", (System.nanoTime() - begun) / 1_000_000));
        ConfigMapMount.write(act.pods.settings(), FILE, settings.replace(IDLE_CONNS, "idle_conns: many"));
        boolean refused = await(() -> {
            for (String name : act.pods.names()) {
                if (!act.voice.setting(name, KEY).encode().contains("many")) {
                    return false;
                }
            }
            return true;
        });
        String still = act.voice.effective(THREE.get(0), KEY);
        act.trial.check(
                "one that is wrong changes nothing, and every pod says what is wrong",
                refused && still.equals("1000"),
                still);
        ConfigMapMount.write(act.pods.settings(), FILE, settings);
        act.said();
    }

    private static void replaceOneByOne(Act act) throws Exception {
        act.trial.beginPart("a rolling update");
        boolean good = true;
        for (int i = THREE.size() - 1; i >= 0; i--) {
            String name = THREE.get(i);
            act.load.leaveOut(name);
            good &= act.pods.end(name);
            act.pods.begin(name);
            good &= act.awaitMembers();
            act.trial.say("%s is back at %s", name, act.pods.url(name));
            Thread.sleep(3_000);
        }
        act.trial.check(
                "every pod ends by itself, and is back with another address",
                good,
                act.voice.states(THREE.get(0)).toString());
        act.said();
    }

    private static void loseVolume(Act act) throws Exception {
        act.trial.beginPart("the first pod loses its volume");
        String first = THREE.get(0);
        act.load.leaveOut(first);
        act.pods.forget(first);
        act.trial.say(
                "its volume is removed %s",
                Tools.run(List.of("rm", "-rf", act.pods.claim(first).toString())));
        // Its name is free once it is missed; until then it would be started again and again.
        boolean missed =
                await(() -> "away".equals(act.voice.states(THREE.get(1)).get(first)));
        act.pods.begin(first);
        act.trial.check(
                "it joins again, and founds no second cluster",
                missed && act.awaitMembers(),
                act.voice.states(first).toString());
        boolean whole = act.awaitWhole();
        act.trial.check(
                "every object has its copies again",
                whole,
                act.voice.census(THREE.get(1)).encode());
        act.said();
    }

    private static void scaleUp(Act act) throws Exception {
        act.trial.beginPart("two pods more");
        act.pods.begin("cistern-3");
        act.pods.begin("cistern-4");
        act.trial.check(
                "they are members",
                act.awaitMembers(),
                act.voice.states(THREE.get(0)).toString());
        boolean whole = act.awaitWhole();
        act.trial.check(
                "every object has its copies where they are wished",
                whole,
                act.voice.census(THREE.get(1)).encode());
        act.said();
    }

    private static void judge(Act act) throws InterruptedException {
        long lost = act.load.lost(act.trial.random("judge"));
        act.trial.check(
                "every acknowledged object is there",
                lost == 0 && act.load.acknowledged() > 100,
                lost + " of " + act.load.acknowledged() + " lost, on "
                        + act.pods.names().size() + " pods");
    }

    private static void restartAll(Act act) throws Exception {
        act.trial.beginPart("all pods are killed, and start at once with other addresses");
        List<String> all = act.pods.names();
        for (String name : all) {
            act.pods.forget(name);
        }
        for (String name : all) {
            act.pods.begin(name);
        }
        act.trial.check(
                "they find each other",
                act.awaitMembers(),
                act.voice.states(THREE.get(0)).toString());
        judge(act);
    }

    private static boolean awaitReady(Pods pods) throws Exception {
        return await(() -> {
            for (String name : pods.names()) {
                if (!pods.isReady(name)) {
                    return false;
                }
            }
            return true;
        });
    }

    private static boolean await(Callable<Boolean> condition) throws Exception {
        return Await.within(LONGEST, condition);
    }
}
