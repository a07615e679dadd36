package dev.cistern.bench.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cistern.bench.node.NodeCertificate;
import dev.cistern.bench.node.RepositoryRoot;
import dev.cistern.conf.Settings;
import dev.cistern.conf.load.Resolver;
import dev.cistern.conf.load.Sources;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The manifests in {@code k8s/base}, read as Kubernetes reads them. */
final class ManifestsTest {
    private static final Path BASE = RepositoryRoot.path().resolve("k8s/base");
    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of(
            "ConfigMap", ConfigMap.class,
            "NetworkPolicy", NetworkPolicy.class,
            "PodDisruptionBudget", PodDisruptionBudget.class,
            "Service", Service.class,
            "StatefulSet", StatefulSet.class);

    @TempDir
    private Path folder = Path.of("");

    private static List<HasMetadata> all() throws IOException {
        List<HasMetadata> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(BASE)) {
            for (Path file :
                    files.filter(each -> !each.endsWith("kustomization.yaml")).toList()) {
                all.addAll(read(Files.readString(file)));
            }
        }
        return all;
    }

    private static List<HasMetadata> read(String yaml) {
        List<HasMetadata> resources = new ArrayList<>();
        for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(yaml)) {
            Map<?, ?> fields = (Map<?, ?>) document;
            Class<? extends HasMetadata> kind = KINDS.get(String.valueOf(fields.get("kind")));
            assertThat(kind).as("kind %s", fields.get("kind")).isNotNull();
            resources.add(new ObjectMapper().convertValue(fields, kind));
        }
        return resources;
    }

    private static <T extends HasMetadata> T one(Class<T> kind, Predicate<T> which) throws IOException {
        return all().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .filter(which)
                .findFirst()
                .orElseThrow();
    }

    private static StatefulSet set() throws IOException {
        return one(StatefulSet.class, any -> true);
    }

    private static Container container() throws IOException {
        return set().getSpec().getTemplate().getSpec().getContainers().get(0);
    }

    @Test
    void kubernetesKnowsEveryField() throws Exception {
        for (HasMetadata resource : all()) {
            assertThat(unknown(resource)).as(resource.getKind()).isEmpty();
        }
    }

    @Test
    void fieldsAndValuesThatKubernetesDoesNotKnowAreFound() throws Exception {
        String set = Files.readString(BASE.resolve("statefulset.yaml"));

        HasMetadata misspelled = read(set.replace("resources:", "resorces:")).get(0);
        assertThat(unknown(misspelled)).contains("resorces");
        assertThatThrownBy(() -> read(set.replace("replicas: 3", "replicas: three")))
                .hasMessageContaining("three");
    }

    /** Names of fields that went nowhere, of a resource and all in it. */
    private static List<String> unknown(Object value) throws ReflectiveOperationException {
        List<String> unknown = new ArrayList<>();
        if (value instanceof List<?> list) {
            for (Object each : list) {
                unknown.addAll(unknown(each));
            }
        } else if (value != null && value.getClass().getName().startsWith("io.fabric8.")) {
            for (Method method : value.getClass().getMethods()) {
                if (method.getName().equals("getAdditionalProperties")) {
                    ((Map<?, ?>) method.invoke(value)).keySet().forEach(name -> unknown.add(String.valueOf(name)));
                } else if (method.getName().startsWith("get") && method.getParameterCount() == 0) {
                    unknown.addAll(unknown(method.invoke(value)));
                }
            }
        }
        return unknown;
    }

    @Test
    void settingsAndEnvironmentAreWhatTheNodeTakes() throws Exception {
        PodTemplate template = PodTemplate.read(BASE);
        Path mounted = Files.createDirectory(folder.resolve("mounted"));
        NodeCertificate made = NodeCertificate.make(mounted);
        Files.move(made.certificate(), mounted.resolve("cistern-1.cistern-peers.pem"));
        Files.move(made.key(), mounted.resolve("cistern-1.cistern-peers-key.pem"));
        Files.copy(mounted.resolve("cistern-1.cistern-peers.pem"), mounted.resolve("ca.pem"));
        Files.writeString(mounted.resolve("secret"), "0123456789abcdef0123456789abcdef");
        UnaryOperator<String> here = text -> text.replace("/etc/cistern-peers/", mounted + "/");
        Path folder = Files.createDirectory(this.folder.resolve("settings"));
        Files.writeString(folder.resolve("cistern.yaml"), here.apply(template.settings()));

        Map<String, String> environment = new HashMap<>(
                template.main(Map.of("metadata.name", "cistern-1")).environment());
        environment.replaceAll((key, value) -> here.apply(value));
        Settings settings = Resolver.load(new Sources(List.of(folder), environment, List.of()), 65_536)
                .settings();

        assertThat(settings.cluster().name()).isEqualTo("cistern-1");
        assertThat(settings.cluster().advertise()).isEqualTo("cistern-1.cistern-peers");
        assertThat(settings.cluster().join().toString()).contains("cistern-1.cistern-peers:7070");
        assertThat(settings.tls().peers()).isNotNull();
        assertThat(settings.tls().secrets()).isNotNull();
        assertThat(settings.store().dataDir()).isEqualTo(Path.of("/data"));
        assertThat(settings.node().allowOpen()).isFalse();
    }

    @Test
    void portsAreThoseOfTheSettings() throws Exception {
        String settings = PodTemplate.read(BASE).settings();
        for (ContainerPort port : container().getPorts()) {
            assertThat(settings).contains("listen: 0.0.0.0:" + port.getContainerPort());
        }
        List<String> names =
                container().getPorts().stream().map(ContainerPort::getName).toList();
        for (HasMetadata resource : all()) {
            if (resource instanceof Service service) {
                service.getSpec().getPorts().forEach(port -> assertThat(names)
                        .contains(port.getTargetPort().getStrVal()));
            }
        }
    }

    @Test
    void whatSelectsPodsSelectsThese() throws Exception {
        Map<String, String> labels = set().getSpec().getTemplate().getMetadata().getLabels();

        assertThat(set().getSpec().getSelector().getMatchLabels()).isEqualTo(labels);
        assertThat(one(PodDisruptionBudget.class, any -> true)
                        .getSpec()
                        .getSelector()
                        .getMatchLabels())
                .isEqualTo(labels);
        assertThat(one(NetworkPolicy.class, any -> true)
                        .getSpec()
                        .getPodSelector()
                        .getMatchLabels())
                .isEqualTo(labels);
        for (String name : List.of("cistern", "cistern-peers")) {
            Service service =
                    one(Service.class, each -> each.getMetadata().getName().equals(name));
            assertThat(service.getSpec().getSelector()).isEqualTo(labels);
        }
    }

    @Test
    void peersAreFoundBeforeTheyAreReadyAndStartAtOnce() throws Exception {
        String governing = set().getSpec().getServiceName();
        Service peers = one(Service.class, each -> each.getMetadata().getName().equals(governing));

        assertThat(peers.getSpec().getClusterIP()).isEqualTo("None");
        assertThat(peers.getSpec().getPublishNotReadyAddresses()).isTrue();
        assertThat(set().getSpec().getPodManagementPolicy()).isEqualTo("Parallel");
    }

    @Test
    void mountedSettingsAreKeptUpToDateAndNothingElseIsWritten() throws Exception {
        assertThat(container().getVolumeMounts())
                .extracting(VolumeMount::getSubPath)
                .containsOnlyNulls();
        assertThat(container().getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(set().getSpec().getTemplate().getSpec().getSecurityContext().getRunAsNonRoot())
                .isTrue();
        assertThat(set().getSpec().getTemplate().getSpec().getAutomountServiceAccountToken())
                .isFalse();
    }

    @Test
    void probesAskWhatTheNodeAnswers() throws Exception {
        assertThat(List.of(
                        path(container().getStartupProbe()),
                        path(container().getLivenessProbe()),
                        path(container().getReadinessProbe())))
                .containsExactly("/_health/started", "/_health/live", "/_health/ready");
    }

    private static String path(Probe probe) {
        return probe.getHttpGet().getPath();
    }
}
