using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace BotBottle.Core.Dlp;

/// <summary>The bytes that a token's body is made of.</summary>
internal sealed class TokenCharset
{
    private const string Capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Smalls = "abcdefghijklmnopqrstuvwxyz";
    private const string Digits = "0123456789";

    // Before the sets, which are numbered and put into it.
    private static readonly uint[] SetsByByte = new uint[256];

    private static int _count;

    public static readonly TokenCharset Alphanumeric = new(Capitals + Smalls + Digits);
    public static readonly TokenCharset Word = new(Capitals + Smalls + Digits + "_");
    public static readonly TokenCharset Url = new(Capitals + Smalls + Digits + "_-");
    public static readonly TokenCharset Dotted = new(Capitals + Smalls + Digits + "_-.");
    public static readonly TokenCharset Bearer = new(Capitals + Smalls + Digits + "_-.~+/=");
    public static readonly TokenCharset Base64 = new(Capitals + Smalls + Digits + "+/=");
    public static readonly TokenCharset Base64Url = new(Capitals + Smalls + Digits + "+/=_-");
    public static readonly TokenCharset Base64Lines = new(Capitals + Smalls + Digits + "+/=\r\n\t\\");
    public static readonly TokenCharset Base32 = new(Capitals + "234567");
    public static readonly TokenCharset Upper = new(Capitals + Digits);
    public static readonly TokenCharset UpperDashed = new(Capitals + Digits + "-");
    public static readonly TokenCharset Lower = new(Smalls + Digits);
    public static readonly TokenCharset LowerDashed = new(Smalls + Digits + "-");
    public static readonly TokenCharset Dollar = new(Smalls + Digits + "$");
    public static readonly TokenCharset Hook = new(Capitals + Smalls + Digits + "/_-");
    public static readonly TokenCharset Hex = new(Digits + "abcdefABCDEF");
    public static readonly TokenCharset HexLower = new(Digits + "abcdef");
    public static readonly TokenCharset HexDashed = new(Digits + "abcdef-");
    public static readonly TokenCharset HexWord = new(Digits + "abcdef_");

    /// <summary>The bytes that <see cref="Of"/> looks at.</summary>
    public const int Block = 32;

    private readonly SearchValues<byte> _bytes;

    // For each low nibble, a bit for each high one with which it is a byte of the set.
    private readonly Vector256<byte> _rows;

    private TokenCharset(string characters)
    {
        Index = _count++;
        _bytes = SearchValues.Create(Encoding.ASCII.GetBytes(characters));
        Span<byte> rows = stackalloc byte[16];
        rows.Clear();
        foreach (char character in characters)
        {
            SetsByByte[character] |= 1U << Index;
            rows[character & 15] |= (byte)(1 << (character >> 4));
        }

        _rows = Vector256.Create(Vector128.Create<byte>(rows));
    }

    /// <summary>How many sets there are.</summary>
    public static int Count => _count;

    /// <summary>The set's number.</summary>
    public int Index { get; }

    /// <summary>Whether a byte is of the set.</summary>
    public bool Contains(byte value) => (SetsOf(value) >> Index & 1) != 0;

    /// <summary>A bit for each set, by its number, that a byte is of.</summary>
    public static uint SetsOf(byte value) => Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(SetsByByte), value);

    /// <summary>A bit for each set that six bytes are of, little-endian.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint SetsOfSix(ulong bytes) => SetsOf((byte)bytes) & SetsOf((byte)(bytes >> 8)) & SetsOf((byte)(bytes >> 16))
        & SetsOf((byte)(bytes >> 24)) & SetsOf((byte)(bytes >> 32)) & SetsOf((byte)(bytes >> 40));

    /// <summary>A bit for each of 32 bytes that is of the set.</summary>
    /// <param name="text">The first of them.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Of(ref byte text)
    {
        Vector256<byte> bytes = Vector256.LoadUnsafe(ref text);
        Vector256<byte> low = bytes & Vector256.Create((byte)0x0F);
        Vector256<byte> high = (bytes.AsUInt16() >> 4).AsByte() & Vector256.Create((byte)0x0F);
        Vector256<byte> bits = Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 0, 0, 0, 0, 0, 0, 0, 0);
        Vector256<byte> found = Avx2.IsSupported ? Avx2.Shuffle(_rows, low) & Avx2.Shuffle(bits, high)
            : Vector256.Create(
                Vector128.Shuffle(_rows.GetLower(), low.GetLower()) & Vector128.Shuffle(bits.GetLower(), high.GetLower()),
                Vector128.Shuffle(_rows.GetLower(), low.GetUpper()) & Vector128.Shuffle(bits.GetLower(), high.GetUpper()));
        return ~Vector256.Equals(found, Vector256<byte>.Zero).ExtractMostSignificantBits();
    }

    /// <summary>How many bytes of the set a text begins with.</summary>
    public int Run(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOfAnyExcept(_bytes);
        return end < 0 ? text.Length : end;
    }
}
