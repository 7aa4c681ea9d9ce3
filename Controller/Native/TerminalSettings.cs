using System.Runtime.InteropServices;

namespace BotBottle.Controller.Native;

/// <summary>struct termios: four words of flags, and the characters that do something.</summary>
internal sealed class TerminalSettings
{
    private const int Size = 256; // 60 bytes on glibc, 72 on macOS
    private static readonly bool Mac = OperatingSystem.IsMacOS();

    /// <summary>The structure.</summary>
    public byte[] Bytes { get; private init; } = new byte[Size];

    /// <summary>ICANON: input comes in lines.</summary>
    public bool IsCanonical => (Local & (Mac ? 0x100u : 2u)) != 0;

    /// <summary>ISIG: Ctrl-C, Ctrl-Z and Ctrl-\ are signals.</summary>
    public bool HasSignals => (Local & (Mac ? 0x80u : 1u)) != 0;

    /// <summary>TOSTOP: output from the background stops who writes it.</summary>
    public bool StopsOutput => (Local & (Mac ? 0x400000u : 0x100u)) != 0;

    /// <summary>VSUSP, Ctrl-Z; null where no key stops.</summary>
    public byte? Suspend => Key(10);

    /// <summary>VINTR, Ctrl-C; null where no key interrupts.</summary>
    public byte? Interrupt => Key(Mac ? 8 : 0);

    /// <summary>VQUIT, Ctrl-\; null where no key quits.</summary>
    public byte? Quit => Key(Mac ? 9 : 1);

    /// <summary>VEOF, Ctrl-D; null where no key ends the input.</summary>
    public byte? EndOfInput => Key(Mac ? 0 : 4);

    private static int Characters => Mac ? 32 : 17;

    private uint Local => Mac ? (uint)MemoryMarshal.Read<ulong>(Bytes.AsSpan(24)) : MemoryMarshal.Read<uint>(Bytes.AsSpan(12));

    /// <summary>_POSIX_VDISABLE stands where a key does nothing. On Linux that is NUL, which Ctrl-Space types.</summary>
    private byte? Key(int index) => Bytes[Characters + index] is var key && key == (Mac ? 0xff : 0) ? null : key;

    /// <summary>A copy to change.</summary>
    public TerminalSettings Copy() => new() { Bytes = [.. Bytes] };

    /// <summary>Gives the flags of output (c_oflag) to another.</summary>
    public void CopyOutputTo(TerminalSettings other) => Bytes.AsSpan(Mac ? 8 : 4, Mac ? 8 : 4).CopyTo(other.Bytes.AsSpan(Mac ? 8 : 4));

    /// <summary>Whether two are the same in every bit.</summary>
    public bool IsSameAs(TerminalSettings other) => Bytes.AsSpan().SequenceEqual(other.Bytes);
}
