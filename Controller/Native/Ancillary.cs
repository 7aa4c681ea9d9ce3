using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Native;

/// <summary>
/// Passes file descriptors over a Unix stream socket (SCM_RIGHTS, unix(7)) and reads the peer's credentials (SO_PEERCRED). The layout of msghdr, iovec and
/// cmsghdr is that of 64-bit Linux.
/// </summary>
internal static unsafe partial class Ancillary
{
    /// <summary>Most file descriptors of one message; the kernel's own limit is 253.</summary>
    public const int MostDescriptors = 16;

    private const int SocketLevel = 1; // SOL_SOCKET
    private const int Rights = 1; // SCM_RIGHTS
    private const int PeerCredentials = 17; // SO_PEERCRED
    private const int NoSignal = 0x4000; // MSG_NOSIGNAL
    private const int CloseOnExec = 0x40000000; // MSG_CMSG_CLOEXEC
    private const int ControlTruncated = 8; // MSG_CTRUNC
    private const int HeaderSize = 16; // struct cmsghdr: length, level, type
    private const int ControlSize = HeaderSize + (MostDescriptors * sizeof(int));

    /// <summary>Sends one byte together with the file descriptors.</summary>
    /// <param name="socket">A connected Unix stream socket.</param>
    /// <param name="tag">The byte, which is the type of the message.</param>
    /// <param name="handles">At most <see cref="MostDescriptors"/>.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">The other end is closed.</exception>
    public static void Send(SafeHandle socket, byte tag, params ReadOnlySpan<SafeHandle> handles)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(handles.Length, MostDescriptors, nameof(handles));
        var control = stackalloc long[(ControlSize / sizeof(long)) + 1];
        var header = (ControlHeader*)control;
        header->Length = (nuint)(HeaderSize + (handles.Length * sizeof(int)));
        header->Level = SocketLevel;
        header->Type = Rights;
        for (var i = 0; i < handles.Length; i++)
        {
            ((int*)((byte*)control + HeaderSize))[i] = (int)handles[i].DangerousGetHandle();
        }

        var vector = new Vector { Base = &tag, Length = 1 };
        var message = new Message
        {
            Vectors = &vector,
            VectorCount = 1,
            Control = handles.IsEmpty ? null : control,
            ControlLength = handles.IsEmpty ? 0 : ((header->Length + 7) & ~(nuint)7),
        };
        nint sent;
        do
        {
            sent = SendMessage((int)socket.DangerousGetHandle(), &message, NoSignal);
        }
        while (Again(sent, "sendmsg"));
    }

    /// <summary>Blocks until one message of <see cref="Send"/> arrives.</summary>
    /// <param name="socket">A connected Unix stream socket.</param>
    /// <param name="tag">The received byte.</param>
    /// <returns>The file descriptors, close-on-exec and now ours; null if the other end closed without a message.</returns>
    /// <exception cref="InvalidDataException">More file descriptors arrived than a message may contain.</exception>
    public static SafeFileHandle[]? Receive(SafeHandle socket, out byte tag)
    {
        var control = stackalloc long[(ControlSize / sizeof(long)) + 1];
        byte data = 0;
        var vector = new Vector { Base = &data, Length = 1 };
        var message = new Message { Vectors = &vector, VectorCount = 1, Control = control, ControlLength = ControlSize };
        nint received;
        do
        {
            received = ReceiveMessage((int)socket.DangerousGetHandle(), &message, CloseOnExec);
        }
        while (Again(received, "recvmsg"));
        tag = data;
        if (received == 0)
        {
            return null;
        }

        var handles = Take(&message);
        if ((message.Flags & ControlTruncated) == 0)
        {
            return handles;
        }

        Array.ForEach(handles, handle => handle.Dispose());
        throw new InvalidDataException("a message held more descriptors than it may");
    }

    /// <summary>Gets the process, user and group that the kernel recorded for the other end when it connected.</summary>
    public static (int Pid, uint User, uint Group) Peer(SafeHandle socket)
    {
        var credentials = stackalloc uint[3];
        var size = 3u * sizeof(uint);
        Errno.Check(GetOption((int)socket.DangerousGetHandle(), SocketLevel, PeerCredentials, credentials, &size), "getsockopt(SO_PEERCRED)");
        return ((int)credentials[0], credentials[1], credentials[2]);
    }

    private static SafeFileHandle[] Take(Message* message)
    {
        var header = (ControlHeader*)message->Control;
        if (message->ControlLength < HeaderSize || header->Level != SocketLevel || header->Type != Rights)
        {
            return [];
        }

        var handles = new SafeFileHandle[((int)header->Length - HeaderSize) / sizeof(int)];
        for (var i = 0; i < handles.Length; i++)
        {
            handles[i] = Descriptors.Own(((int*)((byte*)message->Control + HeaderSize))[i]);
        }

        return handles;
    }

    private static bool Again(nint result, string call)
    {
        if (result >= 0)
        {
            return false;
        }

        var error = Marshal.GetLastPInvokeError();
        return error == Errno.Interrupted ? true : throw Errno.Error(error, call);
    }

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static partial nint SendMessage(int socket, Message* message, int flags);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static partial nint ReceiveMessage(int socket, Message* message, int flags);

    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    private static partial int GetOption(int socket, int level, int option, void* value, uint* size);

    [StructLayout(LayoutKind.Sequential)]
    private struct Vector
    {
        public void* Base;
        public nuint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct ControlHeader
    {
        public nuint Length;
        public int Level;
        public int Type;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Message
    {
        public void* Name;
        public uint NameLength;
        public Vector* Vectors;
        public nuint VectorCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }
}
