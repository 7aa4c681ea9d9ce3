using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace BotBottle.Controller.Native;

/// <summary>Configures the loopback interface of our network namespace (netdevice(7)).</summary>
internal static unsafe partial class Loopback
{
    private const nuint SetInterfaceFlags = 0x8914; // SIOCSIFFLAGS
    private const short Up = 0x1; // IFF_UP

    /// <summary>Brings it up; the kernel then assigns 127.0.0.1/8 and ::1.</summary>
    public static void BringUp()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        var request = stackalloc byte[40]; // struct ifreq: a name of 16 bytes, then the flags
        new Span<byte>(request, 40).Clear();
        "lo"u8.CopyTo(new Span<byte>(request, 16));
        *(short*)(request + 16) = Up;
        Errno.Check(Ioctl((int)socket.Handle, SetInterfaceFlags, request), "ioctl(SIOCSIFFLAGS lo)");
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Ioctl(int descriptor, nuint request, void* argument);
}
