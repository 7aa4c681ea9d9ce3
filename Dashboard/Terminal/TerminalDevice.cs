using System.Runtime.InteropServices;
using System.Text;

namespace BotBottle.Dashboard.Terminal;

/// <summary>
/// The process's terminal: standard input in raw mode (termios(3), cfmakeraw), standard output unchanged. It avoids the runtime's console, which would take
/// over the terminal's settings and restore its own idea of them at SIGCONT.
/// </summary>
internal sealed unsafe partial class TerminalDevice : ITerminal
{
    private const int SettingsSize = 256; // struct termios: 60 bytes on glibc, 72 on macOS
    private const int Now = 0; // TCSANOW
    private const int Interrupted = 4; // EINTR
    private const short Readable = 1; // POLLIN
    private const short Writable = 4; // POLLOUT
    private const nuint LinuxWindowSize = 0x5413; // TIOCGWINSZ

    private readonly byte[] _settings = new byte[SettingsSize];

    private static int TryAgain => OperatingSystem.IsMacOS() ? 35 : 11; // EAGAIN

    /// <summary>True if standard input and output are both a terminal.</summary>
    public static bool IsThere => IsTerminal(0) == 1 && IsTerminal(1) == 1;

    /// <summary>The size of the terminal on standard output; null if it is no terminal.</summary>
    public static (int Width, int Height)? SizeOf()
    {
        if (IsTerminal(1) != 1)
        {
            return null;
        }

        if (!OperatingSystem.IsLinux())
        {
            // P/Invoke cannot call the variadic ioctl(2) on every other system; the console can.
            return (Console.WindowWidth, Console.WindowHeight);
        }

        ushort* size = stackalloc ushort[4];
        return Control(1, LinuxWindowSize, size) == 0 && size[0] > 0 && size[1] > 0 ? (size[1], size[0]) : null;
    }

    /// <inheritdoc/>
    public (int Width, int Height) Size => SizeOf() ?? (80, 24);

    /// <summary>Saves the terminal's settings.</summary>
    /// <exception cref="IOException">There is no terminal.</exception>
    public TerminalDevice()
    {
        fixed (byte* kept = _settings)
        {
            if (GetSettings(0, kept) != 0)
            {
                throw new IOException($"the terminal's settings cannot be read (errno {Marshal.GetLastPInvokeError()})");
            }
        }
    }

    /// <summary>Turns raw mode on.</summary>
    public void MakeRaw()
    {
        byte[] raw = [.. _settings];
        fixed (byte* made = raw)
        {
            CfMakeRaw(made);
            _ = SetSettings(0, Now, made); // fails only when the terminal is gone, which the next read reports
        }
    }

    /// <summary>Restores the saved settings; fails silently if the terminal is gone, because it runs on exit.</summary>
    public void PutBack()
    {
        fixed (byte* kept = _settings)
        {
            _ = SetSettings(0, Now, kept);
        }
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> bytes) => Write(bytes, Timeout.Infinite);

    /// <summary>Writes within a time limit, so that a stuck terminal does not block the exit.</summary>
    public static void WriteLast(string text)
    {
        try
        {
            Write(Encoding.ASCII.GetBytes(text), 1000);
        }
        catch (IOException)
        {
            // The terminal is gone.
        }
    }

    /// <inheritdoc/>
    public int Read(Span<byte> buffer, int milliseconds)
    {
        while (true)
        {
            PollEntry entry = new() { Descriptor = 0, Events = Readable };
            int ready = Poll(&entry, 1, milliseconds);
            int error = Marshal.GetLastPInvokeError();
            if (ready == 0)
            {
                return 0;
            }

            if (ready > 0)
            {
                fixed (byte* pointer = buffer)
                {
                    nint read = ReadBytes(0, pointer, (nuint)buffer.Length);
                    error = Marshal.GetLastPInvokeError();
                    if (read > 0)
                    {
                        return (int)read;
                    }

                    if (read == 0)
                    {
                        return -1;
                    }
                }
            }

            if (error != Interrupted && error != TryAgain)
            {
                return -1;
            }
        }
    }

    /// <summary>
    /// Stops this process as Ctrl-Z does and returns when it is continued. It returns at once if no shell could continue it (an orphaned process group: POSIX
    /// 11.1.4). raise(3) signals this thread, so that the stop has happened at the return.
    /// </summary>
    public static void Stop() => _ = Raise(OperatingSystem.IsMacOS() ? 18 : 20); // SIGTSTP

    private static void Write(ReadOnlySpan<byte> bytes, int milliseconds)
    {
        fixed (byte* pointer = bytes)
        {
            for (int written = 0; written < bytes.Length;)
            {
                PollEntry entry = new() { Descriptor = 1, Events = Writable };
                if (Poll(&entry, 1, milliseconds) == 0)
                {
                    throw new IOException("the terminal accepts no output");
                }

                nint count = WriteBytes(1, pointer + written, (nuint)(bytes.Length - written));
                int error = Marshal.GetLastPInvokeError();
                if (count < 0 && error != Interrupted && error != TryAgain)
                {
                    throw new IOException($"the terminal is gone (errno {error})");
                }

                written += (int)Math.Max(0, count);
            }
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [LibraryImport("libc", EntryPoint = "isatty")]
    private static partial int IsTerminal(int descriptor);

    [LibraryImport("libc", EntryPoint = "tcgetattr", SetLastError = true)]
    private static partial int GetSettings(int descriptor, byte* settings);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    private static partial int SetSettings(int descriptor, int when, byte* settings);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static partial void CfMakeRaw(byte* settings);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(int descriptor, nuint request, ushort* size);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(PollEntry* entries, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadBytes(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteBytes(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "raise")]
    private static partial int Raise(int signal);
}
