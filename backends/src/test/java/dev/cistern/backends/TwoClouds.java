package dev.cistern.backends;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import dev.cistern.backends.azure.AzureBackend;
import dev.cistern.backends.azure.AzureCredentials;
import dev.cistern.backends.azure.AzureLocation;
import dev.cistern.backends.azure.EntraTokens;
import dev.cistern.backends.http.ListMarkers;
import dev.cistern.backends.parts.PartMemory;
import dev.cistern.backends.s3.S3Backend;
import dev.cistern.backends.s3.S3Credentials;
import dev.cistern.backends.s3.S3Location;
import dev.cistern.backends.upstream.Upstream;
import dev.cistern.conf.KeyValues;
import dev.cistern.conf.Settings;
import dev.cistern.net.client.ClientOptions;
import dev.cistern.net.client.ClientSettings;
import dev.cistern.net.client.PooledHttpClient;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** A cloud that a cloud's own client asks, one that our backends ask, and both of them. Calls block. */
final class TwoClouds {
    /** Of the first parts of an upload. */
    static final int PART_BYTES = 8 << 20;

    static final String SECRET = "secret/of+amazons";
    private static final String AZURE_KEY = Base64.getEncoder().encodeToString(new byte[32]);

    final RecordingCloud theirs = new RecordingCloud();
    final RecordingCloud ours = new RecordingCloud();
    private final Path folder;
    private final Vertx vertx = Vertx.vertx();
    private final PooledHttpClient client = new PooledHttpClient(
            vertx,
            ClientOptions.defaults(),
            ClientSettings.http1(Settings.of(new KeyValues()).backends()),
            System::nanoTime,
            new Random(1));
    private final Upstream upstream = Upstream.once(client::send);
    private final PartMemory memory = new PartMemory(vertx, 64L << 20);

    /** @param folder for keys */
    TwoClouds(Path folder) throws IOException {
        this.folder = folder;
    }

    S3Backend s3() throws IOException {
        Path keys = Files.writeString(
                folder.resolve("keys"), "[default]\naws_access_key_id=AK\naws_secret_access_key=" + SECRET + "\n");
        return new S3Backend(
                S3Location.parse(
                        "s3://bucket/?region=r-1&endpoint=" + ours.endpoint() + "&credentials_file=" + keys, "r-1"),
                "",
                new S3Credentials(vertx, InstantSource.system()),
                upstream,
                memory);
    }

    S3Client amazons() {
        return S3Client.builder()
                .httpClient(UrlConnectionHttpClient.create())
                .endpointOverride(URI.create(theirs.endpoint()))
                .forcePathStyle(true)
                .region(Region.of("r-1"))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("AK", SECRET)))
                .build();
    }

    AzureBackend azure() throws IOException {
        Path key = Files.writeString(folder.resolve("key"), AZURE_KEY);
        return new AzureBackend(
                AzureLocation.parse("az://account/container?endpoint=" + ours.endpoint() + "&key_file=" + key),
                "",
                upstream,
                new AzureBackend.Resources(
                        new AzureCredentials(vertx, InstantSource.system(), Map.of(), new EntraTokens()),
                        memory,
                        new ListMarkers()));
    }

    static StorageSharedKeyCredential azureCredential() {
        return new StorageSharedKeyCredential("account", AZURE_KEY);
    }

    BlobContainerClient microsofts() {
        return new BlobContainerClientBuilder()
                .httpClient(new JdkHttpClientBuilder().build())
                .endpoint(theirs.endpoint() + "/account")
                .containerName("container")
                .credential(azureCredential())
                .buildClient();
    }

    /** Has a backend do something, and waits for it. */
    void on(Supplier<Future<?>> ask) throws Exception {
        Promise<Object> promise = Promise.promise();
        vertx.getOrCreateContext().runOnContext(now -> ask.get().onComplete(done -> {
            if (done.failed()) {
                promise.fail(done.cause());
            } else {
                promise.complete();
            }
        }));
        Object unused = promise.future().await(60, TimeUnit.SECONDS);
    }

    void close() throws Exception {
        theirs.close();
        ours.close();
        Object unused = client.close().transform(closed -> vertx.close()).await(60, TimeUnit.SECONDS);
    }
}
