using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace BotBottle.Core.Tests.Controller.Native;

/// <summary>File types that an agent may leave in place of a regular file.</summary>
internal static partial class OddFile
{
    /// <summary>All kinds, with the product's names for them.</summary>
    public static readonly string[] Kinds = ["pipe", "zero", "blocking", "socket", "folder", "sparse"];

    /// <summary>Creates one.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="path">A path at which nothing exists.</param>
    public static void Put(string kind, string path)
    {
        switch (kind)
        {
            case "pipe":
                Assert.That(MakeFifo(path, 0x1B6), Is.Zero);
                break;
            case "zero":
                File.CreateSymbolicLink(path, "/dev/zero");
                break;
            case "blocking":
                File.CreateSymbolicLink(path, "/proc/kmsg"); // a regular file for stat, but a read blocks
                break;
            case "socket":
                using (Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
                {
                    socket.Bind(new UnixDomainSocketEndPoint(path));
                    File.Move(path, path + ".kept"); // .NET removes the file of a closed socket by its name
                }

                File.Move(path + ".kept", path);
                break;
            case "folder":
                Directory.CreateDirectory(path);
                break;
            case "sparse":
                using (FileStream file = File.Create(path))
                {
                    file.SetLength(1L << 30);
                }

                break;
            default:
                throw new ArgumentException(kind);
        }
    }

    /// <summary>The word that a message must contain.</summary>
    public static string Said(string kind) => kind switch
    {
        "pipe" => "is a pipe (FIFO)",
        "zero" or "blocking" => "is a symbolic link",
        "socket" => "is a socket",
        "folder" => "is a folder",
        _ => "1073741824 bytes",
    };

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int MakeFifo(string path, uint mode);
}
