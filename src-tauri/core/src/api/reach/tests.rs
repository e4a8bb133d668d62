use super::*;

fn url(text: &str) -> Url {
    text.parse().expect("an address")
}

#[test]
fn a_public_server_cannot_send_us_into_our_own_network() {
    let base = url("https://gateway.example/v1");
    for target in [
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://[::ffff:10.0.0.1]/x",
        "https://169.254.169.254/latest",
        "https://10.1.2.3/x",
        "https://localhost/x",
        "https://printer/x",
        "https://2130706433/x",
        "https://0x7f.1/x",
    ] {
        assert!(check(&url(target), &base).is_err(), "{target}");
    }
}

#[test]
fn a_local_server_may_name_local_addresses() {
    let base = url("http://192.168.1.5:8000/v1");
    assert_eq!(check(&url("http://192.168.1.6:9000/v.mp4"), &base), Ok(()));
}

#[test]
fn nothing_falls_back_from_https_to_http() {
    assert!(
        check(
            &url("http://cdn.example/v.mp4"),
            &url("https://gateway.example/v1")
        )
        .is_err()
    );
}

#[test]
fn other_protocols_are_refused() {
    let base = url("http://gateway.example/v1");
    for target in [
        "file:///etc/passwd",
        "ftp://cdn.example/x",
        "data:video/mp4;base64,AA",
    ] {
        assert!(check(&url(target), &base).is_err(), "{target}");
    }
}

#[test]
fn an_origin_is_scheme_host_and_port() {
    assert!(!same_origin(
        &url("https://a.example/"),
        &url("https://a.example:8443/")
    ));
}

#[test]
fn every_special_range_is_private_in_every_disguise() {
    for text in [
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "169.254.169.254",
        "172.31.0.1",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::10.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:0:127.0.0.1",
        "64:ff9b::a00:1",
        "64:ff9b:1::a00:1",
        "100::1",
        "2001::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:20::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "2002:c0a8:101::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd12::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
    ] {
        assert!(is_private(text.parse().expect("an address")), "{text}");
    }
}

#[test]
fn public_addresses_stay_public_beside_the_special_ranges() {
    for text in [
        "1.1.1.1",
        "100.63.255.255",
        "100.128.0.1",
        "172.15.0.1",
        "172.32.0.1",
        "192.0.1.1",
        "192.88.98.1",
        "198.17.0.1",
        "198.20.0.1",
        "203.0.112.1",
        "223.255.255.255",
        "2001:4860:4860::8888",
        "2002:101:101::1",
        "2606:4700::1111",
        "::ffff:1.1.1.1",
        "64:ff9b::808:808",
        "2400:cb00::1",
    ] {
        assert!(!is_private(text.parse().expect("an address")), "{text}");
    }
}

#[test]
fn a_number_in_any_base_is_the_address_that_it_means() {
    let base = url("https://gateway.example/v1");
    for target in [
        "https://0177.0.0.1/x",
        "https://0x7f000001/x",
        "https://017700000001/x",
        "https://127.1/x",
        "https://0xA9FEA9FE/latest",
        "https://127.0.0.1./x",
        "https://\u{ff11}27.0.0.1/x",
        "https://[::127.0.0.1]/x",
        "https://[2002:7f00:1::]/x",
        "https://198.18.0.1/x",
    ] {
        assert!(check(&url(target), &base).is_err(), "{target}");
    }
}

#[test]
fn an_address_with_a_zone_is_no_address() {
    for target in ["http://[fe80::1%25eth0]/x", "http://[fe80::1%eth0]/x"] {
        assert!(Url::parse(target).is_err(), "{target}");
    }
}

#[test]
fn the_users_own_proxy_may_have_a_private_address_and_nothing_else_may() {
    let proxies = [
        "http://proxy.corp:3128".to_owned(),
        "other.corp:80".to_owned(),
    ];
    let resolver = PublicOnly::new(&proxies, StandIns::default());
    let usable = |name| {
        resolver
            .usable(name, [([10, 0, 0, 7], 0).into()].into_iter())
            .len()
    };
    assert_eq!(
        (
            usable("Proxy.corp"),
            usable("other.corp"),
            usable("cdn.example")
        ),
        (1, 1, 0)
    );
}

#[test]
fn stand_ins_are_believed_only_where_the_users_own_server_has_one() {
    let stand_ins = StandIns::default();
    let resolver = PublicOnly::new(&[], stand_ins.clone());
    let usable = |last| {
        resolver
            .usable("cdn.example", [(last, 0).into()].into_iter())
            .len()
    };
    assert_eq!(usable([198, 18, 0, 9]), 0);
    stand_ins.0.store(true, Ordering::Relaxed);
    assert_eq!((usable([198, 18, 0, 9]), usable([10, 0, 0, 9])), (1, 0));
}

#[tokio::test]
async fn a_name_that_leads_home_is_not_resolved() {
    let name: Name = "localhost".parse().expect("a name");
    assert!(PublicOnly::default().resolve(name).await.is_err());
}
