package dev.cistern.backends.azure;

import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.BackendObject;
import dev.cistern.backends.azure.AzureCredentials.AzureKey;
import dev.cistern.backends.http.HttpDialect;
import dev.cistern.backends.http.ResponseText;
import dev.cistern.backends.http.XmlDocument;
import dev.cistern.net.client.HttpResponse;
import dev.cistern.net.client.RequestBody;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.time.Clock;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The Blob service: requests signed with the account's key or a signature that is given, errors in XML. */
final class AzureDialect implements HttpDialect {
    /** The newest that all of Azure's clouds and Azurite speak. */
    private static final String VERSION = "2021-12-02";

    private static final int MOST_BYTES = 64 * 1024;
    private static final String REFUSED = "<Code>AuthenticationFailed</Code>";
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);

    private static final Map<String, Fault> FAULTS = Map.ofEntries(
            Map.entry("BlobNotFound", Fault.MISSING),
            Map.entry("ConditionNotMet", Fault.CONDITION),
            Map.entry("TargetConditionNotMet", Fault.CONDITION),
            Map.entry("BlobAlreadyExists", Fault.CONDITION),
            Map.entry("InvalidRange", Fault.CONDITION),
            Map.entry("Md5Mismatch", Fault.CHECKSUM),
            Map.entry("Crc64Mismatch", Fault.CHECKSUM),
            Map.entry("InvalidMd5", Fault.CHECKSUM),
            Map.entry("RequestBodyTooLarge", Fault.TOO_LARGE),
            Map.entry("BlockCountExceedsLimit", Fault.TOO_LARGE),
            Map.entry("ServerBusy", Fault.BUSY),
            Map.entry("OperationTimedOut", Fault.BACKEND_TIME),
            Map.entry("OutOfRangeInput", Fault.REFUSED),
            Map.entry("InvalidResourceName", Fault.REFUSED),
            Map.entry("InvalidMetadata", Fault.REFUSED),
            Map.entry("MetadataTooLarge", Fault.REFUSED),
            Map.entry("BlobImmutableDueToPolicy", Fault.READ_ONLY));

    private final AzureLocation location;
    private final AzureCredentials credentials;
    private final AzureSigner signer;
    private final InstantSource clock = Clock.systemUTC();

    AzureDialect(AzureLocation location, AzureCredentials credentials) {
        this.location = location;
        this.credentials = credentials;
        this.signer = new AzureSigner(location.account());
    }

    @Override
    public BackendObject describe(MultiMap headers) {
        return AzureHeaders.describe(headers);
    }

    @Override
    public Future<BackendException> refusal(HttpResponse response) {
        int status = response.status();
        @Nullable String named = response.headers().get("x-ms-error-code");
        return ResponseText.read(response, MOST_BYTES)
                .map(body -> XmlDocument.parse(body))
                .map(document -> explain(
                        status,
                        named == null
                                ? document.map(error -> error.textOf("Code")).orElse("")
                                : named,
                        document.map(error -> error.textOf("Message")).orElse("")))
                .otherwise(explain(status, named == null ? "" : named, ""));
    }

    private BackendException explain(int status, String code, String message) {
        String where = "the backend " + location;
        Fault fault = FAULTS.getOrDefault(code, byStatus(status, code));
        if (code.isEmpty()) {
            return new BackendException(fault, where + " answered with status " + status);
        }
        String firstLine = message.lines().findFirst().orElse("");
        return new BackendException(fault, where + " says " + code + (firstLine.isEmpty() ? "" : ": " + firstLine));
    }

    private static Fault byStatus(int status, String code) {
        return switch (status) {
            case 404, 410 -> code.isEmpty() ? Fault.MISSING : Fault.BACKEND;
            case 412 -> Fault.CONDITION;
            case 413 -> Fault.TOO_LARGE;
            case 429, 503 -> Fault.BUSY;
            case 504 -> Fault.BACKEND_TIME;
            default -> Fault.BACKEND;
        };
    }

    /** A key or a signature that was replaced is refused as one that is wrong is. */
    @Override
    public boolean isOutdated(int status, String text) {
        return !location.identity().anonymous() && (status == 401 || (status == 403 && text.contains(REFUSED)));
    }

    @Override
    public Future<Boolean> renew(MultiMap sent) {
        return credentials.renew(
                location.identity(),
                key -> !(key instanceof AzureKey.Token token)
                        || token.authorization().equals(sent.get("Authorization")));
    }

    @Override
    public Future<String> authorize(HttpMethod method, String target, MultiMap headers, RequestBody body) {
        headers.set("x-ms-version", VERSION);
        headers.set("x-ms-date", HTTP_DATE.format(ZonedDateTime.ofInstant(clock.instant(), ZoneOffset.UTC)));
        if (location.identity().anonymous()) {
            return Future.succeededFuture(target);
        }
        return credentials.of(location.identity()).map(key -> {
            if (key instanceof AzureKey.Signature signature) {
                return target + (target.indexOf('?') < 0 ? "?" : "&") + signature.query();
            }
            if (key instanceof AzureKey.Token token) {
                headers.set("Authorization", token.authorization());
                return target;
            }
            MultiMap sent = MultiMap.caseInsensitiveMultiMap().addAll(headers);
            if (body.lengthBytes() > 0) {
                sent.set("Content-Length", Long.toString(body.lengthBytes()));
            }
            headers.set(
                    "Authorization",
                    signer.sign(
                            method, target, sent, ((AzureKey.Shared) key).key().getBytes()));
            return target;
        });
    }
}
