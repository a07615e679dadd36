package dev.cistern.node.s3.access;

import static dev.cistern.node.s3.access.PolicyRows.when;

import org.junit.jupiter.api.Test;

/** When conditions hold: every operator, with its key there, not there, and there more than once. */
final class ConditionTest {

    @Test
    void texts() {
        PolicyRows equal = when("{'StringEquals': {'s3:prefix': ['a', 'b']}}");
        equal.allows("s3:prefix=a");
        equal.allows("s3:prefix=b");
        equal.ignores("s3:prefix=A");
        equal.ignores("s3:prefix=");
        equal.ignores();
        PolicyRows unequal = when("{'StringNotEquals': {'s3:prefix': ['a', 'b']}}");
        unequal.ignores("s3:prefix=a");
        unequal.allows("s3:prefix=c");
        unequal.allows();
        PolicyRows anyCase = when("{'StringEqualsIgnoreCase': {'s3:prefix': 'Ab'}}");
        anyCase.allows("s3:prefix=aB");
        anyCase.ignores("s3:prefix=abc");
        PolicyRows notAnyCase = when("{'StringNotEqualsIgnoreCase': {'s3:prefix': 'Ab'}}");
        notAnyCase.ignores("s3:prefix=AB");
        notAnyCase.allows("s3:prefix=x");
        when("{'StringEquals': {'s3:prefix': 'a*'}}").ignores("s3:prefix=ab");
    }

    @Test
    void patterns() {
        PolicyRows like = when("{'StringLike': {'aws:Referer': ['http://one/*', 'http://t?o/']}}");
        like.allows("aws:Referer=http://one/");
        like.allows("aws:Referer=http://one/a/b");
        like.allows("aws:Referer=http://two/");
        like.ignores("aws:Referer=http://two/a");
        like.ignores("aws:Referer=HTTP://one/");
        like.ignores();
        PolicyRows unlike = when("{'StringNotLike': {'aws:Referer': 'http://one/*'}}");
        unlike.ignores("aws:Referer=http://one/x");
        unlike.allows("aws:Referer=http://two/x");
        unlike.allows();
    }

    @Test
    void arns() {
        when("{'ArnLike': {'aws:SourceArn': 'arn:aws:s3:::*'}}").allows("aws:SourceArn=arn:aws:s3:::x");
        when("{'ArnEquals': {'aws:SourceArn': 'arn:aws:s3:::x'}}").ignores("aws:SourceArn=arn:aws:s3:::y");
        when("{'ArnNotEquals': {'aws:SourceArn': 'arn:aws:s3:::x'}}").allows("aws:SourceArn=arn:aws:s3:::y");
        when("{'ArnNotLike': {'aws:SourceArn': 'arn:aws:s3:::*'}}").ignores("aws:SourceArn=arn:aws:s3:::x");
    }

    @Test
    void numbers() {
        when("{'NumericEquals': {'s3:max-keys': '10'}}").allows("s3:max-keys=10");
        when("{'NumericEquals': {'s3:max-keys': 10}}").allows("s3:max-keys=10.0");
        when("{'NumericEquals': {'s3:max-keys': '10'}}").ignores("s3:max-keys=11");
        when("{'NumericNotEquals': {'s3:max-keys': '10'}}").allows("s3:max-keys=11");
        when("{'NumericNotEquals': {'s3:max-keys': '10'}}").ignores("s3:max-keys=10");
        when("{'NumericLessThan': {'s3:max-keys': '10'}}").allows("s3:max-keys=9");
        when("{'NumericLessThan': {'s3:max-keys': '10'}}").ignores("s3:max-keys=10");
        when("{'NumericLessThanEquals': {'s3:max-keys': '10'}}").allows("s3:max-keys=10");
        when("{'NumericLessThanEquals': {'s3:max-keys': '10'}}").ignores("s3:max-keys=11");
        when("{'NumericGreaterThan': {'s3:max-keys': '10'}}").allows("s3:max-keys=100");
        when("{'NumericGreaterThan': {'s3:max-keys': '10'}}").ignores("s3:max-keys=9");
        when("{'NumericGreaterThanEquals': {'s3:max-keys': '-1'}}").allows("s3:max-keys=0");
        when("{'NumericGreaterThanEquals': {'s3:max-keys': '10'}}").ignores("s3:max-keys=ten");
        when("{'NumericGreaterThanEquals': {'s3:max-keys': '10'}}").ignores();
    }

