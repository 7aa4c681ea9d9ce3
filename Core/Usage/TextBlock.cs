using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace BotBottle.Core.Usage;

/// <summary>The kinds of 64 bytes, as a bit per byte, the lowest for the first byte. A byte of no kind is a mark.</summary>
internal readonly ref struct TextBlock
{
    /// <summary>The number of bytes in a block.</summary>
    public const int Bytes = 64;

    /// <summary>Classifies 64 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TextBlock(ref byte text)
    {
        Vector256<byte> front = Vector256.LoadUnsafe(ref text);
        Vector256<byte> back = Vector256.LoadUnsafe(ref Unsafe.Add(ref text, Vector256<byte>.Count));
        Lower = Join(InRange(front, 'a', 'z'), InRange(back, 'a', 'z'));
        Upper = Join(InRange(front, 'A', 'Z'), InRange(back, 'A', 'Z'));
        Digit = Join(InRange(front, '0', '9'), InRange(back, '0', '9'));
        Blank = Join(Is(front, ' ') | Is(front, '\t'), Is(back, ' ') | Is(back, '\t'));
        Line = Join(Is(front, '\n') | Is(front, '\r'), Is(back, '\n') | Is(back, '\r'));
        Wide = Join(front, back);
        Backslash = Join(Is(front, '\\'), Is(back, '\\'));
        Base64 = Lower | Upper | Digit | Join(Base64Marks(front), Base64Marks(back));
    }

    public ulong Lower { get; }

    public ulong Upper { get; }

    public ulong Digit { get; }

    /// <summary>Blanks and tabs.</summary>
    public ulong Blank { get; }

    /// <summary>Ends of lines.</summary>
    public ulong Line { get; }

    /// <summary>Bytes of non-ASCII characters.</summary>
    public ulong Wide { get; }

    public ulong Backslash { get; }

    /// <summary>Letters, digits and marks of Base64, both alphabets, with padding.</summary>
    public ulong Base64 { get; }

    private static ulong Join(Vector256<byte> front, Vector256<byte> back) =>
        front.ExtractMostSignificantBits() | ((ulong)back.ExtractMostSignificantBits() << Vector256<byte>.Count);

    private static Vector256<byte> InRange(Vector256<byte> bytes, char first, char last) =>
        Vector256.LessThanOrEqual(bytes - Vector256.Create((byte)first), Vector256.Create((byte)(last - first)));

    private static Vector256<byte> Base64Marks(Vector256<byte> bytes) => Is(bytes, '+') | Is(bytes, '/') | Is(bytes, '-') | Is(bytes, '_') | Is(bytes, '=');

    private static Vector256<byte> Is(Vector256<byte> bytes, char value) => Vector256.Equals(bytes, Vector256.Create((byte)value));
}
