# The kernel: capabilities, namespaces and the system calls that the filter refuses.

my $arm = (POSIX::uname())[4] eq "aarch64";
my %number = $arm
    ? (add_key => 217, keyctl => 219, bpf => 280, perf_event_open => 241, userfaultfd => 282, open_by_handle_at => 265, finit_module => 273,
        kexec_load => 104, ioctl => 29, mount => 40, umount2 => 39, chroot => 51, unshare => 97, clone => 220, setns => 268, getpid => 172)
    : (add_key => 248, keyctl => 250, bpf => 321, perf_event_open => 298, userfaultfd => 323, open_by_handle_at => 304, finit_module => 313,
        kexec_load => 246, ioctl => 16, mount => 165, umount2 => 166, chroot => 161, unshare => 272, clone => 56, setns => 308, getpid => 39);
my $new_user = 0x10000000;

# True if a system call succeeded.
sub call {
    my ($number, @arguments) = @_;
    return syscall($number, @arguments) >= 0;
}

my @not_permitted = (Errno::EPERM());
my @not_implemented = (Errno::ENOSYS());

probe("io_uring", "call io_uring_setup", sub {
    my $parameters = "\0" x 120;
    return refused(\@not_implemented, "io_uring_setup" => sub { call(425, 1, $parameters) });
});

probe("keyctl", "add a key, read the session keyring's number", sub {
    return refused(\@not_permitted,
        "add_key" => sub {
            my ($type, $name, $value) = ("user", "doctor", "x");
            my $key = syscall($number{add_key}, $type, $name, $value, 1, -3);
            syscall($number{keyctl}, 21, $key) if $key > 0; # invalidate it again
            return $key > 0;
        },
        "keyctl" => sub { call($number{keyctl}, 0, -3, 1) });
});

probe("kernel_calls", "call bpf, perf_event_open, userfaultfd, open_by_handle_at, finit_module, kexec_load", sub {
    my $zeros = "\0" x 128;
    return refused(\@not_permitted,
        "bpf" => sub { call($number{bpf}, 0, $zeros, 72) },
        "perf_event_open" => sub { call($number{perf_event_open}, $zeros, 0, -1, -1, 0) },
        "userfaultfd" => sub { call($number{userfaultfd}, 1) },
        "open_by_handle_at" => sub { call($number{open_by_handle_at}, -1, $zeros, 0) },
        "finit_module" => sub { call($number{finit_module}, -1, "", 0) },
        "kexec_load" => sub { call($number{kexec_load}, 0, 0, 0, 0) });
});

# For a missing file descriptor the kernel itself returns EBADF; only the filter refuses before that check.
probe("tiocsti", "push a character into a terminal, also with garbage in the high half of the request number", sub {
    my $letter = "x";
    return refused(\@not_permitted,
        "TIOCSTI" => sub { call($number{ioctl}, -1, 0x5412, $letter) },
        "TIOCSTI + 2^32" => sub { call($number{ioctl}, -1, 0x5412 + 2**32, $letter) },
        "TIOCLINUX" => sub { call($number{ioctl}, -1, 0x541c, $letter) });
});

probe("x32", "call getpid by its x32 number", sub {
    return (1, "this machine has no x32") if $arm;
    return refused(\@not_implemented, "x32" => sub { call(0x40000000 | $number{getpid}) });
});

# The calls name something that cannot be mounted: a process that may mount gets that error, and nothing is mounted.
probe("mount", "mount, unmount, chroot, and the newer mount calls", sub {
    my $nowhere = "/nonexistent";
    return refused(\@not_permitted,
        "mount" => sub { call($number{mount}, "none", $nowhere, "tmpfs", 0, 0) },
        "bind" => sub { call($number{mount}, $nowhere, $nowhere, "none", 4096, 0) },
        "umount" => sub { call($number{umount2}, $nowhere, 2) },
        "chroot" => sub { in_child(sub { call($number{chroot}, "/tmp") }) },
        "fsopen" => sub { call(430, "tmpfs", 0) },
        "open_tree" => sub { call(428, -100, "/", 1) });
});

probe("user_namespace", "create a user namespace with unshare, clone and clone3, enter one with setns", sub {
    return refused(undef,
        "unshare" => sub { in_child(sub { call($number{unshare}, $new_user) }) },
        "clone" => sub {
            my $child = syscall($number{clone}, $new_user | 17, 0, 0, 0, 0);
            POSIX::_exit(0) if $child == 0;
            waitpid $child, 0 if $child > 0;
            return $child > 0;
        },
        "clone3" => sub {
            my $arguments = pack("Q8", $new_user, 0, 0, 0, 17, 0, 0, 0);
            my $child = syscall(435, $arguments, 64);
            POSIX::_exit(0) if $child == 0;
            waitpid $child, 0 if $child > 0;
            return $child > 0;
        },
        "setns" => sub {
            in_child(sub { open(my $space, "<", "/proc/1/ns/user") or return 0; return call($number{setns}, fileno($space), $new_user) });
        });
});

probe("capabilities", "read /proc/self/status", sub {
    my %field = slurp("/proc/self/status") =~ /^(Cap\w+|NoNewPrivs):\s*(\S+)/mg;
    my @some = grep { /^Cap/ && $field{$_} !~ /^0+$/ } sort keys %field;
    return (%field && !@some && $field{NoNewPrivs} eq "1", @some ? join(", ", map { "$_ $field{$_}" } @some) : "none, and no program can gain any (NoNewPrivs $field{NoNewPrivs})");
});

# A filter on the agent alone could be bypassed: the agent can write into the memory of bubblewrap's init.
probe("filter", "read Seccomp of every process, and the right to write into process 1", sub {
    my @open = grep { my $status = slurp("/proc/$_/status"); $status && $status !~ /^Seccomp:\s*2/m } grep { /^\d+$/ } entries("/proc");
    my $writable = open(my $memory, "+<", "/proc/1/mem") ? "can be opened" : "cannot be opened";
    return (!@open, @open ? "no filter on process @open; the memory of process 1 $writable" : "all are filtered; the memory of process 1 $writable");
});

probe("kernel_files", "write kernel settings; look for devices and /sys", sub {
    my %usual = map { $_ => 1 } qw(null zero full random urandom tty console pts ptmx shm fd stdin stdout stderr core);
    my @devices = grep { !$usual{$_} } entries("/dev");
    my ($passed, $saw) = refused(undef,
        "core_pattern" => sub { sysopen(my $f, "/proc/sys/kernel/core_pattern", O_WRONLY) },
        "sysrq-trigger" => sub { sysopen(my $f, "/proc/sysrq-trigger", O_WRONLY) },
        "/proc/keys" => sub { my $text = slurp("/proc/keys"); $text ne "" },
        "/proc/timer_list" => sub { open(my $f, "<", "/proc/timer_list") },
        "/sys" => sub { entries("/sys") },
        "/dev/kmsg" => sub { open(my $f, "<", "/dev/kmsg") },
        "/dev/mem" => sub { open(my $f, "<", "/dev/mem") });
    return ($passed && !@devices, $saw . (@devices ? "; devices: @devices" : "; no device of the machine"));
});