    @Test
    void dates() {
        when("{'DateLessThan': {'aws:CurrentTime': '2026-02-01T00:00:00Z'}}")
                .allows("aws:CurrentTime=2026-01-31T23:59:59Z");
        when("{'DateLessThan': {'aws:CurrentTime': '2026-02-01T00:00:00Z'}}")
                .ignores("aws:CurrentTime=2026-02-01T00:00:00Z");
        when("{'DateLessThanEquals': {'aws:CurrentTime': '2026-02-01'}}")
                .allows("aws:CurrentTime=2026-02-01T00:00:00Z");
        when("{'DateGreaterThan': {'aws:CurrentTime': '2026-02-01T01:00:00+01:00'}}")
                .allows("aws:CurrentTime=2026-02-01T00:00:01Z");
        when("{'DateGreaterThanEquals': {'aws:CurrentTime': '2026-02-01'}}")
                .ignores("aws:CurrentTime=2026-01-31T00:00:00Z");
        when("{'DateEquals': {'aws:CurrentTime': '2026-02-01T00:00:00'}}")
                .allows("aws:CurrentTime=2026-02-01T00:00:00Z");
        when("{'DateNotEquals': {'aws:CurrentTime': '2026-02-01'}}").allows("aws:CurrentTime=2026-02-02T00:00:00Z");
        when("{'DateLessThan': {'aws:EpochTime': '1000'}}").allows("aws:EpochTime=999");
    }

    @Test
    void flagsAndBytes() {
        when("{'Bool': {'aws:SecureTransport': 'true'}}").allows("aws:SecureTransport=true");
        when("{'Bool': {'aws:SecureTransport': true}}").ignores("aws:SecureTransport=false");
        when("{'Bool': {'aws:SecureTransport': 'FALSE'}}").allows("aws:SecureTransport=false");
        when("{'Bool': {'aws:SecureTransport': 'false'}}").ignores();
        when("{'BinaryEquals': {'s3:x-amz-key': 'QUJD'}}").allows("s3:x-amz-key=QUJD");
        when("{'BinaryEquals': {'s3:x-amz-key': 'QUJD'}}").ignores("s3:x-amz-key=qujd");
    }

    @Test
    void addresses() {
        PolicyRows four = when("{'IpAddress': {'aws:SourceIp': ['203.0.113.0/25', '10.1.2.3']}}");
        four.allows("aws:SourceIp=203.0.113.127");
        four.ignores("aws:SourceIp=203.0.113.128");
        four.allows("aws:SourceIp=10.1.2.3");
        four.ignores("aws:SourceIp=10.1.2.4");
        four.ignores("aws:SourceIp=::1");
        four.ignores();
        PolicyRows six = when("{'IpAddress': {'aws:SourceIp': '2001:db8::/33'}}");
        six.allows("aws:SourceIp=2001:db8:7fff::1");
        six.ignores("aws:SourceIp=2001:db8:8000::1");
        six.ignores("aws:SourceIp=203.0.113.1");
        PolicyRows none = when("{'NotIpAddress': {'aws:SourceIp': '10.0.0.0/8'}}");
        none.allows("aws:SourceIp=11.0.0.1");
        none.ignores("aws:SourceIp=10.255.0.1");
        when("{'IpAddress': {'aws:SourceIp': '0.0.0.0/0'}}").allows("aws:SourceIp=8.8.8.8");
    }

