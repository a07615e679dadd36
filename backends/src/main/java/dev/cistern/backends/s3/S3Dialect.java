package dev.cistern.backends.s3;

import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendObject;
import dev.cistern.backends.http.HttpDialect;
import dev.cistern.net.client.HttpResponse;
import dev.cistern.net.client.Origin;
import dev.cistern.net.client.RequestBody;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/**
 * S3: signed requests, errors in XML. Where the bucket turns out to be in another region, requests go there from then on, as Amazon's own
 * clients do when they are told to.
 */
final class S3Dialect implements HttpDialect {
    private static final Pattern OUTDATED = Pattern.compile(
            "<Code>(?:ExpiredToken|ExpiredTokenException|InvalidToken|TokenRefreshRequired|InvalidAccessKeyId"
                    + "|SignatureDoesNotMatch)</Code>");

    private static final Pattern REGION = Pattern.compile("<Region>([a-z0-9-]{1,64})</Region>");
    private static final String PAYER = "x-amz-request-payer";

    private final S3Credentials credentials;
    private volatile Place place;

    /** Where requests go, and how they are signed for it. */
    private record Place(S3Location location, S3Signer signer) {
        static Place of(S3Location location) {
            return new Place(location, new S3Signer(location.origin(), location.region()));
        }
    }

    S3Dialect(S3Location location, S3Credentials credentials) {
        this.credentials = credentials;
        this.place = Place.of(location);
    }

    @Override
    public Origin origin(Origin usual) {
        return place.location.origin();
    }

    @Override
    public boolean isElsewhere(HttpResponse refused, String text, MultiMap sent) {
        String told = refused.headers().get(S3Refusal.REGION);
        if (told == null) {
            Matcher inText = REGION.matcher(text);
            told = inText.find() ? inText.group(1) : "";
        }
        String authorization = sent.get(HttpHeaders.AUTHORIZATION);
        S3Location known = place.location;
        boolean cameThere =
                authorization == null ? told.equals(known.region()) : authorization.contains("/" + told + "/s3/");
        if (told.isEmpty() || cameThere) {
            return false;
        }
        if (!told.equals(known.region())) {
            known.in(told).ifPresent(moved -> place = Place.of(moved));
        }
        return place.location.region().equals(told);
    }

    @Override
    public BackendObject describe(MultiMap headers) {
        return S3Headers.describe(headers, place.location.etag());
    }

    @Override
    public Future<BackendException> refusal(HttpResponse response) {
        return S3Refusal.read(response).map(refusal -> refusal.explain(place.location));
    }

    @Override
    public boolean isOutdated(int status, String text) {
        // On HEAD nothing is said but 400.
        return !place.location.identity().anonymous()
                && (text.isEmpty() ? status == 400 : OUTDATED.matcher(text).find());
    }

    @Override
    public Future<Boolean> renew(MultiMap sent) {
        String authorization = String.valueOf(sent.get(HttpHeaders.AUTHORIZATION));
        String token = sent.get("x-amz-security-token");
        return credentials.renew(
                place.location.identity(),
                keys -> authorization.contains("Credential=" + keys.accessKeyId() + "/")
                        && (token == null
                                || !(keys instanceof AwsSessionCredentialsIdentity session)
                                || session.sessionToken().equals(token)));
    }

    @Override
    public Future<String> authorize(HttpMethod method, String target, MultiMap headers, RequestBody body) {
        Place to = place;
        if (to.location.requesterPays()) {
            headers.set(PAYER, "requester");
        }
        return to.location.identity().anonymous()
                ? Future.succeededFuture(target)
                : credentials.of(to.location.identity()).map(keys -> {
                    to.signer.sign(method, target, headers, keys);
                    return target;
                });
    }
}
