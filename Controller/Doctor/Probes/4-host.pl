# The host: its processes, sockets, descriptors, secrets and files.

probe("processes", "list /proc", sub {
    my @all = grep { /^\d+$/ } entries("/proc");
    chomp(my $first = slurp("/proc/1/comm"));
    return ($first eq "bwrap" && @all <= 6, scalar(@all) . " processes, the first is $first");
});

probe("unix_sockets", "connect to a socket file and an abstract socket of this host, look for others", sub {
    my ($passed, $saw) = refused(undef, map {
        my $name = $_;
        ($name =~ /^\@/ ? "an abstract one" : $name) => sub {
            socket(my $socket, AF_UNIX, SOCK_STREAM, 0) or return 0;
            (my $path = $name) =~ s/^\@/\0/;
            return connect($socket, pack_sockaddr_un($path));
        };
    } @{$given{unix}});
    my ($looked, @found) = (0);
    my @folders = ("/");
    while (@folders && $looked < 50_000) {
        my $folder = shift @folders;
        for (map { $folder eq "/" ? "/$_" : "$folder/$_" } entries($folder)) {
            $looked++;
            next if -l $_ || m{^/(proc|usr)$};
            push @folders, $_ if -d _;
            push @found, $_ if -S _;
        }
    }
    return ($passed && !@found, "$saw; " . (@found ? "sockets: @found" : "none among $looked files"));
});

probe("descriptors", "list /proc/self/fd", sub {
    my @open = grep { $_ > 2 } entries("/proc/self/fd");
    my @found = grep { defined } map { my $target = readlink "/proc/self/fd/$_"; defined $target ? "$_ is $target" : undef } @open;
    return (!@found, @found ? join("; ", @found) : "only standard input, output and error");
});

probe("secrets", "read Bot Bottle's own folder, logins under the home folder, files of root", sub {
    return refused(undef, map { my $path = $_; $path => sub { can_read($path) } }
        @{$given{hidden}}, "/etc/shadow", "/etc/gshadow", "/etc/sudoers", "/etc/ssl/private", "/boot");
});

probe("provider_key", "look for the host's key in every environment and command line", sub {
    my $key = reverse $given{key_reversed}[0];
    my @found = grep { index($ENV{$_}, $key) >= 0 } keys %ENV;
    for my $process (grep { /^\d+$/ } entries("/proc")) {
        push @found, grep { index(slurp($_), $key) >= 0 } "/proc/$process/environ", "/proc/$process/cmdline";
    }
    my $stand_in = exists $ENV{ANTHROPIC_API_KEY} ? "there is a placeholder instead" : "there is no placeholder";
    return (!@found, @found ? "it is in @found" : "not found; $stand_in");
});

# The actions that a bottle must allow: an isolation that refuses everything would pass all other probes.
probe("shared_folder", "write where an agent works", sub {
    my @failed = grep { !create($_) } "written", ".git/index", ".git/objects/written", ".git/refs/written", "$ENV{HOME}/written", "/tmp/written";
    return (!@failed, @failed ? "cannot write @failed" : "the folder, its repository's objects, refs and index, HOME and /tmp are writable");
});

# A bottle may write its own worktrees: its own folder is mounted over the host's.
sub covered {
    my ($path) = @_;
    open my $table, "<", "/proc/self/mountinfo" or return 0;
    return scalar grep { (split " ")[4] eq $path } <$table>;
}

probe("git", "bypass a read-only .git: its commondir, another .git in its place, the worktrees of the host", sub {
    create(".git/replacement");
    return refused(undef,
        "append to config" => sub { create(".git/config") },
        "replace config" => sub { rename ".git/replacement", ".git/config" },
        "add a hook" => sub { create(".git/hooks/post-checkout") },
        "rename hooks" => sub { rename ".git/hooks", ".git/old" },
        "write commondir" => sub { create(".git/commondir") },
        "replace commondir" => sub { rename ".git/replacement", ".git/commondir" },
        "remove commondir" => sub { unlink ".git/commondir" },
        "write config.worktree" => sub { create(".git/config.worktree") },
        "add a module" => sub { mkdir ".git/modules/m" },
        "reach the host's worktrees" => sub { !covered(POSIX::getcwd() . "/.git/worktrees") && (mkdir(".git/worktrees") || mkdir(".git/worktrees/w")) },
        "rename worktrees" => sub { rename ".git/worktrees", ".git/old" },
        "rename .git" => sub { rename(".git", "old") && rename("old", ".git") });
});

probe("host_executed", "write what the host's shells and editors run in a shared folder", sub {
    my $other = $given{other}[0];
    return refused(undef, map {
        my $path = "$other/$_";
        ("write $_" => sub { -d $path ? create("$path/x") : create($path) }, "rename $_" => sub { rename $path, "$path.old" });
    } @{$given{executed}});
});
