using static BotBottle.Controller.Bottles.Sandbox.ArgumentTestKind;
using static BotBottle.Controller.Bottles.Sandbox.SeccompStage;

namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>
/// The one table of the system calls that the filter refuses, with the reasons. Some calls were considered and stay allowed, because agents need them and they
/// reach no further than the bottle's own process namespace: ptrace, process_vm_readv/writev, pidfd_open and pidfd_send_signal (debuggers, test runners),
/// seccomp and landlock (agents that sandbox their own tools), personality (gdb), mknod (named pipes; the mounts are nodev), inotify, memfd, splice.
/// </summary>
internal static class SeccompRules
{
    private const int NotPermitted = 1; // EPERM
    private const int NotImplemented = 38; // ENOSYS: libraries then use their older method
    private const int NotSupported = 95; // EOPNOTSUPP: as on a file system without the feature; callers write instead
    private const int NoSuchFamily = 97; // EAFNOSUPPORT

    /// <summary>CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET.</summary>
    private const uint NewNamespaces = 0x7e02_0000;

    /// <summary>CLONE_NEWTIME, which clone(2) cannot request: the bit is part of its exit signal.</summary>
    private const uint NewTimeNamespace = 0x80;

    private static readonly ArgumentTest[] Families =
    [
        new(AllowOnly, 0, 1, 2, 10, 16), // UNIX, INET, INET6, NETLINK
        new(OnlyIf, 0, 16),
        new(AllowOnly, 2, 0, 4), // of netlink: ROUTE (getifaddrs) and SOCK_DIAG (ss)
    ];

    /// <summary>All rules; each call occurs once.</summary>
    public static readonly SeccompRule[] All =
    [
        // Ways out of the network namespace, and kernel parts that need no network.
        new("socket", 41, 198, NoSuchFamily, Launch,
            "AF_VSOCK talks to the hypervisor past any network namespace; AF_ALG and other families are attack surface", Families),
        new("socketpair", 53, 199, NoSuchFamily, Launch, "as socket", Families),

        // The terminal that the agent shares with its caller.
        new("ioctl", 16, 29, NotPermitted, Launch,
            "TIOCSTI and TIOCLINUX type into the caller's shell; TIOCSETD loads line disciplines; FS_IOC_RESVSP, RESVSP64 and ZERO_RANGE are fallocate",
            new ArgumentTest(DenyEqual, 1, 0x5412, 0x541c, 0x5423, 0x4030_5828, 0x4030_582a, 0x4030_5839)),

        // It can fill the disk in one call, faster than any watch reacts.
        new("fallocate", 285, 47, NotSupported, Launch, "takes space without writing it; giving space back (PUNCH_HOLE, COLLAPSE_RANGE) is allowed",
            new ArgumentTest(AllowOnly, 1, 0x3, 0x8)),

        // Kernel interfaces that bypass this filter, are not namespaced, or have been ways to root.
        new("io_uring_setup", 425, 425, NotImplemented, Launch, "its operations are not seen by a system call filter"),
        new("io_uring_enter", 426, 426, NotImplemented, Launch, "as io_uring_setup"),
        new("io_uring_register", 427, 427, NotImplemented, Launch, "as io_uring_setup"),
        new("add_key", 248, 217, NotPermitted, Launch, "keyrings are the host user's, not the bottle's"),
        new("request_key", 249, 218, NotPermitted, Launch, "as add_key"),
        new("keyctl", 250, 219, NotPermitted, Launch, "as add_key"),
        new("bpf", 321, 280, NotPermitted, Launch, "programs in the kernel"),
        new("perf_event_open", 298, 241, NotPermitted, Launch, "watches the whole machine where it is allowed"),
        new("userfaultfd", 323, 282, NotPermitted, Launch, "stretches races in the kernel"),
        new("open_by_handle_at", 304, 265, NotPermitted, Launch, "opens files past the mounts"),
        new("fanotify_init", 300, 262, NotPermitted, Launch, "watches whole file systems"),
        new("pidfd_getfd", 438, 438, NotPermitted, Launch, "takes descriptors out of another process"),
        new("kcmp", 312, 272, NotPermitted, Launch, "tells kernel addresses apart"),
        new("setns", 308, 268, NotPermitted, Launch, "enters other namespaces"),

        // Calls about the whole machine; missing capabilities refuse most of them as well.
        new("kexec_load", 246, 104, NotPermitted, Launch, "another kernel"),
        new("kexec_file_load", 320, 294, NotPermitted, Launch, "another kernel"),
        new("init_module", 175, 105, NotPermitted, Launch, "code in the kernel"),
        new("finit_module", 313, 273, NotPermitted, Launch, "code in the kernel"),
        new("delete_module", 176, 106, NotPermitted, Launch, "code in the kernel"),
        new("reboot", 169, 142, NotPermitted, Launch, "the machine's"),
        new("swapon", 167, 224, NotPermitted, Launch, "the machine's"),
        new("swapoff", 168, 225, NotPermitted, Launch, "the machine's"),
        new("acct", 163, 89, NotPermitted, Launch, "the machine's"),
        new("quotactl", 179, 60, NotPermitted, Launch, "the machine's"),
        new("quotactl_fd", 443, 443, NotPermitted, Launch, "the machine's"),
        new("syslog", 103, 116, NotPermitted, Launch, "the kernel's log"),
        new("settimeofday", 164, 170, NotPermitted, Launch, "the machine's"),
        new("clock_settime", 227, 112, NotPermitted, Launch, "the machine's"),
        new("iopl", 172, -1, NotPermitted, Launch, "hardware ports"),
        new("ioperm", 173, -1, NotPermitted, Launch, "hardware ports"),

        // Calls that bubblewrap itself needs, and no later process.
        new("mount", 165, 40, NotPermitted, Agent, "would lift a mask off a protected file"),
        new("umount2", 166, 39, NotPermitted, Agent, "as mount"),
        new("pivot_root", 155, 41, NotPermitted, Agent, "as mount"),
        new("chroot", 161, 51, NotPermitted, Agent, "as mount"),
        new("open_tree", 428, 428, NotPermitted, Agent, "as mount"),
        new("move_mount", 429, 429, NotPermitted, Agent, "as mount"),
        new("fsopen", 430, 430, NotPermitted, Agent, "as mount"),
        new("fsconfig", 431, 431, NotPermitted, Agent, "as mount"),
        new("fsmount", 432, 432, NotPermitted, Agent, "as mount"),
        new("fspick", 433, 433, NotPermitted, Agent, "as mount"),
        new("mount_setattr", 442, 442, NotPermitted, Agent, "as mount"),
        new("open_tree_attr", 467, 467, NotPermitted, Agent, "as mount"),
        new("unshare", 272, 97, NotPermitted, Agent, "a new user namespace gives every capability in it",
            new ArgumentTest(DenyAnyBit, 0, NewNamespaces | NewTimeNamespace)),
        new("clone", 56, 220, NotPermitted, Agent, "as unshare", new ArgumentTest(DenyAnyBit, 0, NewNamespaces)),
        new("clone3", 435, 435, NotImplemented, Agent, "its flags lie in memory, where a filter cannot look; libc falls back to clone"),
    ];
}