    @Test
    void absence() {
        when("{'Null': {'s3:x-amz-server-side-encryption': 'true'}}").allows();
        when("{'Null': {'s3:x-amz-server-side-encryption': 'true'}}").ignores("s3:x-amz-server-side-encryption=AES256");
        when("{'Null': {'s3:x-amz-server-side-encryption': false}}").allows("s3:x-amz-server-side-encryption=AES256");
        when("{'Null': {'s3:x-amz-server-side-encryption': 'false'}}").ignores();
    }

    @Test
    void ifExists() {
        PolicyRows text = when("{'StringEqualsIfExists': {'s3:x-amz-acl': 'private'}}");
        text.allows();
        text.allows("s3:x-amz-acl=private");
        text.ignores("s3:x-amz-acl=public-read");
        when("{'NumericLessThanIfExists': {'s3:max-keys': '10'}}").allows();
        when("{'IpAddressIfExists': {'aws:SourceIp': '10.0.0.0/8'}}").ignores("aws:SourceIp=11.0.0.1");
        when("{'ForAnyValue:StringEqualsIfExists': {'s3:RequestObjectTagKeys': 'a'}}")
                .allows();
    }

    @Test
    void severalValues() {
        PolicyRows all = when("{'ForAllValues:StringEquals': {'s3:RequestObjectTagKeys': ['a', 'b']}}");
        all.allows("s3:RequestObjectTagKeys=a");
        all.allows("s3:RequestObjectTagKeys=a", "s3:RequestObjectTagKeys=b");
        all.ignores("s3:RequestObjectTagKeys=a", "s3:RequestObjectTagKeys=c");
        all.allows();
        PolicyRows any = when("{'ForAnyValue:StringEquals': {'s3:RequestObjectTagKeys': ['a', 'b']}}");
        any.allows("s3:RequestObjectTagKeys=c", "s3:RequestObjectTagKeys=b");
        any.ignores("s3:RequestObjectTagKeys=c");
        any.ignores();
        PolicyRows noneOf = when("{'ForAllValues:StringNotEquals': {'s3:RequestObjectTagKeys': ['a', 'b']}}");
        noneOf.allows("s3:RequestObjectTagKeys=c");
        noneOf.ignores("s3:RequestObjectTagKeys=c", "s3:RequestObjectTagKeys=a");
        PolicyRows anOther = when("{'ForAnyValue:StringNotEquals': {'s3:RequestObjectTagKeys': ['a']}}");
        anOther.allows("s3:RequestObjectTagKeys=a", "s3:RequestObjectTagKeys=c");
        anOther.ignores("s3:RequestObjectTagKeys=a");
        anOther.ignores();
    }

    @Test
    void allKeysOfAllOperatorsMustHold() {
        PolicyRows both = when("{'StringEquals': {'s3:prefix': 'a', 's3:delimiter': '/'}, 'Bool':"
                + " {'aws:SecureTransport': 'true'}}");
        both.allows("s3:prefix=a", "s3:delimiter=/", "aws:SecureTransport=true");
        both.ignores("s3:prefix=a", "s3:delimiter=-", "aws:SecureTransport=true");
        both.ignores("s3:prefix=a", "s3:delimiter=/", "aws:SecureTransport=false");
    }

    @Test
    void keysAreInAnyCaseButTagsAsTheyAre() {
        when("{'StringEquals': {'AWS:sourceVPC': 'v'}}").allows("aws:SourceVpc=v");
        when("{'StringEquals': {'s3:ExistingObjectTag/Team': 'x'}}").allows("s3:existingObjectTag/Team=x");
        when("{'StringEquals': {'s3:ExistingObjectTag/Team': 'x'}}").ignores("s3:ExistingObjectTag/team=x");
    }

    @Test
    void valuesMayBeVariables() {
        PolicyRows own = when("{'StringEquals': {'s3:prefix': '${aws:username}/'}}");
        own.allows("s3:prefix=ann/", "aws:username=ann");
        own.ignores("s3:prefix=bob/", "aws:username=ann");
        own.ignores("s3:prefix=/");
        when("{'StringLike': {'s3:prefix': '${aws:username}/*'}}").allows("s3:prefix=ann/x", "aws:username=ann");
    }
}
