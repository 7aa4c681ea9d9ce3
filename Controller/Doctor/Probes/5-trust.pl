# The run's CA: a client verifies a certificate that it signed, with the bottle's variables, and with only the system's files.

my $name = $given{tls_name}[0];
my @clients = (
    [curl => "curl", "-sS", "--max-time", "10", "https://$name/"],
    [openssl => "sh", "-c", "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | openssl s_client -quiet -verify_return_error -connect $name:443 -servername $name -verify_hostname $name 2>&1"],
    [python3 => "python3", "-c", "import urllib.request as r; print(r.urlopen('https://$name/', timeout=10).read().decode())"],
    [node => "node", "-e", "require('https').get('https://$name/', r => r.pipe(process.stdout)).on('error', e => { console.log(e.message); process.exit(1) })"],
);

sub found { my ($program) = @_; return grep { -x "$_/$program" } split /:/, $ENV{PATH}; }

sub fetch {
    my ($keep, @command) = @_;
    pipe(my $reader, my $writer) or die "pipe: $!";
    my $child = fork;
    if (!$child) {
        delete @ENV{grep { /proxy/i || ($keep && !/$keep/) } keys %ENV};
        open(STDOUT, ">&", $writer);
        open(STDERR, ">&", $writer);
        exec @command or POSIX::_exit(127);
    }
    close $writer;
    my $text = do { local $/; <$reader> };
    waitpid $child, 0;
    return ($? == 0 && $text =~ /trusted/, $text =~ /trusted/ ? "accepted" : "code " . ($? >> 8) . " $text");
}

probe("ca", "fetch https://$name/ from the bottle's port 443, answered with a certificate of the run's CA", sub {
    my ($client) = grep { found($_->[0]) } @clients;
    return (0, "no curl, openssl, python3 or node in this bottle: install one to prove it") if !$client;
    my ($program, @command) = @$client;
    my ($passed, $saw) = fetch(undef, @command);
    return ($passed, "$program: $saw") if $program eq "node"; # it never reads the system's file
    my ($plain_passed, $plain_saw) = fetch(qr/^(PATH|HOME)$/, @command);
    return ($passed && $plain_passed, "$program with the bottle's variables: $saw; without: $plain_saw");
});
