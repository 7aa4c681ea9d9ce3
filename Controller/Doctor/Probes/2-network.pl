# The network: only loopback exists.

my @unreachable = (Errno::ENETUNREACH());

sub address {
    my ($host, $port) = @_;
    return $host =~ /:/ ? (AF_INET6, pack_sockaddr_in6($port, Socket::inet_pton(AF_INET6, $host))) : (AF_INET, pack_sockaddr_in($port, inet_aton($host)));
}

sub dial {
    my ($host, $port) = @_;
    my ($family, $address) = address($host, $port);
    socket(my $socket, $family, SOCK_STREAM, 0) or return 0;
    local $SIG{ALRM} = sub { };
    POSIX::sigaction(POSIX::SIGALRM(), POSIX::SigAction->new(sub { }));
    alarm 3;
    my $done = connect($socket, $address);
    my $error = $!;
    alarm 0;
    $! = $error;
    return $done;
}

sub datagram {
    my ($host, $port) = @_;
    my ($family, $address) = address($host, $port);
    socket(my $socket, $family, SOCK_DGRAM, 0) or return 0;
    return send($socket, "\0" x 12, 0, $address);
}

probe("route", "read /proc/net/dev, route and ipv6_route", sub {
    my @devices = grep { $_ ne "lo" } map { /^\s*([^\s:]+):/ ? $1 : () } split /\n/, slurp("/proc/net/dev");
    my @routes = map { (split /\t/)[0] } grep { !/^Iface/ } split /\n/, slurp("/proc/net/route");
    my @six = grep { $_ ne "lo" } map { (split " ")[-1] } split /\n/, slurp("/proc/net/ipv6_route");
    my @found = (@devices, @routes, @six);
    return (-r "/proc/net/dev" && !@found, @found ? "interfaces and routes: @found" : "loopback is the only interface, and there is no route");
});

probe("dns", "look up $given{lookup}[0]; read /etc/resolv.conf", sub {
    my $found = gethostbyname($given{lookup}[0]);
    my @servers = slurp("/etc/resolv.conf") =~ /^\s*nameserver\s+(\S+)/mg;
    return (!$found && !@servers, ($found ? "an ADDRESS" : "no address") . ", name servers: " . (@servers ? "@servers" : "none"));
});

probe("udp", "send datagrams to addresses of the internet, as DNS and QUIC do", sub {
    return refused(\@unreachable, map { my $host = $_; map { my $port = $_; ("$host port $port" => sub { datagram($host, $port) }) } 53, 443 } @{$given{internet}});
});

probe("raw_ip", "open raw and packet sockets", sub {
    return refused(undef,
        "SOCK_RAW ICMP" => sub { socket(my $s, AF_INET, SOCK_RAW, 1) },
        "SOCK_RAW v6" => sub { socket(my $s, AF_INET6, SOCK_RAW, 58) },
        "AF_PACKET" => sub { socket(my $s, 17, SOCK_RAW, 0) });
});

probe("direct", "connect past the proxy, as curl --noproxy does, to the internet and to a port of this host", sub {
    my ($passed, $saw) = refused(\@unreachable, map { my $host = $_; ("$host port 443" => sub { dial($host, 443) }) } @{$given{internet}});
    my ($host_passed, $host_saw) = refused([Errno::ECONNREFUSED()],
        "the host's 127.0.0.1:$given{host_port}[0]" => sub { dial("127.0.0.1", $given{host_port}[0]) });
    return ($passed && $host_passed, "$saw; $host_saw");
});

probe("metadata", "connect to the cloud's metadata addresses", sub {
    return refused(\@unreachable, map { my $host = $_; ($host => sub { dial($host, 80) }) } @{$given{metadata}});
});

probe("proxy", "connect to the bottle's own listeners", sub {
    my @missing = grep { !dial("127.0.0.1", $_) } 3128, 443, 80;
    return (!@missing, @missing ? "nobody listens on @missing" : "3128, 443 and 80 accept");
});

probe("vsock", "open sockets of families without network namespaces", sub {
    return refused([Errno::EAFNOSUPPORT()],
        "AF_VSOCK" => sub { socket(my $s, 40, SOCK_STREAM, 0) },
        "AF_ALG" => sub { socket(my $s, 38, SOCK_SEQPACKET, 0) },
        "AF_XDP" => sub { socket(my $s, 44, SOCK_RAW, 0) },
        "netlink of the packet filter" => sub { socket(my $s, 16, SOCK_RAW, 12) });
});
