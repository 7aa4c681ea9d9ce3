using System.Net;
using System.Net.NetworkInformation;
using System.Numerics;
using System.Runtime.InteropServices;

namespace BotBottle.Core.Hosts;

/// <summary>
/// The addresses of this machine's interfaces, by getifaddrs(3). The framework's NetworkInterface takes hundreds of times as long: it also reads files of each
/// interface and loads a library.
/// </summary>
internal static unsafe partial class InterfaceAddresses
{
    private const ushort Ipv4 = 2; // AF_INET
    private const ushort Ipv6 = 10; // AF_INET6
    private const int Ipv4At = 4;
    private const int Ipv6At = 8;
    private const uint Loopback = 0x8; // IFF_LOOPBACK

    /// <summary>Reads the addresses with their prefix lengths.</summary>
    /// <exception cref="NetworkInformationException">The kernel does not return them.</exception>
    public static List<(IPAddress Address, int PrefixLength, bool OnLoopback)> Read()
    {
        if (!OperatingSystem.IsLinux())
        {
            return
            [
                .. NetworkInterface.GetAllNetworkInterfaces().SelectMany(found => found.GetIPProperties().UnicastAddresses
                    .Select(own => (own.Address, own.PrefixLength, found.NetworkInterfaceType == NetworkInterfaceType.Loopback))),
            ];
        }

        if (GetAddresses(out Entry* first) != 0)
        {
            throw new NetworkInformationException(Marshal.GetLastPInvokeError());
        }

        try
        {
            List<(IPAddress, int, bool)> found = [];
            for (Entry* entry = first; entry != null; entry = entry->Next)
            {
                if (BytesOf(entry->Address) is { IsEmpty: false } address)
                {
                    // An address without a mask (a point-to-point link) has no network.
                    ReadOnlySpan<byte> mask = BytesOf(entry->Mask);
                    found.Add((new IPAddress(address), mask.IsEmpty ? address.Length * 8 : Ones(mask), (entry->Flags & Loopback) != 0));
                }
            }

            return found;
        }
        finally
        {
            FreeAddresses(first);
        }
    }

    private static ReadOnlySpan<byte> BytesOf(byte* socketAddress) => socketAddress == null ? default : *(ushort*)socketAddress switch
    {
        Ipv4 => new ReadOnlySpan<byte>(socketAddress + Ipv4At, 4),
        Ipv6 => new ReadOnlySpan<byte>(socketAddress + Ipv6At, 16),
        _ => default,
    };

    private static int Ones(ReadOnlySpan<byte> mask)
    {
        int ones = 0;
        foreach (byte part in mask)
        {
            ones += BitOperations.PopCount(part);
        }

        return ones;
    }

    [LibraryImport("libc", EntryPoint = "getifaddrs", SetLastError = true)]
    private static partial int GetAddresses(out Entry* first);

    [LibraryImport("libc", EntryPoint = "freeifaddrs")]
    private static partial void FreeAddresses(Entry* first);

    // struct ifaddrs
    [StructLayout(LayoutKind.Sequential)]
    private struct Entry
    {
        public Entry* Next;
        public byte* Name;
        public uint Flags;
        public byte* Address;
        public byte* Mask;
        public byte* Peer;
        public void* Data;
    }
}
