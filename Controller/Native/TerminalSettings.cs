using System.Runtime.InteropServices;

namespace BotBottle.Controller.Native;

/// <summary>struct termios: four words of flags, and the control characters.</summary>
internal sealed class TerminalSettings
{
    private const int Size = 256; // 60 bytes on glibc, 72 on macOS
    private static readonly bool Mac = OperatingSystem.IsMacOS();

    /// <summary>The structure.</summary>
    public byte[] Bytes { get; private init; } = new byte[Size];

    /// <summary>True for line-by-line input (ICANON).</summary>
    public bool IsCanonical => (Local & (Mac ? 0x100u : 2u)) != 0;

    /// <summary>True if Ctrl-C, Ctrl-Z and Ctrl-\ are signals (ISIG).</summary>
    public bool HasSignals => (Local & (Mac ? 0x80u : 1u)) != 0;

    /// <summary>True if output from the background stops its writer (TOSTOP).</summary>
    public bool StopsOutput => (Local & (Mac ? 0x400000u : 0x100u)) != 0;

    /// <summary>VSUSP, Ctrl-Z; null if no key stops.</summary>
    public byte? Suspend => Key(10);

    /// <summary>VINTR, Ctrl-C; null if no key interrupts.</summary>
    public byte? Interrupt => Key(Mac ? 8 : 0);

    /// <summary>VQUIT, Ctrl-\; null if no key quits.</summary>
    public byte? Quit => Key(Mac ? 9 : 1);

    /// <summary>VEOF, Ctrl-D; null if no key ends the input.</summary>
    public byte? EndOfInput => Key(Mac ? 0 : 4);

    private static int Characters => Mac ? 32 : 17;

    private uint Local => Mac ? (uint)MemoryMarshal.Read<ulong>(Bytes.AsSpan(24)) : MemoryMarshal.Read<uint>(Bytes.AsSpan(12));

    /// <summary>Gets a control character; null if it is _POSIX_VDISABLE. On Linux that is NUL, which Ctrl-Space types.</summary>
    private byte? Key(int index) => Bytes[Characters + index] is var key && key == (Mac ? 0xff : 0) ? null : key;

    /// <summary>A copy to change.</summary>
    public TerminalSettings Copy() => new() { Bytes = [.. Bytes] };

    /// <summary>Copies the output flags (c_oflag) to another.</summary>
    public void CopyOutputTo(TerminalSettings other) => Bytes.AsSpan(Mac ? 8 : 4, Mac ? 8 : 4).CopyTo(other.Bytes.AsSpan(Mac ? 8 : 4));

    /// <summary>True if two are equal in every bit.</summary>
    public bool IsSameAs(TerminalSettings other) => Bytes.AsSpan().SequenceEqual(other.Bytes);
}
